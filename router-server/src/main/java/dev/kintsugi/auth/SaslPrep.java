package dev.kintsugi.auth;

import com.google.common.base.CharMatcher;
import java.text.Normalizer;

/// Prepares a password as SASLprep (RFC 4013) does, so that the same password typed on two machines is the same bytes.
///
/// As in Postgres, what SASLprep prohibits is used raw. Departs from the RFC in one point: whether a code point is
/// assigned is asked of the JDK's Unicode tables, not of Unicode 3.2.
final class SaslPrep {
    private static final CharMatcher ASCII = CharMatcher.ascii();

    private SaslPrep() {}

    static String prepare(String password) {
        if (ASCII.matchesAllOf(password)) {
            return password;
        }
        var mapped = new StringBuilder(password.length());
        password.codePoints().forEach(c -> map(c, mapped));
        var prepared = Normalizer.normalize(mapped, Normalizer.Form.NFKC);
        return prepared.isEmpty() || prepared.codePoints().anyMatch(SaslPrep::isProhibited) || mixesDirections(prepared)
                ? password
                : prepared;
    }

    private static void map(int c, StringBuilder mapped) {
        if (isNonAsciiSpace(c)) {
            mapped.append(' ');
        } else if (!isMappedToNothing(c)) {
            mapped.appendCodePoint(c);
        }
    }

    /// RFC 3454, table C.1.2; the zero width space is in table B.1 too, and Postgres asks C.1.2 first.
    private static boolean isNonAsciiSpace(int c) {
        return c == 0x00A0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200B) || c == 0x202F || c == 0x205F || c == 0x3000;
    }

    /// RFC 3454, table B.1.
    private static boolean isMappedToNothing(int c) {
        return c == 0x00AD
                || c == 0x034F
                || c == 0x1806
                || (c >= 0x180B && c <= 0x180D)
                || c == 0x200C
                || c == 0x200D
                || c == 0x2060
                || (c >= 0xFE00 && c <= 0xFE0F)
                || c == 0xFEFF;
    }

    /// RFC 3454, tables A.1 and C.1.2 to C.9.
    private static boolean isProhibited(int c) {
        return isNonAsciiSpace(c) || isOfProhibitedKind(c) || isProhibitedSingly(c);
    }

    private static boolean isOfProhibitedKind(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL, Character.PRIVATE_USE, Character.SURROGATE, Character.UNASSIGNED -> true;
            default -> false;
        };
    }

    private static boolean isProhibitedSingly(int c) {
        return c == 0x06DD
                || c == 0x070F
                || c == 0x180E
                || c == 0x0340
                || c == 0x0341
                || (c >= 0x200C && c <= 0x200F)
                || (c >= 0x2028 && c <= 0x202E)
                || (c >= 0x2060 && c <= 0x2063)
                || (c >= 0x206A && c <= 0x206F)
                || (c >= 0x2FF0 && c <= 0x2FFB)
                || c == 0xFEFF
                || (c >= 0xFFF9 && c <= 0xFFFD)
                || (c >= 0x1D173 && c <= 0x1D17A)
                || c == 0xE0001
                || (c >= 0xE0020 && c <= 0xE007F);
    }

    /// RFC 3454, section 6: a password with right-to-left characters has no left-to-right ones, and begins and ends
    /// with right-to-left ones.
    private static boolean mixesDirections(String text) {
        if (text.codePoints().noneMatch(SaslPrep::isRightToLeft)) {
            return false;
        }
        return text.codePoints().anyMatch(c -> Character.getDirectionality(c) == Character.DIRECTIONALITY_LEFT_TO_RIGHT)
                || !isRightToLeft(text.codePointAt(0))
                || !isRightToLeft(text.codePointBefore(text.length()));
    }

    private static boolean isRightToLeft(int c) {
        return switch (Character.getDirectionality(c)) {
            case Character.DIRECTIONALITY_RIGHT_TO_LEFT, Character.DIRECTIONALITY_RIGHT_TO_LEFT_ARABIC -> true;
            default -> false;
        };
    }
}
