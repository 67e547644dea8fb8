package dev.kintsugi.proof;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.util.SplittableRandom;
import java.util.StringJoiner;

/// The rows of TPC-H, clause 4.2 of its specification, with random numbers of our own; the same ones every time.
///
/// A size of 100 is scale factor 0.01: 100 suppliers, 2,000 parts, 1,500 customers, 15,000 orders. One order in a
/// thousand is larger than chance would make it, lest the query for large orders find none at this size.
final class TpchRows {
    private static final LocalDate FIRST_DAY = LocalDate.of(1992, 1, 1);
    private static final LocalDate TODAY = LocalDate.of(1995, 6, 17);

    /// Orders are placed until 151 days before the last day of 1998.
    private static final int ORDER_DAYS = 2406;

    private final SplittableRandom random = new SplittableRandom(22);
    private final int suppliers;
    private final int parts;
    private final int customers;
    private final int orders;

    TpchRows(int size) {
        suppliers = size;
        parts = size * 20;
        customers = size * 15;
        orders = size * 150;
    }

    /// By table, in the text format of COPY with `|` between the values.
    ImmutableMap<String, byte[]> all() {
        StringBuilder regions = new StringBuilder();
        for (int i = 0; i < TpchWords.REGIONS.size(); i++) {
            row(regions, i, TpchWords.REGIONS.get(i), comment(10));
        }
        StringBuilder nations = new StringBuilder();
        for (int i = 0; i < TpchWords.NATIONS.size(); i++) {
            String nation = TpchWords.NATIONS.get(i);
            int space = nation.lastIndexOf(' ');
            row(nations, i, nation.substring(0, space), nation.substring(space + 1), comment(10));
        }
        StringBuilder lines = new StringBuilder();
        StringBuilder ordered = orders(lines);
        return ImmutableMap.<String, byte[]>builder()
                .put("region", bytes(regions))
                .put("nation", bytes(nations))
                .put("supplier", bytes(suppliers()))
                .put("part", bytes(parts()))
                .put("partsupp", bytes(partSuppliers()))
                .put("customer", bytes(customers()))
                .put("orders", bytes(ordered))
                .put("lineitem", bytes(lines))
                .buildOrThrow();
    }

    private StringBuilder suppliers() {
        StringBuilder rows = new StringBuilder();
        for (int key = 1; key <= suppliers; key++) {
            int nation = random.nextInt(25);
            String complaint = key % 20 == 0 ? "Customer " + comment(1) + " Complaints " : "";
            row(
                    rows,
                    key,
                    "Supplier#%09d".formatted(key),
                    address(),
                    nation,
                    phone(nation),
                    cents(-99_999, 999_999),
                    complaint + comment(6));
        }
        return rows;
    }

    private StringBuilder parts() {
        StringBuilder rows = new StringBuilder();
        for (int key = 1; key <= parts; key++) {
            StringJoiner name = new StringJoiner(" ");
            for (int i = 0; i < 5; i++) {
                name.add(of(TpchWords.COLOURS));
            }
            int maker = between(1, 5);
            row(
                    rows,
                    key,
                    name,
                    "Manufacturer#" + maker,
                    "Brand#%d%d".formatted(maker, between(1, 5)),
                    of(TpchWords.SIZES) + " " + of(TpchWords.FINISHES) + " " + of(TpchWords.METALS),
                    between(1, 50),
                    of(TpchWords.WRAPPINGS) + " " + of(TpchWords.CONTAINERS),
                    price(key),
                    comment(1));
        }
        return rows;
    }

    private StringBuilder partSuppliers() {
        StringBuilder rows = new StringBuilder();
        for (int part = 1; part <= parts; part++) {
            for (int i = 0; i < 4; i++) {
                row(rows, part, supplierOf(part, i), between(1, 9999), cents(100, 100_000), comment(15));
            }
        }
        return rows;
    }

    /// The i-th of a part's four suppliers.
    private int supplierOf(int part, int i) {
        return (part + i * (suppliers / 4 + (part - 1) / suppliers)) % suppliers + 1;
    }

