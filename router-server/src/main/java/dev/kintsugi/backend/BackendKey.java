package dev.kintsugi.backend;

/// A server process and the secret that a CancelRequest for it must carry (4 bytes, up to 256 in protocol 3.2).
@SuppressWarnings("ArrayRecordComponent") // passed on as it is, never compared
public record BackendKey(int processId, byte[] secret) {}
