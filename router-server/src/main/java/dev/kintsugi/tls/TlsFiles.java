package dev.kintsugi.tls;

import com.google.common.collect.ImmutableList;
import dev.kintsugi.config.TlsFile;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;

/// Reads PEM files into what TLS is built from.
final class TlsFiles {
    /// The name of the protocol in ALPN.
    static final String POSTGRES = "postgresql";

    private static final int LARGEST = 1 << 20;
    private static final Pattern PRIVATE_KEY =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]*)PRIVATE KEY-----([A-Za-z0-9+/=\\s]*)-----END ");
    private static final ImmutableList<String> KEY_TYPES = ImmutableList.of("RSA", "EC", "EdDSA");

    private TlsFiles() {}

    /// At least one certificate, the file's first one first.
    static ImmutableList<X509Certificate> certificates(TlsFile file) throws IOException {
        ImmutableList.Builder<X509Certificate> chain = ImmutableList.builder();
        try {
            for (Certificate certificate : CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(bytes(file)))) {
                chain.add((X509Certificate) certificate);
            }
        } catch (GeneralSecurityException e) {
            throw problem(file, e);
        }
        ImmutableList<X509Certificate> certificates = chain.build();
        if (certificates.isEmpty()) {
            throw new IOException(file + " holds no certificate (hint: a PEM file has -----BEGIN CERTIFICATE-----)");
        }
        return certificates;
    }

    static X509Certificate[] array(List<X509Certificate> certificates) {
        return certificates.toArray(new X509Certificate[0]);
    }

    /// Messages never hold anything of the file.
    static PrivateKey privateKey(TlsFile file) throws IOException {
        Matcher pem = PRIVATE_KEY.matcher(new String(bytes(file), StandardCharsets.ISO_8859_1));
        String hint = " (hint: openssl pkcs8 -topk8 -nocrypt -in KEY -out NEW makes the form that is read)";
        if (!pem.find()) {
            throw new IOException(file + " holds no private key" + hint);
        }
        if (!pem.group(1).isEmpty()) {
            throw new IOException(
                    file + " holds a private key of the form \"" + pem.group(1).strip() + "\"" + hint);
        }
        PKCS8EncodedKeySpec spec;
        try {
            spec = new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(pem.group(2)));
        } catch (IllegalArgumentException _) {
            throw new IOException(file + " holds a private key that is not Base64" + hint);
        }
        for (String type : KEY_TYPES) {
            try {
                return KeyFactory.getInstance(type).generatePrivate(spec);
            } catch (GeneralSecurityException _) {
                // not of this type
            }
        }
        throw new IOException(file + " holds no RSA, EC or EdDSA key" + hint);
    }

    private static byte[] bytes(TlsFile file) throws IOException {
        try (var in = Files.newInputStream(file.path())) {
            byte[] bytes = in.readNBytes(LARGEST + 1);
            if (bytes.length <= LARGEST) {
                return bytes;
            }
        } catch (IOException e) {
            throw new IOException(file + " cannot be read: " + e.getMessage(), e);
        }
        throw new IOException(file + " is longer than 1 MiB (hint: is it a PEM file?)");
    }

    /// TLS 1.3 and 1.2 of the JDK, Postgres by ALPN.
    static SslContext build(SslContextBuilder builder, TlsFile file) throws IOException {
        try {
            return common(builder).build();
        } catch (SSLException | IllegalArgumentException e) {
            throw problem(file, e);
        }
    }

    static SslContextBuilder common(SslContextBuilder builder) {
        return builder.sslProvider(SslProvider.JDK)
                .protocols("TLSv1.3", "TLSv1.2")
                .applicationProtocolConfig(new ApplicationProtocolConfig(
                        ApplicationProtocolConfig.Protocol.ALPN,
                        ApplicationProtocolConfig.SelectorFailureBehavior.FATAL_ALERT,
                        ApplicationProtocolConfig.SelectedListenerFailureBehavior.ACCEPT,
                        POSTGRES));
    }

    static IOException problem(TlsFile file, Exception cause) {
        Throwable root = cause.getCause() == null ? cause : cause.getCause();
        return new IOException(
                file + " cannot be used: " + root.getMessage()
                        + " (hint: certificate and key belong together, each in a PEM file)",
                cause);
    }
}
