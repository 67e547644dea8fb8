/// Sharding-key and parameter values: Postgres' text and binary forms, decoded without a server.
///
/// A [Constant] is what a statement or a Bind says; [KeyCoercion] turns it into what that means for a key of a
/// [KeyType], by the rules of the operators and casts that Postgres would choose. The answer is a [KeyMatch]:
/// exactly this [KeyValue], nothing, or unknown. Unknown costs speed; a wrong value would cost rows, so whatever
/// depends on settings or is not certain is unknown.
@NullMarked
package dev.kintsugi.value;

import org.jspecify.annotations.NullMarked;
