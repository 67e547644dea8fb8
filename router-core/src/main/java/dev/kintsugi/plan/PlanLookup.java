package dev.kintsugi.plan;

import com.google.common.collect.ImmutableList;
import dev.kintsugi.plan.PlanCache.Stored;
import dev.kintsugi.sql.StatementScan;
import org.jspecify.annotations.Nullable;

/// One text on its way to a plan: read in one pass and looked up in a [PlanCache] without allocating. Reusable; one
/// thread.
///
/// It is a key of the cache that is never kept there, so that a lookup needs no object of its own.
public final class PlanLookup implements PlanCache.Key {
    private final StatementScan scan = new StatementScan();
    private ImmutableList<String> searchPath = ImmutableList.of();
    private int searchPathHash;
    private Questions questions = Questions.NONE;
    private boolean whole;
    private int hash;

    /// Reads the text from `from` to `to`, whose names are resolved along `path`. What is said of it holds until
    /// the next call; nobody may change the bytes meanwhile.
    ///
    /// @throws dev.kintsugi.error.RouterException 42601 for what Postgres' scanner refuses
    public PlanLookup read(
            byte[] sql, int from, int to, boolean standardConformingStrings, ImmutableList<String> path) {
        scan.read(sql, from, to, standardConformingStrings);
        if (!searchPath.equals(path)) {
            searchPath = path;
            searchPathHash = path.hashCode();
        }
        return this;
    }

    /// The text that was read.
    public StatementScan scan() {
        return scan;
    }

    /// The schemas along which names are resolved.
    public ImmutableList<String> searchPath() {
        return searchPath;
    }

    /// Makes this the key of all texts of the shape that give the same answers.
    PlanLookup asking(Questions asked) {
        questions = asked;
        whole = false;
        hash = fold(asked.hash(scan));
        return this;
    }

    /// Makes this the key of this text alone.
    PlanLookup whole() {
        questions = Questions.NONE;
        whole = true;
        long value = ~scan.hash();
        for (int i = 0; i < scan.constants(); i++) {
            value = scan.hash(value, i);
        }
        hash = fold(value);
        return this;
    }

    private int fold(long value) {
        return (int) (value ^ (value >>> Integer.SIZE)) + 31 * searchPathHash;
    }

    /// This key as one to be kept.
    Stored stored() {
        return new Stored(scan.text(), searchPath, questions, whole, hash);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Stored key
                && hash == key.hash()
                && whole == key.whole()
                && scan.sameShape(key.text())
                && searchPath.equals(key.searchPath())
                && (whole
                        ? scan.sameConstants(key.text())
                        : questions.equals(key.questions()) && questions.sameAnswers(scan, key.text()));
    }

    @Override
    public int hashCode() {
        return hash;
    }
}
