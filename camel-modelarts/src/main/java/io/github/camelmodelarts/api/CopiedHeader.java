package io.github.camelmodelarts.api;

import java.util.regex.Pattern;

/** Detects a header name or {@code Bearer} at the beginning of a credential, which was copied together with it. */
final class CopiedHeader {

    private static final Pattern BEGINNING = Pattern.compile(
            "(?i)(authorization|x-auth-token|x-security-token|x-apig-appcode|apikey)\\s*:.*|bearer([\\s:].*)?");

    private CopiedHeader() {}

    static boolean is(String credential) {
        return BEGINNING.matcher(credential).matches();
    }
}
