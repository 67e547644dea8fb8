/// Proof of identity on both sides: SCRAM-SHA-256 as server and client, MD5 as client only.
///
/// Pure functions over bytes; the one slow step, [ScramKeys#derive], stands alone so that a caller can move it off its
/// event loop. Sources: RFC 5802, RFC 7677, RFC 4013, PostgreSQL manual, section 55.3.
@NullMarked
package dev.kintsugi.auth;

import org.jspecify.annotations.NullMarked;
