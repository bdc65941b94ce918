package io.github.camelmodelarts.auth.signing;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Compares our canonical request with the one that a gateway computed. The gateway quotes it when it rejects a signature, with {@code |}
 * for each line break (API Gateway documentation, error APIG.0303).
 */
public final class EchoedRequest {

    private static final String MARK = "canonicalRequest:";

    /** A longer line is shown from a little before the first difference. */
    private static final int LONG = 200;

    private static final int SHOWN_BEFORE = 40;

    private EchoedRequest() {}

    /**
     * A sentence with the first line by which the gateway's canonical request differs from ours, or null if the message quotes none. If
     * there is no difference, the sentence says so, because then the secret is wrong.
     *
     * @param errorMessage the gateway's message
     */
    public static @Nullable String difference(String errorMessage, CanonicalRequest ours) {
        int mark = errorMessage.indexOf(MARK);
        if (mark < 0) {
            return null;
        }
        String echoed = errorMessage.substring(mark + MARK.length()).strip();
        // a value can contain a bar itself, so our request is changed into
        // the gateway's form, not the gateway's into ours
        if (echoed.equals(ours.text().replace('\n', '|'))) {
            return "The gateway computed the same canonical request, so the secret does not match the key: correct appSecret or"
                    + " secretKey";
        }
        List<String> theirs = List.of(echoed.split("\\|", -1));
        List<String> own = List.of(ours.text().replace('\n', '|').split("\\|", -1));
        for (int i = 0; i < Math.max(theirs.size(), own.size()); i++) {
            String their = i < theirs.size() ? theirs.get(i) : "nothing";
            String our = i < own.size() ? own.get(i) : "nothing";
            if (!their.equals(our)) {
                int at = firstDifference(our, their);
                return "The request was changed on the way, so check proxies: line " + (i + 1)
                        + " of the canonical request was '" + cut(shown(our, at)) + "' when it was signed, and '"
                        + shown(their, at) + "' at the gateway";
            }
        }
        return null;
    }

    private static int firstDifference(String one, String other) {
        int at = 0;
        while (at < one.length() && at < other.length() && one.charAt(at) == other.charAt(at)) {
            at++;
        }
        return at;
    }

    /** The line. If it is long, most of the text before the first difference is left out. Only a token in a header is secret. */
    private static String shown(String line, int difference) {
        if (line.startsWith("x-security-token:")) {
            return "x-security-token:***";
        }
        int from = line.length() > LONG ? Math.max(0, difference - SHOWN_BEFORE) : 0;
        return from == 0 ? line : "..." + line.substring(from);
    }

    /** Cuts our line if it is long. {@code RefusalReader} cuts the gateway's line, after it has masked secrets that the gateway may quote. */
    private static String cut(String ours) {
        return ours.length() > LONG ? ours.substring(0, LONG) + "..." : ours;
    }
}
