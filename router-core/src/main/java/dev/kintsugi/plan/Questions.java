package dev.kintsugi.plan;

import com.google.common.primitives.ImmutableIntArray;
import dev.kintsugi.error.RouterException;
import dev.kintsugi.sql.StatementScan;
import dev.kintsugi.sql.StatementText;
import dev.kintsugi.value.SqlLiteral;
import java.util.BitSet;

/// What was asked about a text's constants while it was planned: the plan holds for every text of the same shape that
/// gives the same answers.
///
/// `values` are the constants whose value was looked at, `clocks` those of which was only asked whether they make a
/// date's input function read the clock; both ascending, as numbers of constants.
public record Questions(ImmutableIntArray values, ImmutableIntArray clocks) {
    static final Questions NONE = new Questions(ImmutableIntArray.of(), ImmutableIntArray.of());

    boolean isEmpty() {
        return values.isEmpty() && clocks.isEmpty();
    }

    /// These questions and those.
    Questions and(Questions more) {
        Asked asked = new Asked();
        asked.all(this);
        asked.all(more);
        return asked.questions();
    }

    /// Whether both texts, which have one shape, give the same answers.
    boolean sameAnswers(StatementScan scan, StatementText text) {
        for (int i = 0; i < values.length(); i++) {
            if (!scan.sameConstant(values.get(i), text)) {
                return false;
            }
        }
        for (int i = 0; i < clocks.length(); i++) {
            if (readsClock(scan, clocks.get(i)) != readsClock(text, clocks.get(i))) {
                return false;
            }
        }
        return true;
    }

    /// The same for two texts at rest.
    boolean sameAnswers(StatementText left, StatementText right) {
        return values.stream().allMatch(i -> left.sameConstant(i, right))
                && clocks.stream().allMatch(i -> readsClock(left, i) == readsClock(right, i));
    }

    /// A hash of the answers.
    long hash(StatementScan scan) {
        long hash = scan.hash();
        for (int i = 0; i < values.length(); i++) {
            hash = scan.hash(hash, values.get(i));
        }
        return hash;
    }

    /// A constant that cannot be read might say anything.
    static boolean readsClock(StatementText text, int constant) {
        try {
            return text.literal(constant, false) instanceof SqlLiteral.Quoted(String value) && Clock.isRead(value);
        } catch (RouterException _) {
            return true;
        }
    }

    private static boolean readsClock(StatementScan scan, int constant) {
        return !Clock.isSurelyNotRead(scan.sql(), scan.start(constant), scan.end(constant))
                && readsClock(scan.text(), constant);
    }

    /// Questions while they are asked. One thread.
    static final class Asked {
        private final BitSet values = new BitSet();
        private final BitSet clocks = new BitSet();

        void value(int constant) {
            values.set(constant);
        }

        void clock(int constant) {
            clocks.set(constant);
        }

        void values(ImmutableIntArray constants) {
            constants.forEach(values::set);
        }

        void all(Questions questions) {
            values(questions.values());
            questions.clocks().forEach(clocks::set);
        }

        Questions questions() {
            BitSet others = (BitSet) clocks.clone();
            others.andNot(values);
            return new Questions(array(values), array(others));
        }

        private static ImmutableIntArray array(BitSet bits) {
            return ImmutableIntArray.copyOf(bits.stream());
        }
    }
}
