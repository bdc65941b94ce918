package io.github.camelmodelarts.obs;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** Creates MD5 digests: OBS compares contents by their MD5. It protects against faults and not against attackers. */
final class Md5 {

    private Md5() {}

    static MessageDigest newDigest() {
        try {
            return MessageDigest.getInstance("MD5");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("each Java platform has MD5", e);
        }
    }
}
