package dev.kintsugi.demo;

import com.google.common.collect.ImmutableList;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.HexFormat;
import java.util.StringJoiner;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Makes the shop's rows, the same for the same number of orders; every method adds one row's values to a line.
///
/// The rows hold what makes merging hard: NULLs, ties, equal numerics of different scale, a NaN, infinities, negative
/// and
/// large keys, text that collations order differently. Floats are quarters, so that sums do not depend on their order.
final class ShopRows {
    static final int PRODUCTS = 200;

    private static final int PRODUCT = 1;
    private static final int CUSTOMER = 2;
    private static final int ORDER = 3;
    private static final int ITEMS = 4;
    private static final int EVENT = 5;
    private static final int MOST_LINES = 4;
    private static final int MINUTES_OF_TWO_YEARS = 2 * 365 * 24 * 60;
    private static final LocalDateTime OPENING = LocalDateTime.of(2024, 1, 1, 0, 0);
    private static final LocalDate FIRST_BIRTHDAY = LocalDate.of(1940, 2, 28);

    private final long orders;
    private final int customers;
    private final ImmutableList<String> countryCodes;

    ShopRows(long orders, ImmutableList<String> countryCodes) {
        this.orders = orders;
        this.customers = (int) Math.max(1, orders / 10);
        this.countryCodes = countryCodes;
    }

    int customers() {
        return customers;
    }

    long events() {
        return orders / 2;
    }

    /// The id of a customer by number: mostly small and positive, some negative, some beyond 32 bits.
    long customerId(int customer) {
        if (customer % 97 == 96) {
            return -(customer + 1L);
        }
        return customer % 499 == 498 ? 5_000_000_000L + customer : customer + 1L;
    }

    /// The number of the customer who placed an order: lower numbers order more.
    int customerOf(long order) {
        Dice dice = new Dice(ORDER, order);
        return Math.min(dice.below(customers), dice.below(customers));
    }

    void product(int product, CopyLine line) {
        Dice dice = new Dice(PRODUCT, product);
        line.add(product + 1L)
                .add(new UUID(dice.bits(), dice.bits()).toString())
                .add(dice.of(ShopWords.MATERIALS) + " " + dice.of(ShopWords.THINGS))
                .add(dice.unlessOneIn(12, () -> dice.of(ShopWords.CATEGORIES)))
                .add(dice.unlessOneIn(15, () -> decimal(dice.below(20_000) - 500, 2)))
                .add(dice.unlessOneIn(
                        9,
                        () -> "{\"weight\": %d, \"colors\": [\"red\", \"%s\"], \"fragile\": %b}"
                                .formatted(dice.below(40), dice.of(ShopWords.TAGS.subList(0, 4)), dice.oneIn(2))));
    }

    void customer(int customer, CopyLine line) {
        Dice dice = new Dice(CUSTOMER, customer);
        String given = dice.of(ShopWords.GIVEN_NAMES);
        line.add(customerId(customer))
                .add(given + " " + dice.of(ShopWords.FAMILY_NAMES))
                .add(dice.unlessOneIn(
                        8, () -> (dice.oneIn(3) ? "Info" : "info") + dice.below(customers) + "@example.org"))
                .add(dice.unlessOneIn(20, () -> dice.of(countryCodes)))
                .add(OPENING.plusMinutes(dice.below(MINUTES_OF_TWO_YEARS)) + ":00+00")
                .add(dice.unlessOneIn(6, () -> birthday(dice)))
                .add(dice.unlessOneIn(7, () -> decimal(dice.below(2_000_000) - 500_000, 2)))
                .add(dice.unlessOneIn(5, () -> quarters(dice.below(22) - 1)))
                .add(dice.unlessOneIn(6, () -> tags(dice)))
                .add(dice.unlessOneIn(4, () -> profile(dice)))
                .add(dice.unlessOneIn(10, () -> dice.oneIn(4) ? "f" : "t"));
    }

    void order(long order, CopyLine line) {
        Dice dice = new Dice(ORDER, order);
        int customer = Math.min(dice.below(customers), dice.below(customers)); // as customerOf
        line.add(customerId(customer))
                .add(order + 1)
                .add(placedAt(dice))
                .add(dice.unlessOneIn(15, () -> dice.of(ShopWords.STATUSES)))
                .add(order == orders / 2 ? "NaN" : dice.unlessOneIn(12, () -> total(dice)))
                .add(dice.unlessOneIn(3, () -> decimal(dice.below(10) * 500L, 4)))
                .add(dice.unlessOneIn(9, () -> dice.of(ShopWords.SHIPPING)))
                .add(dice.unlessOneIn(3, () -> dice.of(ShopWords.NOTES)));
    }

