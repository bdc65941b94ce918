package io.github.camelmodelarts.api;

import java.util.regex.Pattern;

/** Finds a header's name or {@code Bearer} at the beginning of a credential that was copied with it. */
final class CopiedHeader {

    private static final Pattern BEGINNING = Pattern.compile(
            "(?i)(authorization|x-auth-token|x-security-token|x-apig-appcode|apikey)\\s*:.*|bearer([\\s:].*)?");

    private CopiedHeader() {}

    static boolean is(String credential) {
        return BEGINNING.matcher(credential).matches();
    }
}
