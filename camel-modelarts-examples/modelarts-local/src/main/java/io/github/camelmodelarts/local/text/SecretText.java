package io.github.camelmodelarts.local.text;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;

/** Creates random secrets, and compares secrets. Thread-safe. */
public final class SecretText {

    private static final SecureRandom RANDOM = new SecureRandom();

    private SecretText() {}

    /** Random octets as hexadecimal digits. */
    public static String hex(int octets) {
        return HexFormat.of().formatHex(octets(octets));
    }

    /** Random octets as Base64. */
    public static String base64(int octets) {
        return Base64.getEncoder().encodeToString(octets(octets));
    }

    /** Random capitals and digits. */
    public static String capitals(int length) {
        return RANDOM.ints(length, 0, 36)
                .collect(
                        StringBuilder::new,
                        (text, i) -> text.append(Character.toUpperCase(Character.forDigit(i, 36))),
                        StringBuilder::append)
                .toString();
    }

    /** A token as long as the cloud's samples, which have 4.7 to 9.1 KB: longer than many header limits. */
    public static String token() {
        return "MIIlocal" + base64(4_752);
    }

    /** Whether two texts are the same, in a time that does not depend on where they differ. */
    public static boolean isSame(String expected, String sent) {
        return MessageDigest.isEqual(expected.getBytes(StandardCharsets.UTF_8), sent.getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] octets(int length) {
        byte[] octets = new byte[length];
        RANDOM.nextBytes(octets);
        return octets;
    }
}