    /// The number of lines of an order: none to four, two on average.
    int lines(long order) {
        return new Dice(ITEMS, order).below(MOST_LINES + 1);
    }

    void item(long order, long customerId, int number, CopyLine line) {
        Dice dice = new Dice(ITEMS, (order + 1) * (MOST_LINES + 1) + number + orders);
        line.add(customerId)
                .add(order + 1)
                .add(number + 1L)
                .add(dice.unlessOneIn(30, () -> Integer.toString(1 + dice.below(PRODUCTS))))
                .add(dice.unlessOneIn(14, () -> Integer.toString(dice.oneIn(12) ? -1 : 1 + dice.below(5))))
                .add(dice.unlessOneIn(16, () -> decimal(dice.below(30_000), 2)))
                .add(dice.unlessOneIn(11, () -> quarters(dice.below(400))));
    }

    UUID eventId(long event) {
        Dice dice = new Dice(EVENT, event);
        return new UUID(dice.bits(), dice.bits());
    }

    void event(long event, CopyLine line) {
        Dice dice = new Dice(EVENT, event);
        line.add(new UUID(dice.bits(), dice.bits()).toString()) // as eventId
                .add(dice.unlessOneIn(10, () -> Long.toString(customerId(dice.below(customers)))))
                .add(dice.unlessOneIn(12, () -> dice.of(ShopWords.KINDS)))
                .add(dice.unlessOneIn(13, () -> at(dice)))
                .add(dice.unlessOneIn(8, () -> dice.of(ShopWords.ADDRESSES)))
                .add(dice.unlessOneIn(3, () -> payload(dice)));
    }

    private static String placedAt(Dice dice) {
        LocalDateTime minute = OPENING.plusMinutes(dice.below(MINUTES_OF_TWO_YEARS) / 60 * 60L);
        String fraction = dice.oneIn(4) ? ":%02d.%06d".formatted(dice.below(60), dice.below(1_000_000)) : ":00";
        return minute + fraction + "+00";
    }

    private static String at(Dice dice) {
        if (dice.oneIn(500)) {
            return dice.oneIn(2) ? "infinity" : "-infinity";
        }
        return OPENING.plusMinutes(dice.below(MINUTES_OF_TWO_YEARS)) + ":00." + dice.below(4) * 25;
    }

    private static String birthday(Dice dice) {
        return dice.oneIn(900)
                ? "0044-03-15 BC"
                : FIRST_BIRTHDAY.plusDays(dice.below(25_000)).toString();
    }

    /// Few different values and four scales, so that equal totals look different: 7, 7.0, 7.50, 7.500.
    private static String total(Dice dice) {
        int scale = dice.below(4);
        int halves = dice.below(800) - 20;
        BigDecimal value = BigDecimal.valueOf(halves * 5L, 1);
        return scale == 0 ? Integer.toString(halves / 2) : value.setScale(scale).toPlainString();
    }

    private static String decimal(long unscaled, int scale) {
        return BigDecimal.valueOf(unscaled, scale).toPlainString();
    }

    private static String quarters(int count) {
        return Double.toString(count / 4.0);
    }

    private static String tags(Dice dice) {
        StringJoiner tags = new StringJoiner(",", "{", "}");
        for (int remaining = dice.below(4); remaining > 0; remaining--) {
            @Nullable String tag = dice.unlessOneIn(10, () -> dice.of(ShopWords.TAGS));
            tags.add(tag == null ? "NULL" : '"' + tag.replace("\"", "\\\"") + '"');
        }
        return tags.toString();
    }

    private static String profile(Dice dice) {
        return switch (dice.below(5)) {
            case 0 -> "{}";
            case 1 -> "null";
            case 2 -> "[1, 2.50, \"drei\"]";
            case 3 -> "{\"lang\": \"%s\", \"visits\": %d}".formatted(dice.oneIn(2) ? "de" : "ja", dice.below(50));
            default ->
                "{\"lang\": null, \"level\": %s, \"name\": \"%s\"}"
                        .formatted(quarters(dice.below(16)), dice.of(ShopWords.GIVEN_NAMES));
        };
    }

    private static String payload(Dice dice) {
        byte[] bytes = new byte[dice.below(12)];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) dice.below(256);
        }
        return "\\x" + HexFormat.of().formatHex(bytes);
    }
}
