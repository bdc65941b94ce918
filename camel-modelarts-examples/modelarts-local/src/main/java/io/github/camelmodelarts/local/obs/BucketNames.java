package io.github.camelmodelarts.local.obs;

import java.util.regex.Pattern;

/**
 * The rule for names of buckets: 3 to 63 small letters, digits, hyphens and dots, with a letter or a digit at both ends;
 * no two dots in a row, no dot beside a hyphen, no IP address (OBS API reference, "Creating a Bucket"). Stateless.
 */
final class BucketNames {

    private static final Pattern VALID = Pattern.compile("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]");
    private static final Pattern INVALID_PART = Pattern.compile("\\.\\.|\\.-|-\\.");
    private static final Pattern IP_ADDRESS = Pattern.compile("\\d+\\.\\d+\\.\\d+\\.\\d+");

    private BucketNames() {}

    static boolean isValid(String name) {
        return VALID.matcher(name).matches()
                && !INVALID_PART.matcher(name).find()
                && !IP_ADDRESS.matcher(name).matches();
    }
}
