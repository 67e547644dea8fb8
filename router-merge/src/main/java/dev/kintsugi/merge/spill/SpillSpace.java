package dev.kintsugi.merge.spill;

import java.io.IOException;
import java.nio.channels.FileChannel;

/// Where one statement may put rows aside, and who does the slow part of it.
public interface SpillSpace {
    /// No room at all.
    SpillSpace NONE = new SpillSpace() {
        @Override
        public long limitBytes() {
            return 0;
        }

        @Override
        public FileChannel open() throws IOException {
            throw new IOException("there is no room");
        }

        @Override
        public void execute(Runnable work) {
            work.run();
        }
    };

    /// Bytes that the statement may write in all; 0 if it may not put anything aside.
    long limitBytes();

    /// A new empty file, for reading and writing, that is gone when it is closed or the process ends; called by
    /// workers.
    FileChannel open() throws IOException;

    /// Has a worker run `work`, and after it calls the merge again on the merge's own thread.
    void execute(Runnable work);
}
