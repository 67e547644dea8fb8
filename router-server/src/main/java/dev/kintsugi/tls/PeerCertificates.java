package dev.kintsugi.tls;

import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import javax.security.auth.x500.X500Principal;

/// What a finished handshake tells of the other side.
final class PeerCertificates {
    private PeerCertificates() {}

    /// The other side's own certificate, if it showed one.
    static Optional<X509Certificate> of(SSLSession session) {
        try {
            Certificate[] chain = session.getPeerCertificates();
            return chain.length > 0 && chain[0] instanceof X509Certificate own ? Optional.of(own) : Optional.empty();
        } catch (SSLPeerUnverifiedException _) {
            return Optional.empty();
        }
    }

    /// The common name of the subject; a subject with several of them is nobody.
    static Optional<String> commonName(SSLSession session) {
        return of(session).flatMap(certificate -> commonName(certificate.getSubjectX500Principal()));
    }

    private static Optional<String> commonName(X500Principal subject) {
        try {
            List<String> names = new LdapName(subject.getName(X500Principal.RFC2253))
                    .getRdns().stream()
                            .filter(rdn -> rdn.size() == 1 && rdn.getType().equalsIgnoreCase("CN"))
                            .map(Rdn::getValue)
                            .filter(String.class::isInstance)
                            .map(String.class::cast)
                            .toList();
            return names.size() == 1 ? Optional.of(names.getFirst()) : Optional.empty();
        } catch (InvalidNameException _) {
            return Optional.empty();
        }
    }
}
