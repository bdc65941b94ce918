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

/** Writes the headers of a signed request as words for bash, with variables in place of secrets. */
final class MaskedHeaders {

    /** Text without a special meaning for bash between double quotes. */
    private static final Pattern HARMLESS = Pattern.compile("[A-Za-z0-9 =,;:/._-]*");

    private final Headers all;
    private final Set<String> secrets;
    private final Set<String> variables = new LinkedHashSet<>();
    private boolean signed;

    MaskedHeaders(Proof proof) {
        this.all = proof.proven();
        this.secrets = proof.secrets().keySet();
    }

    /** A header in the form that curl accepts. */
    String shown(String name, String value) {
        return secrets.contains(name) ? hidden(name, value) : ShellQuoting.quoted(line(name, value));
    }

    /** Notes for the user who runs the command, about the headers that were shown. */
    List<String> notes() {
        List<String> notes = new ArrayList<>();
        if (!variables.isEmpty()) {
            notes.add("Set these variables first: " + String.join(", ", variables));
        }
        if (signed) {
            notes.add("The signature is valid for "
                    + (all.get("x-sdk-content-sha256") == null
                            ? "this one request"
                            : "requests to this address with any body")
                    + ", for 15 minutes from X-Sdk-Date");
        }
        return notes;
    }

    /** The header in a form that curl sends even without a value. */
    private static String line(String name, String value) {
        return value.isEmpty() ? name + ";" : name + ": " + value;
    }

    /** A header with a variable in place of its secret part. */
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

    /** Whether the request has all public headers that each request of this scheme has. */
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
