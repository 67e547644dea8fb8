package dev.kintsugi.demo;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// Blocking work spread over one virtual thread per piece.
final class InParallel {
    private InParallel() {}

    /// Runs all tasks to their end and returns their results in order.
    ///
    /// @throws IOException the first failure in the order of the tasks
    static <T> ImmutableList<T> all(List<? extends Callable<T>> tasks) throws IOException {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            ImmutableList.Builder<T> results = ImmutableList.builder();
            for (Future<T> future : threads.invokeAll(tasks)) {
                results.add(future.get());
            }
            return results.build();
        } catch (ExecutionException failure) {
            if (failure.getCause() instanceof IOException cause) {
                throw cause;
            }
            throw new IllegalStateException(failure.getCause());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", interrupted);
        }
    }
}
