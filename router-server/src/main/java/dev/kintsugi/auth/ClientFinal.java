package dev.kintsugi.auth;

/// A client-final message (RFC 5802, section 7); `withoutProof` is what the proof signs.
@SuppressWarnings("ArrayRecordComponent") // a message, never compared as a record
record ClientFinal(String channelBinding, String nonce, byte[] proof, String withoutProof) {
    static ClientFinal parse(String message) {
        var attributes = new ScramText(message);
        var channelBinding = attributes.attribute('c');
        var nonce = attributes.attribute('r');
        while (!attributes.at('p')) {
            String _ = attributes.skipAttribute();
        }
        var withoutProof = message.substring(0, attributes.position() - 1);
        var proof = ScramText.base64(attributes.attribute('p'))
                .filter(bytes -> bytes.length == ScramCrypto.KEY_LENGTH)
                .orElseThrow(() -> ScramErrors.malformed("Malformed proof in client-final-message."));
        if (!attributes.atEnd() || message.endsWith(",")) {
            throw ScramErrors.malformed("Garbage found at the end of client-final-message.");
        }
        return new ClientFinal(channelBinding, nonce, proof, withoutProof);
    }
}
