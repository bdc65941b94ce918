package io.github.camelmodelarts;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.api.Body;
import io.github.camelmodelarts.api.Headers;
import io.github.camelmodelarts.api.Part;
import io.github.camelmodelarts.api.ServiceRequest;

/**
 * A request as a command that bash runs and that sends the same: files by their path, small text as it is, everything else as a file
 * that has to be provided. Whatever a request holds is quoted, so that bash takes none of it for a command.
 */
final class CurlCommand {

    /** What may stand in a command in all: Linux takes 128 KiB for an argument, and nobody wants to paste more. */
    static final int INLINE = 32 * 1024;

    /** What strategies add that is no secret. */
    private static final Set<String> PUBLIC = Set.of("x-sdk-date", "x-stage", "x-sdk-content-sha256", "x-project-id");

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

    /** A media type that curl takes in a form: shorter than 128 characters, with a charset at most. */
    private static final Pattern FORM_TYPE =
            Pattern.compile("[\\w!#$&^.+-]{1,60}/[\\w!#$&^.+-]{1,60}(; ?charset=[\\w.:-]{1,40})?");

    private final List<String> notes = new ArrayList<>();
    private final Set<String> variables = new LinkedHashSet<>();
    private final List<String> options = new ArrayList<>();
    private int budget = INLINE;

    private CurlCommand() {}

    /**
     * The command, with comments on what it takes to run it.
     *
     * @param unproven the headers that the request had before its proof: others are shown by a variable unless they are known to be
     *     no secret
     */
    static String of(Headers unproven, ServiceRequest signed) throws IOException {
        CurlCommand command = new CurlCommand();
        command.target(signed);
        for (Map.Entry<String, String> header : signed.headers().asMap().entrySet()) {
            boolean own = header.getValue().equals(unproven.get(header.getKey()))
                    || PUBLIC.contains(header.getKey().toLowerCase(Locale.ROOT));
            command.options.add("--header "
                    + (own
                            ? quoted(line(header.getKey(), header.getValue()))
                            : command.proof(header.getKey(), header.getValue(), signed.headers())));
        }
        command.body(signed.body());
        return command.text();
    }

    /** In the form that curl sends, even without a value. */
    private static String line(String name, String value) {
        return value.isEmpty() ? name + ";" : name + ": " + value;
    }

    private void target(ServiceRequest request) {
        String url = request.uri().toString();
        options.add("--request " + quoted(request.method()));
        if (url.matches(".*[\\[\\]{}].*")) {
            options.add("--globoff");
        }
        if (url.contains("/.")) {
            options.add("--path-as-is");
        }
        options.add("--url " + quoted(url));
    }

    /** A header with a variable in place of what is secret in it. */
    private String proof(String name, String value, Headers all) {
        if (name.equalsIgnoreCase("Authorization")) {
            Matcher signature = SIGNATURE.matcher(value);
            if (signature.matches()) {
                notes.add("The signature proves this one request, for 15 minutes from X-Sdk-Date");
                return proof(name, signature, all.get("x-stage") == null ? "ACCESS_KEY" : "APP_KEY");
            }
            Matcher bearer = BEARER.matcher(value);
            if (bearer.matches()) {
                return proof(name, bearer, "API_KEY");
            }
        }
        String known = VARIABLES.get(name.toLowerCase(Locale.ROOT));
        String own = "HEADER_" + name.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_");
        return withVariable(name + ": ", known == null ? own : known, "");
    }

    private String proof(String name, Matcher parts, String variable) {
        return withVariable(name + ": " + parts.group(1), variable, parts.group(3));
    }

    private String withVariable(String before, String variable, String after) {
        variables.add(variable);
        return HARMLESS.matcher(before + after).matches()
                ? "\"" + before + "$" + variable + after + "\""
                : quoted(before) + "\"$" + variable + "\"" + quoted(after);
    }

