/// PostgreSQL's frontend/backend protocol 3.0 and 3.2 as plain values: message boundaries, decoders, encoders.
///
/// Bytes come in through [FrameSplitter] (or [StartupDecoder] before the session has started), which finds boundaries
/// and copies nothing. [FrontendDecoder] reads what clients send, [BackendDecoder] what shards send; [FrontendEncoder]
/// writes towards shards, [BackendEncoder] towards clients. Decoders never move the reader index of the body, never
/// keep it, and fail only with `RouterException`. Encoders append one whole message and fail only on a caller's
/// mistake.
///
/// Source: PostgreSQL manual, chapter 55.
@NullMarked
package dev.kintsugi.wire;

import org.jspecify.annotations.NullMarked;
