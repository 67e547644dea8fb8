package dev.kintsugi.auth;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// The digest that a server with `md5` authentication asks for (PostgreSQL manual, section 55.2.1).
public final class Md5Password {
    private Md5Password() {}

    /// `md5` and the hexadecimal digest of the salted digest of password and user; `salt` is the server's four
    /// bytes.
    public static String response(String user, String password, byte[] salt) {
        var stored = hex(password.getBytes(StandardCharsets.UTF_8), user.getBytes(StandardCharsets.UTF_8));
        return "md5" + hex(stored.getBytes(StandardCharsets.US_ASCII), salt);
    }

    private static String hex(byte[] text, byte[] salt) {
        try {
            var md5 = MessageDigest.getInstance("MD5");
            md5.update(text);
            return HexFormat.of().formatHex(md5.digest(salt));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has MD5", e);
        }
    }
}