    private void body(Body body) throws IOException {
        if (body.isNone()) {
            return;
        }
        List<Part> parts = body.parts();
        if (!parts.isEmpty() && parts.stream().allMatch(CurlCommand::fitsIntoForm)) {
            for (int i = 0; i < parts.size(); i++) {
                options.add(field(parts.get(i), i + 1));
            }
            return;
        }
        // without a value curl sends none, and not its own
        options.add(
                "--header " + quoted("Content-Type:" + (body.contentType() == null ? "" : " " + body.contentType())));
        Path file = body.localFile();
        String text = file == null ? text(body) : null;
        if (file != null) {
            options.add("--data-binary " + quoted("@" + file.toAbsolutePath()));
        } else if (text != null) {
            options.add("--data-raw " + quoted(text));
        } else {
            provide("the body", "request-body", body, body.isSigned() ? ", SHA-256 " + body.sha256() : "");
            options.add("--data-binary @request-body");
        }
    }

    private static boolean fitsIntoForm(Part part) {
        String mediaType = part.content().contentType();
        // curl takes what stands before the first equals sign for the name
        return part.name().indexOf('=') < 0
                && (mediaType == null || FORM_TYPE.matcher(mediaType).matches());
    }

    private String field(Part part, int number) throws IOException {
        Body content = part.content();
        String sentName = part.sentName();
        Path file = content.localFile();
        String text = file == null ? text(content) : null;
        if (text != null && sentName == null && content.contentType() == null) {
            return "--form-string " + quoted(part.name() + "=" + text);
        }
        String asFile = sentName == null ? "<" : "@";
        String value;
        if (text != null) {
            value = inForm(text);
        } else if (file != null) {
            value = asFile + inForm(file.toAbsolutePath().toString());
        } else {
            value = asFile + "part-" + number;
            provide("the content of part " + number, "part-" + number, content, "");
        }
        // the type comes last: curl takes what follows it for its parameters
        return "--form "
                + quoted(part.name() + "=" + value
                        + (sentName == null ? "" : ";filename=" + inForm(sentName))
                        + (content.contentType() == null ? "" : ";type=" + content.contentType()));
    }

    private void provide(String what, String file, Body content, String hash) {
        String length = content.length() < 0 ? "" : " (" + content.length() + " bytes" + hash + ")";
        notes.add("Put " + what + " into the file " + file + length);
    }

    /** The content, if it is text that may stand in the command; what can be read once only is left to others. */
    private @Nullable String text(Body content) throws IOException {
        if (!content.isRepeatable() || content.length() > budget) {
            return null;
        }
        byte[] bytes;
        try (InputStream stream = Channels.newInputStream(content.open())) {
            bytes = stream.readNBytes(budget + 1);
        }
        String text = bytes.length > budget ? null : decoded(bytes);
        budget -= text == null ? 0 : bytes.length;
        return text;
    }

    private static @Nullable String decoded(byte[] bytes) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            // no argument holds a NUL
            return text.indexOf('\0') < 0 ? text : null;
        } catch (CharacterCodingException e) {
            return null;
        }
    }

    private String text() {
        if (!variables.isEmpty()) {
            notes.add(0, "Set before: " + String.join(", ", variables));
        }
        StringBuilder text = new StringBuilder();
        notes.forEach(note -> text.append("# ").append(note).append('\n'));
        return text.append("curl ")
                .append(String.join(" \\\n  ", options))
                .append('\n')
                .toString();
    }

    /** Between the quotes that curl knows. */
    private static String inForm(String text) {
        return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }

    /** One word for bash, whatever the text holds. */
    static String quoted(String text) {
        if (text.codePoints().allMatch(CurlCommand::isShown)) {
            return "'" + text.replace("'", "'\\''") + "'";
        }
        // a terminal obeys control characters even between quotes, and takes a carriage return for a line feed
        StringBuilder escaped = new StringBuilder("$'");
        text.codePoints().forEach(c -> {
            if (c == '\'' || c == '\\') {
                escaped.append('\\').append((char) c);
            } else if (isShown(c)) {
                escaped.appendCodePoint(c);
            } else {
                for (byte octet : Character.toString(c).getBytes(StandardCharsets.UTF_8)) {
                    escaped.append(String.format("\\x%02x", octet));
                }
            }
        });
        return escaped.append('\'').toString();
    }

    private static boolean isShown(int c) {
        return c == '\n'
                || switch (Character.getType(c)) {
                    case Character.CONTROL,
                            Character.FORMAT,
                            Character.SURROGATE,
                            Character.PRIVATE_USE,
                            Character.UNASSIGNED,
                            Character.LINE_SEPARATOR,
                            Character.PARAGRAPH_SEPARATOR -> false;
                    default -> true;
                };
    }
}
