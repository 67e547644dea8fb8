/// Sharding-key and parameter values: Postgres' text and binary forms, decoded without a server.
@NullMarked
package dev.kintsugi.value;

import org.jspecify.annotations.NullMarked;
