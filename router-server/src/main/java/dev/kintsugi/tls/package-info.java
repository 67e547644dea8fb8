/// TLS on both sides: the router's certificate towards clients, the checks of shards' certificates.
///
/// The JDK's own TLS behind Netty's handler; what it computes for a handshake runs on virtual threads, not on event
/// loops. Sources: PostgreSQL manual, sections 32.19 and 55.2.11; RFC 7301 (ALPN); RFC 5929 (channel binding).
@NullMarked
package dev.kintsugi.tls;

import org.jspecify.annotations.NullMarked;
