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
 * Writes a request as a curl command for bash that sends the same request: files by their path, small text inline, everything else as a
 * file that the user provides. All parts of the request are quoted, so that bash executes none of them.
 */
final class CurlCommand {

    /** The most text in one command, so that a user can paste it. Linux accepts 128 KiB for an argument. */
    static final int INLINE = 32 * 1024;

    /** A media type that curl accepts in a form: shorter than 128 characters, with no parameter except a charset. */
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
     * The command, with comments that say what is needed to run it.
     *
     * @param unproven the headers without the authentication headers. The value of a header that is not among them is shown as a variable,
     *     unless it is known to be public
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
            // otherwise curl would also call this machine through the proxy of its environment
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
        // a header without a value makes curl send no media type; otherwise curl would send its default
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
        // curl takes the text before the first equals sign as the name
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
        // the type is last: curl takes the text after it as its parameters
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

    /** The content, if it is text that fits into the command; null otherwise. Content that can be read only once is not read. */
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
            // an argument can't contain a NUL
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

    /** The text in double quotes, as curl reads them in a form. */
    private static String inForm(String text) {
        return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }
}
