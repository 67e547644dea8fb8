/// Protocol transcripts and bad input: what goes over the wire, byte for byte, against one Postgres and the router.
///
/// A script ([Transcript], `wire/*.pgtest`) is a list of `send` and `until` blocks. [TranscriptRunner] runs it against
/// one server over a real socket and writes down what came back; [TranscriptTest] runs it against one Postgres and
/// against routers over 1, 2 and 4 shards, and compares. No answer is stored, but where the router is known to answer
/// otherwise.
@NullMarked
package dev.kintsugi.transcript;

import org.jspecify.annotations.NullMarked;
