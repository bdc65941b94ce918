package io.github.camelmodelarts.local.text;

import java.nio.charset.StandardCharsets;
import java.util.UUID;

/** Ids that depend only on a text, so that they are the same after each start. */
public final class StableId {

    private StableId() {}

    /** An id in the form of a UUID. */
    public static String uuid(String text) {
        return UUID.nameUUIDFromBytes(("modelarts-local/" + text).getBytes(StandardCharsets.UTF_8))
                .toString();
    }

    /** An id of 32 hexadecimal digits. */
    public static String hex(String text) {
        return uuid(text).replace("-", "");
    }
}
