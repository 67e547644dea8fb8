package dev.kintsugi.merge.spill;

import dev.kintsugi.error.PgError;
import dev.kintsugi.error.RouterException;
import dev.kintsugi.error.SqlState;
import java.util.concurrent.atomic.AtomicLong;

/// What one statement has put aside, over all its files.
public final class Spill {
    private final SpillSpace space;
    private final AtomicLong written = new AtomicLong();

    public Spill(SpillSpace space) {
        this.space = space;
    }

    /// Whether anything may be put aside.
    public boolean isPossible() {
        return space.limitBytes() > 0;
    }

    /// A file for one operator; opened with the first write.
    public SpillFile file() {
        return new SpillFile(this, space);
    }

    /// Has a worker do something.
    public Work start(Work.Task task) {
        Work work = new Work();
        space.execute(() -> work.run(task));
        return work;
    }

    /// Counts bytes to be written.
    ///
    /// @throws RouterException 53400 beyond the limit
    void take(int bytes) {
        if (written.addAndGet(bytes) > space.limitBytes()) {
            throw new RouterException(PgError.of(
                            SqlState.CONFIGURATION_LIMIT_EXCEEDED,
                            "the merge of this statement puts more than limits.spill_limit aside")
                    .withDetail("The limit is " + space.limitBytes() + " bytes.")
                    .withHint("Raise limits.spill_limit or limits.merge_memory, or add a LIMIT or WHERE that leaves"
                            + " fewer rows or groups."));
        }
    }
}
