package io.github.camelmodelarts.secrets;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.text.EscapedText;
import io.github.camelmodelarts.text.Printable;

/**
 * Masks secrets in texts of a server. Servers echo what they received, as it was or in the form of JSON, URLs, HTML or Base64, and the text
 * can be cut in the middle of a secret. Immutable.
 */
public final class Redaction {

    private static final String MASK = "***";
    /** The longest chain of causes that is followed: a longer one is taken for a circle. */
    private static final int DEEPEST = 20;

    /**
     * Limits the cost of a search: how many characters of secrets can match for each character of a text. Ordinary words cost less than 1,
     * copies of secrets up to 8. Only a secret with a repeating beginning can cost more, in a text that repeats this beginning: up to the
     * length of the secret.
     */
    private static final long DEAREST = 12;

    private static final long CHEAP = 1024;

    private final SecretForms secrets;

    private Redaction(Stream<String> values) {
        this.secrets = new SecretForms(values);
    }

    /** Masks the authentication headers of a request. */
    public static Redaction of(Proof proof) {
        return new Redaction(proof.secrets().values().stream());
    }

    /** Masks these secrets. Null elements are ignored. */
    public static Redaction of(@Nullable String... secrets) {
        return new Redaction(Stream.of(secrets).flatMap(Stream::ofNullable));
    }

    /** Replaces each secret by asterisks, and also the beginning of a secret at the end of the text. */
    public String apply(String text) {
        return apply(new EscapedText(text), text, Integer.MAX_VALUE);
    }

    /** Masks the secrets, and makes the text printable with {@link Printable}. Text behind the limit is not searched. */
    public String shown(String text, int limit) {
        // a code point has at most two characters
        return Printable.of(apply(new EscapedText(text), text, 2L * limit + 2), limit);
    }

    /** How many characters match while secrets are searched in a text, also of incomplete matches. The first character of each is not counted. */
    long cost(String text) {
        EscapedText searched = new EscapedText(text);
        apply(searched, text, Integer.MAX_VALUE);
        return searched.compared();
    }

    private String apply(EscapedText searched, String text, long limit) {
        StringBuilder clean = new StringBuilder();
        int kept = 0;
        int at = 0;
        while (at < text.length() && clean.length() + at - kept < limit) {
            int end = endOfSecret(searched, text.charAt(at), at);
            if (end >= 0) {
                clean.append(text, kept, at).append(MASK);
                kept = end;
            }
            at = end >= 0 ? end : at + 1;
            if (searched.compared() > DEAREST * text.length() + CHEAP) {
                // the rest is masked as a whole: almost all of the text consists of beginnings of a secret
                return clean.append(text, kept, at).append(MASK).toString();
            }
        }
        return clean.append(text, kept, at).toString();
    }

    private int endOfSecret(EscapedText text, char c, int at) {
        SecretForms.Form[] plain = secrets.beginningWith(EscapedText.lowerCase(c));
        SecretForms.Form[] escaped = secrets.beginningWith(EscapedText.isEscape(c) ? text.standsFor(at) : -1);
        if (plain.length == 0 && escaped.length == 0) {
            return -1;
        }
        int second = text.behind(at);
        int i = 0;
        int j = 0;
        while (i < plain.length || j < escaped.length) {
            boolean isPlain = j == escaped.length || (i < plain.length && plain[i].rank() < escaped[j].rank());
            SecretForms.Form form = isPlain ? plain[i++] : escaped[j++];
            int end = second < 0 || second == form.second() ? text.endOf(form.text(), at, form.enough()) : -1;
            if (end >= 0) {
                return end;
            }
        }
        return -1;
    }

    /** Masks secrets in names and values. */
    public Map<String, String> applyToAll(Map<String, String> values) {
        Map<String, String> clean = new HashMap<>();
        values.forEach((name, value) -> clean.put(apply(name), apply(value)));
        return clean;
    }

    /** An exception without secrets that is printable: the given one, or a copy with a masked message. */
    public Throwable apply(Throwable failure) {
        return isClean(failure, 0) ? failure : cleaned(failure, 0);
    }

    private boolean isClean(Throwable failure, int depth) {
        String said = failure.toString();
        return shown(said, Integer.MAX_VALUE).equals(said)
                && (depth == DEEPEST
                        || Stream.concat(Stream.ofNullable(failure.getCause()), Stream.of(failure.getSuppressed()))
                                .allMatch(other -> isClean(other, depth + 1)));
    }

    private IOException cleaned(Throwable failure, int depth) {
        Throwable cause = failure.getCause();
        IOException clean = new IOException(
                shown(failure.toString(), Integer.MAX_VALUE),
                cause == null || depth == DEEPEST ? null : cleaned(cause, depth + 1));
        clean.setStackTrace(failure.getStackTrace());
        return clean;
    }
}
