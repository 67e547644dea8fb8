package dev.kintsugi.execute;

import dev.kintsugi.merge.spill.SpillSpace;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The directory where merges put rows aside, and the threads that read and write there, for all sessions. Thread-safe.
///
/// A file has no name for longer than it takes to open it, so the system frees it with the process, however that ends.
/// Each merge has one request under way, or one for each of the runs that it begins to read, so that clients and memory
/// bound the queue.
public final class SpillDirectory implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SpillDirectory.class);
    private static final int THREADS = 2;
    private static final String PREFIX = "kintsugi-";
    private static final String SUFFIX = ".spill";

    private final Path path;
    private final long limitBytes;
    private final ThreadPoolExecutor threads;

    /// @param limitBytes what one statement may write; 0 for nothing
    public SpillDirectory(Path path, long limitBytes) {
        this.path = path;
        this.limitBytes = limitBytes;
        this.threads = new ThreadPoolExecutor(
                THREADS,
                THREADS,
                10,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                Thread.ofPlatform().daemon().name("spill-", 0).factory());
        threads.allowCoreThreadTimeOut(true);
        if (limitBytes > 0) {
            removeLeftovers();
        }
    }

    /// What a process leaves that ends between naming a file and taking the name away.
    private void removeLeftovers() {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(path, PREFIX + "*" + SUFFIX)) {
            for (Path file : files) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            LOG.warn("limits.spill_directory {}: {}", path, e.toString());
        }
    }

    /// The space of one session, whose merges run on `loop`; `wake` calls the one that is running.
    public SpillSpace space(Executor loop, Runnable wake) {
        return new SpillSpace() {
            @Override
            public long limitBytes() {
                return limitBytes;
            }

            @Override
            public FileChannel open() throws IOException {
                return SpillDirectory.this.open();
            }

            @Override
            public void execute(Runnable work) {
                threads.execute(() -> {
                    work.run();
                    try {
                        loop.execute(wake);
                    } catch (RejectedExecutionException e) {
                        LOG.debug("the router is closing", e);
                    }
                });
            }
        };
    }

    private FileChannel open() throws IOException {
        Path file = Files.createTempFile(path, PREFIX, SUFFIX);
        try {
            return FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
        } finally {
            Files.delete(file);
        }
    }

    @Override
    public void close() {
        threads.shutdown();
    }
}
