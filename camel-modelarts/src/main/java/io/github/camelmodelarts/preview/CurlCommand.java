package io.github.camelmodelarts.preview;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.api.Body;
import io.github.camelmodelarts.api.Headers;
import io.github.camelmodelarts.api.MultipartBody;
import io.github.camelmodelarts.api.Part;
import io.github.camelmodelarts.api.ServiceAddress;
import io.github.camelmodelarts.api.ServiceRequest;
import io.github.camelmodelarts.secrets.Proof;

/**
 * A request as a command that bash runs and that sends the same: files by their path, small text as it is, everything else as a file
 * that has to be provided. Whatever a request holds is quoted, so that bash takes none of it for a command.
 */
final class CurlCommand {

    /** What may stand in a command in all: Linux takes 128 KiB for an argument, and nobody wants to paste more. */
    static final int INLINE = 32 * 1024;

    /** A media type that curl takes in a form: shorter than 128 characters, with a charset at most. */
    private static final Pattern FORM_TYPE =
            Pattern.compile("[\\w!#$&^.+-]{1,60}/[\\w!#$&^.+-]{1,60}(; ?charset=[\\w.:-]{1,40})?");

    private final List<String> notes = new ArrayList<>();
    private final MaskedHeaders proofs;
    private final List<String> options = new ArrayList<>();
    private int budget = INLINE;

    private CurlCommand(MaskedHeaders proofs) {
        this.proofs = proofs;
    }

    /**
     * The command, with comments on what it takes to run it.
     *
     * @param unproven the headers that the request had before its proof: others are shown by a variable unless they are known to be
     *     no secret
     */
    static String of(Headers unproven, ServiceRequest signed) throws IOException {
        CurlCommand command = new CurlCommand(new MaskedHeaders(new Proof(unproven, signed.headers())));
        command.target(signed);
        for (Map.Entry<String, String> header : signed.headers().asMap().entrySet()) {
            command.options.add("--header " + command.proofs.shown(header.getKey(), header.getValue()));
        }
        command.body(signed.body());
        return command.text();
    }

    private void target(ServiceRequest request) {
        String url = request.uri().toString();
        option("--request", request.method());
        if (url.matches(".*[\\[\\]{}].*")) {
            options.add("--globoff");
        }
        if (ServiceAddress.isLoopback(request.uri().getHost())) {
            // curl would take the proxy of its environment to this machine, too
            option("--noproxy", "*");
        }
        if (url.contains("/.")) {
            options.add("--path-as-is");
        }
        option("--url", url);
    }

    private void body(Body body) throws IOException {
        if (body.isNone()) {
            return;
        }
        List<Part> parts = body instanceof MultipartBody multipart ? multipart.parts() : List.of();
        if (!parts.isEmpty() && parts.stream().allMatch(CurlCommand::fitsIntoForm)) {
            for (int i = 0; i < parts.size(); i++) {
                field(parts.get(i), i + 1);
            }
            return;
        }
        // without a value curl sends none, and not its own
        option("--header", "Content-Type:" + (body.contentType() == null ? "" : " " + body.contentType()));
        Path file = body.localFile();
        String text = file == null ? text(body) : null;
        if (file != null) {
            option("--data-binary", "@" + file.toAbsolutePath());
        } else if (text != null) {
            option("--data-raw", text);
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

    private void field(Part part, int number) throws IOException {
        Body content = part.content();
        String sentName = part.sentName();
        Path file = content.localFile();
        String text = file == null ? text(content) : null;
        if (text != null && sentName == null && content.contentType() == null) {
            option("--form-string", part.name() + "=" + text);
            return;
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
        option(
                "--form",
                part.name() + "=" + value
                        + (sentName == null ? "" : ";filename=" + inForm(sentName))
                        + (content.contentType() == null ? "" : ";type=" + content.contentType()));
    }

    private void option(String name, String value) {
        options.add(name + " " + ShellQuoting.quoted(value));
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
        StringBuilder text = new StringBuilder();
        Stream.concat(proofs.notes().stream(), notes.stream())
                .forEach(note -> text.append("# ").append(note).append('\n'));
        return text.append("curl ")
                .append(String.join(" \\\n  ", options))
                .append('\n')
                .toString();
    }

    /** Between the quotes that curl knows. */
    private static String inForm(String text) {
        return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }
}