    private StringBuilder customers() {
        StringBuilder rows = new StringBuilder();
        for (int key = 1; key <= customers; key++) {
            int nation = random.nextInt(25);
            row(
                    rows,
                    key,
                    "Customer#%09d".formatted(key),
                    address(),
                    nation,
                    phone(nation),
                    cents(-99_999, 999_999),
                    of(TpchWords.SEGMENTS),
                    comment(9));
        }
        return rows;
    }

    /// Every third customer has no orders, and only 8 of 32 order numbers are used.
    private StringBuilder orders(StringBuilder lines) {
        StringBuilder rows = new StringBuilder();
        for (int i = 0; i < orders; i++) {
            long key = i / 8 * 32L + i % 8 + 1;
            int customer = between(1, customers);
            while (customer % 3 == 0) {
                customer = between(1, customers);
            }
            LocalDate date = FIRST_DAY.plusDays(random.nextInt(ORDER_DAYS));
            boolean large = i % 1000 == 999;
            int count = large ? 7 : between(1, 7);
            BigDecimal total = BigDecimal.ZERO;
            int open = 0;
            for (int line = 1; line <= count; line++) {
                Line made = new Line(date, large);
                total = total.add(made.charge());
                open += made.open() ? 1 : 0;
                made.write(lines, key, line);
            }
            row(
                    rows,
                    key,
                    customer,
                    open == 0 ? "F" : open == count ? "O" : "P",
                    total.setScale(2, RoundingMode.HALF_UP),
                    date,
                    of(TpchWords.PRIORITIES),
                    "Clerk#%09d".formatted(between(1, Math.max(1, suppliers / 10))),
                    0,
                    comment(5));
        }
        return rows;
    }

    /// One line of an order.
    private final class Line {
        private final int part = between(1, parts);
        private final int supplier = supplierOf(part, random.nextInt(4));
        private final int quantity;
        private final BigDecimal extended;
        private final BigDecimal discount = BigDecimal.valueOf(random.nextInt(11), 2);
        private final BigDecimal tax = BigDecimal.valueOf(random.nextInt(9), 2);
        private final LocalDate shipped;
        private final LocalDate committed;
        private final LocalDate received;

        Line(LocalDate ordered, boolean large) {
            quantity = large ? between(44, 50) : between(1, 50);
            extended = price(part).multiply(BigDecimal.valueOf(quantity));
            shipped = ordered.plusDays(between(1, 121));
            committed = ordered.plusDays(between(30, 90));
            received = shipped.plusDays(between(1, 30));
        }

        BigDecimal charge() {
            return extended.multiply(BigDecimal.ONE.add(tax)).multiply(BigDecimal.ONE.subtract(discount));
        }

        boolean open() {
            return shipped.isAfter(TODAY);
        }

        void write(StringBuilder rows, long order, int number) {
            row(
                    rows,
                    order,
                    part,
                    supplier,
                    number,
                    quantity,
                    extended,
                    discount,
                    tax,
                    received.isAfter(TODAY) ? "N" : random.nextBoolean() ? "R" : "A",
                    open() ? "O" : "F",
                    shipped,
                    committed,
                    received,
                    of(TpchWords.INSTRUCTIONS),
                    of(TpchWords.MODES),
                    comment(2));
        }
    }

    private static BigDecimal price(int part) {
        return BigDecimal.valueOf(90_000 + part / 10 % 20_001 + 100L * (part % 1000), 2);
    }

    private BigDecimal cents(int low, int high) {
        return BigDecimal.valueOf(between(low, high), 2);
    }

    private String phone(int nation) {
        return "%d-%d-%d-%d".formatted(nation + 10, between(100, 999), between(100, 999), between(1000, 9999));
    }

    private String address() {
        return Long.toString(random.nextLong(), 36).replace('-', ' ');
    }

    private String comment(int words) {
        StringJoiner text = new StringJoiner(" ");
        for (int i = 0; i < words; i++) {
            text.add(of(TpchWords.TEXT));
        }
        return text.toString();
    }

    private int between(int low, int high) {
        return random.nextInt(low, high + 1);
    }

    private String of(ImmutableList<String> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    private static void row(StringBuilder rows, Object... values) {
        for (int i = 0; i < values.length; i++) {
            rows.append(i == 0 ? "" : "|").append(values[i]);
        }
        rows.append('\n');
    }

    private static byte[] bytes(StringBuilder text) {
        return text.toString().getBytes(UTF_8);
    }
}
