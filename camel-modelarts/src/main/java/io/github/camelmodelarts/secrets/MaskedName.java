package io.github.camelmodelarts.secrets;

import io.github.camelmodelarts.api.Credentials;

/** Makes names for credentials that operators can recognise, and that contain no secret. */
public final class MaskedName {

    private static final int SHOWN = 4;
    private static final int LONG_ENOUGH = 16;
    private static final int DIGITS = 6;

    private MaskedName() {}

    /**
     * The name of a key or user: the kind, the last four characters of its public part if that has 16 at least, and a part of the
     * fingerprint, which distinguishes two keys with the same end. The fingerprint differs in each process.
     */
    public static String of(Credentials credentials, Fingerprint fingerprint) {
        return credentials.authType() + " ***" + end(shown(credentials)) + "#"
                + fingerprint.hex().substring(0, DIGITS);
    }

    private static String shown(Credentials credentials) {
        if (credentials instanceof Credentials.AccessKey key) {
            return key.accessKey();
        } else if (credentials instanceof Credentials.AppSignature key) {
            return key.appKey();
        }
        return "";
    }

    private static String end(String text) {
        return text.length() < LONG_ENOUGH ? "" : text.substring(text.length() - SHOWN);
    }
}
