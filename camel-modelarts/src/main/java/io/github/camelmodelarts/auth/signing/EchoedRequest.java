package io.github.camelmodelarts.auth.signing;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * The canonical request that a gateway worked out itself and quotes when it refuses a signature, with {@code |} for every line
 * break (API Gateway documentation, error APIG.0303).
 */
public final class EchoedRequest {

    private static final String MARK = "canonicalRequest:";

    private EchoedRequest() {}

    /**
     * The first line in which the gateway's canonical request differs from ours, in a sentence, or null if the text quotes none. Says
     * so if there is no difference, because then the key is wrong.
     *
     * @param errorMessage what the gateway said
     */
    public static @Nullable String difference(String errorMessage, CanonicalRequest ours) {
        int mark = errorMessage.indexOf(MARK);
        if (mark < 0) {
            return null;
        }
        String echoed = errorMessage.substring(mark + MARK.length()).strip();
        // a value may hold a bar itself: ours is brought into the gateway's form, not the other way round
        if (echoed.equals(ours.text().replace('\n', '|'))) {
            return "The gateway worked out the same canonical request, so the secret is not the one that belongs to this key";
        }
        List<String> theirs = List.of(echoed.split("\\|", -1));
        List<String> own = List.of(ours.text().replace('\n', '|').split("\\|", -1));
        for (int i = 0; i < Math.max(theirs.size(), own.size()); i++) {
            String their = i < theirs.size() ? theirs.get(i) : "nothing";
            String our = i < own.size() ? own.get(i) : "nothing";
            if (!their.equals(our)) {
                return "Something on the way changed the request: line " + (i + 1) + " of the canonical request was '"
                        + shown(our) + "' when it was signed, and '" + shown(their) + "' at the gateway";
            }
        }
        return null;
    }

    /** A token in a header is the one line that is secret. */
    private static String shown(String line) {
        return line.startsWith("x-security-token:") ? "x-security-token:***" : line;
    }
}
