package io.github.camelmodelarts.preview;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.github.camelmodelarts.api.Headers;
import io.github.camelmodelarts.secrets.Proof;

/** The headers of a signed request as words for bash, in which names of variables stand for what is secret. */
final class MaskedHeaders {

    private static final Map<String, String> VARIABLES = Map.of(
            "x-apig-appcode", "APP_CODE",
            "apikey", "APP_KEY",
            "x-auth-token", "TOKEN",
            "x-security-token", "SECURITY_TOKEN");

    private static final Pattern SIGNATURE =
            Pattern.compile("(SDK-HMAC-SHA256 Access=)(.*)(, SignedHeaders=[a-z0-9;-]*, Signature=[0-9a-f]{64})");
    private static final Pattern BEARER = Pattern.compile("(Bearer )(.*)()");

    /** Nothing that means anything to bash between double quotes. */
    private static final Pattern HARMLESS = Pattern.compile("[A-Za-z0-9 =,;:/._-]*");

    private final Headers all;
    private final Set<String> secrets;
    private final Set<String> variables = new LinkedHashSet<>();
    private final List<String> expiry = new ArrayList<>();

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
        notes.addAll(expiry);
        return notes;
    }

    /** In the form that curl sends, even without a value. */
    private static String line(String name, String value) {
        return value.isEmpty() ? name + ";" : name + ": " + value;
    }

    /** A header with a variable in place of what is secret in it. */
    private String hidden(String name, String value) {
        if (name.equalsIgnoreCase("Authorization")) {
            Matcher signature = SIGNATURE.matcher(value);
            if (signature.matches()) {
                expiry.add("The signature proves "
                        + (all.get("x-sdk-content-sha256") == null
                                ? "this one request"
                                : "requests to this address with any body")
                        + ", for 15 minutes from X-Sdk-Date");
                return hidden(name, signature, all.get("x-stage") == null ? "ACCESS_KEY" : "APP_KEY");
            }
            Matcher bearer = BEARER.matcher(value);
            if (bearer.matches()) {
                return hidden(name, bearer, "API_KEY");
            }
        }
        String known = VARIABLES.get(name.toLowerCase(Locale.ROOT));
        String own = "HEADER_" + name.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_");
        return withVariable(name + ": ", known == null ? own : known, "");
    }

    private String hidden(String name, Matcher parts, String variable) {
        return withVariable(name + ": " + parts.group(1), variable, parts.group(3));
    }

    private String withVariable(String before, String variable, String after) {
        variables.add(variable);
        return HARMLESS.matcher(before + after).matches()
                ? "\"" + before + "$" + variable + after + "\""
                : ShellQuoting.quoted(before) + "\"$" + variable + "\"" + ShellQuoting.quoted(after);
    }
}
