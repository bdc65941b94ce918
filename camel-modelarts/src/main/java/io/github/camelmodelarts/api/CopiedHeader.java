package io.github.camelmodelarts.api;

import java.util.regex.Pattern;

/** A header, or the beginning of its value, in place of the credential that goes into it. */
final class CopiedHeader {

    private static final Pattern BEGINNING = Pattern.compile(
            "(?i)(authorization|x-auth-token|x-security-token|x-apig-appcode|apikey)\\s*:.*|bearer([\\s:].*)?");

    private CopiedHeader() {}

    static boolean is(String credential) {
        return BEGINNING.matcher(credential).matches();
    }
}
