package dev.kintsugi.auth;

/// A client-first message (RFC 5802, section 7): the GS2 header, and the bare message behind it.
record ClientFirst(String gs2, String bare, String nonce) {
    static ClientFirst parse(String message) {
        int bareStart = gs2End(message);
        var bare = message.substring(bareStart);
        var attributes = new ScramText(bare);
        if (attributes.at('m')) {
            throw ScramErrors.unsupported("client requires an unsupported SCRAM extension");
        }
        String _ = attributes.attribute('n');
        var nonce = attributes.attribute('r');
        if (!ScramText.isNonce(nonce)) {
            throw ScramErrors.violation("non-printable characters in SCRAM nonce");
        }
        return new ClientFirst(message.substring(0, bareStart), bare, nonce);
    }

    byte[] gs2Header() {
        return ScramText.encode(gs2);
    }

    /// The end of `n,,` or `y,,`, the only headers without channel binding and authorization identity.
    private static int gs2End(String message) {
        switch (message.charAt(0)) {
            case 'n', 'y' -> {}
            case 'p' ->
                throw ScramErrors.malformed("The client selected SCRAM-SHA-256 without channel binding, but the SCRAM"
                        + " message includes channel binding data.");
            default -> throw ScramErrors.malformed("Unexpected channel-binding flag.");
        }
        if (message.startsWith(",a=", 1)) {
            throw ScramErrors.unsupported("client uses authorization identity, but it is not supported");
        }
        if (!message.startsWith(",,", 1)) {
            throw ScramErrors.malformed("Comma expected behind the channel-binding flag.");
        }
        return 3;
    }
}
