package dev.kintsugi.plan;

import com.google.common.base.Ascii;
import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableSet;
import java.util.List;

/// Which strings make the date and time input functions read the clock: `'now'`, `'tomorrow 10:00 utc'`.
final class Clock {
    private static final ImmutableSet<String> WORDS = ImmutableSet.of("now", "today", "tomorrow", "yesterday");
    private static final ImmutableSet<String> COMPANIONS = ImmutableSet.of(
            "now", "today", "tomorrow", "yesterday", "am", "pm", "utc", "gmt", "z", "zulu", "allballs", "t");
    private static final Splitter LETTERS = Splitter.onPattern("[^a-z]+").omitEmptyStrings();

    private Clock() {}

    /// Whether the input functions would read the clock for `text`.
    static boolean isRead(String text) {
        List<String> words = LETTERS.splitToList(Ascii.toLowerCase(text));
        return words.stream().anyMatch(WORDS::contains) && COMPANIONS.containsAll(words);
    }

    /// Whether a string constant as written surely is none of them: what most strings are. Allocates nothing.
    static boolean isSurelyNotRead(byte[] sql, int start, int end) {
        if (sql[start] != '\'' && sql[start] != '$') {
            return false;
        }
        for (int i = start + 1; i < end - 1; i++) {
            switch (sql[i]) {
                case '\\', '\'' -> {
                    return false; // an escape may stand for a letter, and a string may go on in the next line
                }
                case 'w', 'W', 'y', 'Y' -> {
                    if (endsWith(sql, start, i, "now")
                            || endsWith(sql, start, i, "today")
                            || endsWith(sql, start, i, "tomorrow")
                            || endsWith(sql, start, i, "yesterday")) {
                        return false;
                    }
                }
                default -> {}
            }
        }
        return true;
    }

    private static boolean endsWith(byte[] sql, int start, int last, String word) {
        int first = last - word.length() + 1;
        if (first < start) {
            return false;
        }
        for (int i = 0; i < word.length(); i++) {
            if (Ascii.toLowerCase((char) sql[first + i]) != word.charAt(i)) {
                return false;
            }
        }
        return true;
    }
}
