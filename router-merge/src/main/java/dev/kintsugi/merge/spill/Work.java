package dev.kintsugi.merge.spill;

import dev.kintsugi.error.PgError;
import dev.kintsugi.error.RouterException;
import dev.kintsugi.error.SqlState;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// Something that a worker does for a merge, which asks now and then whether it is done.
///
/// What the worker has done is seen by the merge's thread once [#done] has told so.
public final class Work {
    /// What is done.
    @FunctionalInterface
    public interface Task {
        void run() throws IOException;
    }

    private @Nullable RuntimeException failure;
    private volatile boolean finished;

    /// Something that is done on the spot.
    public static Work ended(Task task) {
        Work work = new Work();
        work.run(task);
        return work;
    }

    void run(Task task) {
        try {
            task.run();
        } catch (IOException e) {
            failure = new RouterException(PgError.of(
                            SqlState.IO_ERROR, "could not put rows of a merge aside: " + e.getMessage())
                    .withHint("Check limits.spill_directory and the room there, or raise limits.merge_memory."));
        } catch (RuntimeException e) {
            failure = e;
        } finally {
            finished = true;
        }
    }

    /// Whether it is over.
    ///
    /// @throws RouterException 58030 if the disk failed, 53400 beyond the limit of what may be written
    public boolean done() {
        if (!finished) {
            return false;
        }
        RuntimeException thrown = failure;
        if (thrown != null) {
            throw thrown;
        }
        return true;
    }
}
