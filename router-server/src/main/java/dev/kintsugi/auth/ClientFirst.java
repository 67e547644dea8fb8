package dev.kintsugi.auth;

import java.util.Optional;

/// A client-first message (RFC 5802, section 7): the GS2 header, and the bare message behind it.
record ClientFirst(String gs2, String bare, String nonce) {
    /// `bound` says whether the client chose the mechanism with channel binding, `offered` whether it could have.
    static ClientFirst parse(String message, boolean bound, boolean offered) {
        int bareStart = gs2End(message, bound, offered);
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

    /// The value that `c=` of client-final must have.
    String channelBinding(Optional<ChannelBinding> binding) {
        return gs2.startsWith("p") ? binding.orElseThrow().attribute(gs2) : ScramCrypto.base64(ScramText.encode(gs2));
    }

    /// The end of `n,,`, `y,,` or `p=tls-server-end-point,,`: no header may have an authorization identity.
    private static int gs2End(String message, boolean bound, boolean offered) {
        int flagEnd = flagEnd(message, bound, offered);
        if (message.startsWith(",a=", flagEnd)) {
            throw ScramErrors.unsupported("client uses authorization identity, but it is not supported");
        }
        if (!message.startsWith(",,", flagEnd)) {
            throw ScramErrors.malformed("Comma expected behind the channel-binding flag.");
        }
        return flagEnd + 2;
    }

    private static int flagEnd(String message, boolean bound, boolean offered) {
        char flag = message.charAt(0);
        if (flag == 'p') {
            if (!bound) {
                throw ScramErrors.malformed("The client selected SCRAM-SHA-256 without channel binding, but the SCRAM"
                        + " message includes channel binding data.");
            }
            String flagAndType = "p=" + ChannelBinding.TYPE;
            if (!message.startsWith(flagAndType + ",")) {
                throw ScramErrors.violation("unsupported SCRAM channel-binding type");
            }
            return flagAndType.length();
        }
        if (flag != 'n' && flag != 'y') {
            throw ScramErrors.malformed("Unexpected channel-binding flag.");
        }
        if (bound) {
            throw ScramErrors.malformed("The client selected SCRAM-SHA-256-PLUS, but the SCRAM message does not include"
                    + " channel binding data.");
        }
        if (flag == 'y' && offered) {
            throw ScramErrors.downgraded(); // somebody between took the better mechanism out of the offer
        }
        return 1;
    }
}
