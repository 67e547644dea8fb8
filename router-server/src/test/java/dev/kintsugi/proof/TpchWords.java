package dev.kintsugi.proof;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;

/// The word lists of the TPC-H specification, clause 4.2.
final class TpchWords {
    static final ImmutableList<String> REGIONS = words("AFRICA,AMERICA,ASIA,EUROPE,MIDDLE EAST");

    /// Each with the number of its region.
    static final ImmutableList<String> NATIONS = words(
            "ALGERIA 0,ARGENTINA 1,BRAZIL 1,CANADA 1,EGYPT 4,ETHIOPIA 0,FRANCE 3,GERMANY 3,INDIA 2,INDONESIA 2,IRAN 4,"
                    + "IRAQ 4,JAPAN 2,JORDAN 4,KENYA 0,MOROCCO 0,MOZAMBIQUE 0,PERU 1,CHINA 2,ROMANIA 3,SAUDI ARABIA 4,"
                    + "VIETNAM 2,RUSSIA 3,UNITED KINGDOM 3,UNITED STATES 1");

    static final ImmutableList<String> COLOURS =
            words("almond,antique,aquamarine,azure,beige,bisque,black,blanched,blue,blush,brown,burlywood,burnished,"
                + "chartreuse,chiffon,chocolate,coral,cornflower,cornsilk,cream,cyan,dark,deep,dim,dodger,drab,"
                + "firebrick,floral,forest,frosted,gainsboro,ghost,goldenrod,green,grey,honeydew,hot,indian,ivory,"
                + "khaki,lace,lavender,lawn,lemon,light,lime,linen,magenta,maroon,medium,metallic,midnight,mint,"
                + "misty,moccasin,navajo,navy,olive,orange,orchid,pale,papaya,peach,peru,pink,plum,powder,puff,"
                + "purple,red,rose,rosy,royal,saddle,salmon,sandy,seashell,sienna,sky,slate,smoke,snow,spring,steel,"
                + "tan,thistle,tomato,turquoise,violet,wheat,white,yellow");

    static final ImmutableList<String> SIZES = words("STANDARD,SMALL,MEDIUM,LARGE,ECONOMY,PROMO");
    static final ImmutableList<String> FINISHES = words("ANODIZED,BURNISHED,PLATED,POLISHED,BRUSHED");
    static final ImmutableList<String> METALS = words("TIN,NICKEL,BRASS,STEEL,COPPER");
    static final ImmutableList<String> WRAPPINGS = words("SM,MED,JUMBO,WRAP,LG");
    static final ImmutableList<String> CONTAINERS = words("CASE,BOX,JAR,BAG,PKG,PACK,CAN,DRUM");
    static final ImmutableList<String> SEGMENTS = words("AUTOMOBILE,BUILDING,FURNITURE,MACHINERY,HOUSEHOLD");
    static final ImmutableList<String> PRIORITIES = words("1-URGENT,2-HIGH,3-MEDIUM,4-NOT SPECIFIED,5-LOW");
    static final ImmutableList<String> INSTRUCTIONS = words("DELIVER IN PERSON,COLLECT COD,NONE,TAKE BACK RETURN");
    static final ImmutableList<String> MODES = words("REG AIR,AIR,RAIL,SHIP,TRUCK,MAIL,FOB");

    /// Some of the nouns, verbs and adverbs that comments are made of.
    static final ImmutableList<String> TEXT = words(
            "packages,requests,accounts,deposits,foxes,ideas,theodolites,pinto beans,instructions,special,pending,"
                    + "furiously,carefully,quickly,slyly,express,regular,final,ironic,even,bold,unusual,sleep,wake,"
                    + "haggle,nag,cajole,integrate,above,along,against");

    private TpchWords() {}

    private static ImmutableList<String> words(String list) {
        return ImmutableList.copyOf(Splitter.on(',').split(list));
    }
}
