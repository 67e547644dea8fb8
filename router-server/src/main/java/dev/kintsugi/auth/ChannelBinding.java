package dev.kintsugi.auth;

import java.io.IOException;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.Locale;
import java.util.Optional;

/// What ties a SCRAM exchange to the TLS connection that carries it: a digest of the server's certificate
/// (`tls-server-end-point`, RFC 5929, section 4). Immutable.
public final class ChannelBinding {
    /// The name in the GS2 header.
    static final String TYPE = "tls-server-end-point";

    private final byte[] digest;

    private ChannelBinding(byte[] digest) {
        this.digest = digest;
    }

    /// Empty for certificates whose signature says no digest (Ed25519, Ed448), for which the RFC defines no
    /// binding.
    public static Optional<ChannelBinding> of(X509Certificate certificate) {
        try {
            Optional<String> algorithm = digestName(certificate);
            if (algorithm.isEmpty()) {
                return Optional.empty();
            }
            MessageDigest digest = MessageDigest.getInstance(algorithm.get());
            return Optional.of(new ChannelBinding(digest.digest(certificate.getEncoded())));
        } catch (GeneralSecurityException _) {
            return Optional.empty();
        }
    }

    /// MD5 and SHA-1 count as SHA-256.
    private static Optional<String> digestName(X509Certificate certificate) throws GeneralSecurityException {
        String signature = certificate.getSigAlgName().toUpperCase(Locale.ROOT);
        int with = signature.indexOf("WITH");
        Optional<String> digest;
        if (with > 0) {
            digest = Optional.of(signature.substring(0, with));
        } else {
            digest = signature.equals("RSASSA-PSS") ? pssDigest(certificate) : Optional.empty();
        }
        return digest.map(name -> switch (name) {
            case "MD5", "SHA1", "SHA-1" -> "SHA-256";
            case String sha
            when sha.startsWith("SHA") && !sha.startsWith("SHA-") && !sha.startsWith("SHA3") ->
                "SHA-" + sha.substring(3);
            case String other -> other;
        });
    }

    private static Optional<String> pssDigest(X509Certificate certificate) throws GeneralSecurityException {
        var parameters = AlgorithmParameters.getInstance("RSASSA-PSS");
        try {
            parameters.init(certificate.getSigAlgParams());
        } catch (IOException malformed) {
            throw new GeneralSecurityException(malformed);
        }
        AlgorithmParameterSpec spec = parameters.getParameterSpec(PSSParameterSpec.class);
        return spec instanceof PSSParameterSpec pss
                ? Optional.of(pss.getDigestAlgorithm().toUpperCase(Locale.ROOT))
                : Optional.empty();
    }

    /// The value of `c=` in client-final: the GS2 header and the digest.
    String attribute(String gs2Header) {
        byte[] header = ScramText.encode(gs2Header);
        byte[] data = new byte[header.length + digest.length];
        System.arraycopy(header, 0, data, 0, header.length);
        System.arraycopy(digest, 0, data, header.length, digest.length);
        return ScramCrypto.base64(data);
    }
}
