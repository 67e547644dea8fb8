package dev.kintsugi.transcript;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;

/// An authority and what it signs, as PEM files in one directory.
record TestCertificates(Path directory, X509Bundle authority) {
    /// The password of the key stores that [#clientStore] writes.
    static final String STORE_PASSWORD = "store";

    /// A new authority, its certificate in `ca.crt`.
    static TestCertificates in(Path directory) throws IOException {
        X509Bundle authority = build(() -> new CertificateBuilder()
                .subject("CN=test authority")
                .setIsCertificateAuthority(true)
                .buildSelfSigned());
        Files.writeString(directory.resolve("ca.crt"), authority.getCertificatePEM());
        return new TestCertificates(directory, authority);
    }

    /// `NAME.crt` and `NAME.key` of a server at `host`, a name or an address.
    X509Bundle server(String name, String host) throws IOException {
        CertificateBuilder builder =
                new CertificateBuilder().subject("CN=" + host).rsa2048();
        boolean address = Character.isDigit(host.charAt(0));
        return write(
                name,
                build(() -> (address ? builder.addSanIpAddress(host) : builder.addSanDnsName(host))
                        .buildIssuedBy(authority)));
    }

    /// `NAME.crt` and `NAME.key` of a client with this subject.
    X509Bundle client(String name, String subject) throws IOException {
        return write(name, build(() -> new CertificateBuilder().subject(subject).buildIssuedBy(authority)));
    }

    /// The client's certificate and key as drivers of Java want them.
    Path clientStore(String name, String subject) throws IOException {
        X509Bundle bundle = client(name, subject);
        Path file = directory.resolve(name + ".p12");
        try (OutputStream out = Files.newOutputStream(file)) {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            char[] password = STORE_PASSWORD.toCharArray();
            store.setKeyEntry("user", bundle.getKeyPair().getPrivate(), password, bundle.getCertificatePathWithRoot());
            store.store(out, password);
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        }
        return file;
    }

    /// TLS of a client that believes this authority and shows nothing.
    SSLContext clientContext() throws IOException {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {authority.toTrustManager()}, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        }
    }

    Path file(String name) {
        return directory.resolve(name);
    }

    private X509Bundle write(String name, X509Bundle bundle) throws IOException {
        Files.writeString(file(name + ".crt"), bundle.getCertificatePathPEM());
        Path key = file(name + ".key");
        Files.deleteIfExists(key);
        Files.createFile(key, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(key, bundle.getPrivateKeyPEM());
        return bundle;
    }

    @FunctionalInterface
    private interface Making {
        X509Bundle make() throws Exception;
    }

    private static X509Bundle build(Making making) throws IOException {
        try {
            return making.make();
        } catch (Exception e) {
            throw new IOException(e);
        }
    }
}
