package io.github.camelmodelarts.local;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;

/** Text that nobody can guess. Thread-safe. */
final class RandomText {

    private static final SecureRandom RANDOM = new SecureRandom();

    private RandomText() {}

    static String hex(int octets) {
        return HexFormat.of().formatHex(octets(octets));
    }

    static String base64(int octets) {
        return Base64.getEncoder().encodeToString(octets(octets));
    }

    static String capitals(int length) {
        return RANDOM.ints(length, 0, 36)
                .collect(
                        StringBuilder::new,
                        (text, i) -> text.append(Character.toUpperCase(Character.forDigit(i, 36))),
                        StringBuilder::append)
                .toString();
    }

    /** A token as long as the cloud's, whose samples have 4.7 to 9.1 KB: longer than many a header limit. */
    static String token() {
        return "MIIlocal" + base64(4_752);
    }

    private static byte[] octets(int length) {
        byte[] octets = new byte[length];
        RANDOM.nextBytes(octets);
        return octets;
    }
}
