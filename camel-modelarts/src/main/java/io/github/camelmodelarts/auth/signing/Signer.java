package io.github.camelmodelarts.auth.signing;

import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.Key;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

import javax.crypto.Mac;

/** Computes signatures with one key. Not thread-safe. After an exception or error it must not be used again. */
final class Signer {

    private static final HexFormat HEX = HexFormat.of();
    private static final byte[] DIGITS = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    private final MessageDigest sha256;
    private final Mac hmac;
    private final byte[] hex = new byte[64];

    Signer(Key secret) {
        try {
            sha256 = MessageDigest.getInstance("SHA-256");
            hmac = Mac.getInstance("HmacSHA256");
            hmac.init(secret);
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new IllegalStateException("Every Java platform has SHA-256 and HmacSHA256", e);
        }
    }

    /**
     * The signature in lower-case hex.
     *
     * @param stringToSign without its last line, the hash of the canonical request
     * @param canonicalRequest without its last line, the hash of the body
     * @param payloadHash this last line
     */
    String signature(byte[] stringToSign, byte[] canonicalRequest, byte[] payloadHash) {
        sha256.update(canonicalRequest);
        byte[] hash = sha256.digest(payloadHash);
        hmac.update(stringToSign);
        return HEX.formatHex(hmac.doFinal(hex(hash)));
    }

    private byte[] hex(byte[] hash) {
        for (int i = 0; i < hash.length; i++) {
            hex[2 * i] = DIGITS[(hash[i] >> 4) & 0xf];
            hex[2 * i + 1] = DIGITS[hash[i] & 0xf];
        }
        return hex;
    }
}
