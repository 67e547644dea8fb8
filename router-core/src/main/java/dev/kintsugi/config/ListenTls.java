package dev.kintsugi.config;

import java.util.Optional;

/// How clients' connections are encrypted; with `required` no session is opened without TLS.
///
/// `clientCa` holds the authorities whose client certificates are believed (PEM); without it none are asked for.
public record ListenTls(TlsIdentity identity, Optional<TlsFile> clientCa, boolean required) {}
