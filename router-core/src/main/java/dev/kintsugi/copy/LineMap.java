package dev.kintsugi.copy;

import java.util.Arrays;

/// Which line of the client's data is which line of the data that one shard gets: for the shard's own error messages.
///
/// Only the latest records are kept, so many that what a shard has not looked at yet is among them: those of the last
/// [#WINDOW] bytes, and [#AT_LEAST] records. Each takes one byte, or a few where lines are far apart. Older lines are
/// not known any more.
public final class LineMap {
    /// More bytes than the router and the sockets between it and the shard hold.
    public static final int WINDOW = 16 << 20;

    /// More records than a server inserts at once: 1000.
    public static final int AT_LEAST = 4096;

    private Block newest = new Block(0, 0);
    private Block oldest = newest;
    private long bytes;
    private long shardLine;
    private long clientLine;

    /// Records in a row, as the steps from one to the next: lines of the client's and, where it is not one, lines
    /// of the shard's.
    private static final class Block {
        private final long shardLine;
        private final long clientLine;
        private byte[] steps = new byte[64];
        private int used;
        private int records;
        private long bytes;
        private Block next = this;

        Block(long shardLine, long clientLine) {
            this.shardLine = shardLine;
            this.clientLine = clientLine;
        }

        /// Seven bits a byte, the lowest first.
        void put(long value) {
            if (used + 10 > steps.length) {
                steps = Arrays.copyOf(steps, steps.length * 2);
            }
            long rest = value;
            while (rest >= 0x80) {
                steps[used++] = (byte) (rest | 0x80);
                rest >>>= 7;
            }
            steps[used++] = (byte) rest;
        }
    }

    /// Reads the steps of a block.
    private static final class Steps {
        private final Block block;
        private int at;

        Steps(Block block) {
            this.block = block;
        }

        boolean hasNext() {
            return at < block.used;
        }

        long next() {
            long value = 0;
            int shift = 0;
            byte part;
            do {
                part = block.steps[at++];
                value |= (long) (part & 0x7F) << shift;
                shift += 7;
            } while (part < 0);
            return value;
        }
    }

    /// The shard gets a record of `length` bytes: it has `lines` lines, and ends in line `line` of the client's.
    public void add(int lines, long line, int length) {
        if (newest.records == AT_LEAST) {
            startBlock();
        }
        newest.put(line - clientLine << 1 | (lines == 1 ? 0 : 1));
        if (lines != 1) {
            newest.put(lines);
        }
        newest.records++;
        newest.bytes += length;
        bytes += length;
        shardLine += lines;
        clientLine = line;
    }

    private void startBlock() {
        Block block = new Block(shardLine, clientLine);
        newest.next = block;
        newest = block;
        // the newest but one is full
        while (oldest.next != newest && bytes - oldest.bytes >= WINDOW) {
            bytes -= oldest.bytes;
            oldest = oldest.next;
        }
    }

    /// Whether nothing was added.
    public boolean isEmpty() {
        return shardLine == 0;
    }

    /// The client's line for a line of the shard's, or -1 if it is not known any more.
    public long clientLine(long line) {
        if (line <= oldest.shardLine) {
            return line == oldest.shardLine ? oldest.clientLine : -1;
        }
        Block block = oldest;
        while (block != newest && block.next.shardLine < line) {
            block = block.next;
        }
        long shard = block.shardLine;
        long client = block.clientLine;
        Steps steps = new Steps(block);
        while (steps.hasNext() && shard < line) {
            long step = steps.next();
            client += step >>> 1;
            shard += (step & 1) == 0 ? 1 : steps.next();
        }
        // within a record of several lines, or behind the last record
        return client + line - shard;
    }
}
