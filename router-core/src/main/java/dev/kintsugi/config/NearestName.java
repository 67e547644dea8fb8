package dev.kintsugi.config;

import static dev.kintsugi.config.FileProblems.quote;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/// Finds the name that was probably meant by a misspelt one.
final class NearestName {
    private static final int LONGEST = 64;

    private NearestName() {}

    /// `did you mean "…"?` for a near name, else `known …: …` with all of them; `kind` is a plural.
    static String hint(String misspelt, Collection<String> known, String kind) {
        return of(misspelt, known)
                .map(name -> "did you mean " + quote(name) + "?")
                .orElseGet(() -> known.isEmpty() ? "there are no " + kind : "known " + kind + ": " + list(known));
    }

    /// The known name with the fewest typing errors between, if they are few for its length.
    static Optional<String> of(String misspelt, Collection<String> known) {
        if (misspelt.length() > LONGEST) {
            return Optional.empty();
        }
        String folded = misspelt.toLowerCase(Locale.ROOT);
        return known.stream()
                .filter(name -> name.length() <= LONGEST && distance(folded, name) <= Math.max(1, name.length() / 3))
                .min(Comparator.comparingInt(name -> distance(folded, name)));
    }

    private static String list(Collection<String> names) {
        String shown = String.join(", ", names.stream().limit(20).toList());
        return names.size() > 20 ? shown + ", …" : shown;
    }

    /// Insertions, deletions, replacements and swaps of neighbours that lead from `a` to `b`.
    private static int distance(String a, String b) {
        int[][] cost = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                cost[i][j] = i == 0 || j == 0 ? i + j : step(cost, a, b, i, j);
            }
        }
        return cost[a.length()][b.length()];
    }

    private static int step(int[][] cost, String a, String b, int i, int j) {
        int replace = cost[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        int best = Math.min(replace, 1 + Math.min(cost[i - 1][j], cost[i][j - 1]));
        boolean swapped = i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
        return swapped ? Math.min(best, cost[i - 2][j - 2] + 1) : best;
    }
}
