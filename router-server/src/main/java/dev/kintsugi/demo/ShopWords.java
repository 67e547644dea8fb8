package dev.kintsugi.demo;

import com.google.common.collect.ImmutableList;

/// The words the shop's rows are made of: mixed case, accents, other scripts, quotes and line ends among them.
final class ShopWords {
    static final ImmutableList<String> GIVEN_NAMES = ImmutableList.of(
            "Ada",
            "ada",
            "Émile",
            "Zoë",
            "Øystein",
            "Łucja",
            "Jürgen",
            "Åsa",
            "Ñusta",
            "İpek",
            "Müge",
            "Chloé",
            "Dvořák",
            "Bob",
            "BOB",
            "Anna-Lena",
            "O'Neil",
            "Søren",
            "Þóra",
            "Élodie",
            "Maria",
            "maría",
            "José",
            "Ivan",
            "Иван",
            "Ольга",
            "Γιώργος",
            "花子",
            "太郎",
            "美咲",
            "小明",
            "지우",
            "ฟ้า",
            "नेहा",
            "ليلى",
            "🦊 Fox",
            "Zed",
            "_under");
    static final ImmutableList<String> FAMILY_NAMES = ImmutableList.of(
            "Lovelace",
            "van der Berg",
            "Müller",
            "MULLER",
            "Muller",
            "Nowak",
            "Żak",
            "d'Arc",
            "Ångström",
            "Çelik",
            "Smith",
            "smith",
            "Peña",
            "Garcia",
            "García",
            "Петров",
            "Παππάς",
            "山田",
            "佐藤",
            "王",
            "김",
            "Nguyễn",
            "Okafor",
            "Ibáñez",
            "Straße",
            "Strasse",
            "Æsop",
            "Zykov",
            "de la Cruz",
            "O’Brien");
    static final ImmutableList<String> TAGS =
            ImmutableList.of("vip", "new", "b2b", "Été", "with space", "with,comma", "with\"quote", "", "NULL", "金継ぎ");
    static final ImmutableList<String> STATUSES = ImmutableList.of("new", "paid", "shipped", "returned");
    /// `1 mon` and `30 days` are equal and look different.
    static final ImmutableList<String> SHIPPING = ImmutableList.of(
            "1 day",
            "2 days",
            "3 days 04:05:06",
            "24:00:00",
            "1 mon",
            "30 days",
            "-04:05:06.5",
            "1 year 2 mons",
            "00:00:00",
            "00:30:00",
            "1 day -01:00:00",
            "0.000001 seconds");
    static final ImmutableList<String> NOTES = ImmutableList.of(
            "leave at the door",
            "Leave at the door",
            "geschenk 🎁",
            "ring twice\nthen wait",
            "a\ttab",
            "back\\slash",
            "100 % sure",
            "under_score",
            "it's \"quoted\"",
            "",
            " leading blank",
            "trailing blank ",
            "naïve café",
            "漆と金");
    static final ImmutableList<String> KINDS =
            ImmutableList.of("view", "View", "cart", "checkout", "search", "login", "logout", "error 🛑", "wish ", "");
    static final ImmutableList<String> ADDRESSES = ImmutableList.of(
            "10.0.0.1",
            "10.0.0.1/8",
            "10.0.0.2",
            "192.168.0.0/16",
            "127.0.0.1",
            "::1",
            "2001:db8::ff",
            "2001:db8::/32");
    static final ImmutableList<String> MATERIALS = ImmutableList.of(
            "Oak", "oak", "Porcelain", "Urushi 漆", "Brass", "Glass", "Céramique", "Linen", "Bamboo", "Gold");
    static final ImmutableList<String> THINGS =
            ImmutableList.of("bowl", "Cup", "tray", "Vase", "lamp", "Théière", "box", "plate", "brush", "knife");
    static final ImmutableList<String> CATEGORIES = ImmutableList.of("table", "Table", "light", "tools", "décor");

    private ShopWords() {}
}
