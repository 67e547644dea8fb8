package dev.kintsugi.value;

import org.jspecify.annotations.Nullable;

/// One parameter of a Bind message; `bytes` is null for SQL NULL and must not be changed by the holder.
///
/// `typeOid` is the parameter's type as the shard described it, or [Oids#UNSPECIFIED].
@SuppressWarnings("ArrayRecordComponent") // bytes of the message itself: compared by nobody, copied by nobody
public record BindValue(int typeOid, Format format, byte @Nullable [] bytes) {}
