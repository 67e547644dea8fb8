package dev.kintsugi.config;

/// A certificate with what stands between it and its authority (PEM), and its private key (PEM, PKCS#8, unencrypted).
public record TlsIdentity(TlsFile certificate, TlsFile key) {}
