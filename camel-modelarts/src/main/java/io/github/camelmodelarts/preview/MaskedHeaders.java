package io.github.camelmodelarts.preview;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.github.camelmodelarts.api.Headers;
import io.github.camelmodelarts.auth.AuthHeader;
import io.github.camelmodelarts.auth.Scheme;
import io.github.camelmodelarts.auth.Schemes;
import io.github.camelmodelarts.secrets.Proof;

/** The headers of a signed request as words for bash, in which names of variables stand for what is secret. */
final class MaskedHeaders {

    /** Nothing that means anything to bash between double quotes. */
    private static final Pattern HARMLESS = Pattern.compile("[A-Za-z0-9 =,;:/._-]*");

    private final Headers all;
    private final Set<String> secrets;
    private final Set<String> variables = new LinkedHashSet<>();
    private boolean signed;

    MaskedHeaders(Proof proof) {
        this.all = proof.proven();
        this.secrets = proof.secrets().keySet();
    }

    /** A header in the form that curl takes. */
    String shown(String name, String value) {
        return secrets.contains(name) ? hidden(name, value) : ShellQuoting.quoted(line(name, value));
    }

    /** What whoever runs the command has to know of the headers that were shown. */
    List<String> notes() {
        List<String> notes = new ArrayList<>();
        if (!variables.isEmpty()) {
            notes.add("Set before: " + String.join(", ", variables));
        }
        if (signed) {
            notes.add("The signature proves "
                    + (all.get("x-sdk-content-sha256") == null
                            ? "this one request"
                            : "requests to this address with any body")
                    + ", for 15 minutes from X-Sdk-Date");
        }
        return notes;
    }

    /** In the form that curl sends, even without a value. */
    private static String line(String name, String value) {
        return value.isEmpty() ? name + ";" : name + ": " + value;
    }

    /** A header with a variable in place of what is secret in it. */
    private String hidden(String name, String value) {
        for (Scheme scheme : Schemes.all()) {
            for (AuthHeader header : scheme.headers()) {
                Pattern secret = header.name().equalsIgnoreCase(name) && fits(scheme) ? header.secret() : null;
                Matcher parts = secret == null ? null : secret.matcher(value);
                if (parts != null && parts.matches() && header.variable() != null) {
                    signed = signed || (scheme.signs() && name.equalsIgnoreCase("Authorization"));
                    return withVariable(name + ": " + parts.group(1), header.variable(), parts.group(3));
                }
            }
        }
        String own = "HEADER_" + name.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_");
        return withVariable(name + ": ", own, "");
    }

    /** Whether all is there that each request of a scheme shows. */
    private boolean fits(Scheme scheme) {
        return scheme.headers().stream()
                .filter(header -> header.always() && header.variable() == null)
                .allMatch(header -> all.get(header.name()) != null);
    }

    private String withVariable(String before, String variable, String after) {
        variables.add(variable);
        return HARMLESS.matcher(before + after).matches()
                ? "\"" + before + "$" + variable + after + "\""
                : ShellQuoting.quoted(before) + "\"$" + variable + "\"" + ShellQuoting.quoted(after);
    }
}
