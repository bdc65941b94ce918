package io.github.camelmodelarts.exchange.body;

import java.io.IOException;
import java.io.Reader;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.StreamCache;
import org.apache.camel.attachment.Attachment;
import org.apache.camel.util.IOHelper;
import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.api.Body;
import io.github.camelmodelarts.api.BodyType;
import io.github.camelmodelarts.api.ModelArtsRequestException;
import io.github.camelmodelarts.api.ServerSentEvents;
import io.github.camelmodelarts.api.UnresolvedBody;
import io.github.camelmodelarts.text.Printable;

/**
 * Maps the body of an exchange to the body of a request, by its type or by the option {@code bodyType}. Refuses a body
 * if it is not clear how to send it. Reads no content that may block: a body that depends on such content is unresolved.
 * Thread-safe.
 */
public final class BodyMapper {

    /**
     * The values of {@code Content-Encoding} that mean a compression (RFC 9110, 8.4.1). Camel's MIME data format writes
     * other values there: the transfer encoding of a part, base64 for example.
     */
    private static final Set<String> CODINGS =
            Set.of("gzip", "x-gzip", "deflate", "compress", "x-compress", "br", "zstd");

    /** The {@code maxRequestSize} of an endpoint without a limit. */
    public static final long NO_LIMIT = Long.MAX_VALUE;

    private final BodyType bodyType;
    private final String inputName;
    private final long maxRequestSize;

    /** @param maxRequestSize in bytes, or {@link #NO_LIMIT} */
    public BodyMapper(BodyType bodyType, String inputName, long maxRequestSize) {
        this.bodyType = bodyType;
        this.inputName = inputName;
        this.maxRequestSize = maxRequestSize;
    }

    /**
     * Returns the body of the request for this exchange.
     *
     * @throws ModelArtsRequestException if the body can't be sent
     */
    public Body of(Exchange exchange) {
        Message message = exchange.getMessage();
        if (!mayWait(message)) {
            return limited(mapped(exchange, message));
        }
        // a copy, because a call that was given up may still read it while the route continues with the message
        Message copy = message.copy();
        return limited(new UnresolvedBody(() -> mapped(exchange, copy)));
    }

    /**
     * Returns the body for a value that is in no exchange. It is the same body as for a message with this value and no
     * headers. One difference: bytes and streams are refused unless they are JSON, because no header can say what they
     * are.
     *
     * @throws ModelArtsRequestException if the value can't be sent
     */
    public Body ofValue(Object value) {
        if (MailText.isMail(value)) {
            throw new ModelArtsRequestException(
                    "The body is a mail, whose text can be read only in a route: nothing was"
                            + " sent. Send its text, or its files in a Map");
        }
        Exchange exchange = PlainMessage.exchange(value);
        FileLike file = FileLikes.of(value, exchange);
        if (bodyType != BodyType.AUTO || file == null || file.isFile()) {
            return of(exchange);
        }
        return limited(UnresolvedBody.of(file.content().mayBlock(), () -> json(file.content())));
    }

    private static Body json(Content content) {
        if (content.isEmpty() || TextBody.isJson(content.head())) {
            return content.body("The body", MediaTypes.JSON);
        }
        content.refuse();
        throw new ModelArtsRequestException(
                "The body is bytes or a stream that is not JSON, so its media type is unknown:"
                        + " nothing was sent. Use a Path or File to send a file, or Body.of(bytes, mediaType)");
    }

    /** Returns whether reading the names and media types of the body and its attachments may wait for a server. */
    private static boolean mayWait(Message message) {
        return MailText.isMail(message.getBody())
                || Elements.mayWait(message.getBody())
                || Elements.mayWait(Attached.of(message));
    }

    private Body mapped(Exchange exchange, Message message) {
        Object body = message.getBody();
        Object value = body != null && MailText.isMail(body) ? MailText.of(body, exchange) : body;
        boolean isAlone = bodyType == BodyType.JSON || bodyType == BodyType.RAW;
        Map<String, Attachment> attachments = isAlone ? Map.of() : Attached.of(message);
        return attachments.isEmpty() ? alone(exchange, message, value) : upload(exchange, message, value, attachments);
    }

    /**
     * Returns the unchanged content of a value for which {@link FileLikes#isFileLike} is true. May wait for it.
     *
     * @throws ModelArtsRequestException if the content is empty or can't be read
     */
    public static Body content(Exchange exchange, Object value) {
        return FileLikes.require(value, exchange).content().body("The body", null);
    }

    private Body upload(
            Exchange exchange, Message message, @Nullable Object value, Map<String, Attachment> attachments) {
        Labels labels = Labels.of(message, inputName);
        List<Attached> attached = Attached.of(attachments, exchange);
        FileLike file = FileLikes.of(value, exchange);
        boolean mayBlock = file != null && !file.isFile() && file.content().mayBlock();
        return UnresolvedBody.of(
                mayBlock, () -> new Upload(file == null ? value : file, attached, labels, exchange).body(bodyType));
    }

    private Body alone(Exchange exchange, Message message, @Nullable Object value) {
        if (value == null) {
            return none();
        } else if (value instanceof CharSequence text) {
            return text(exchange, message, text);
        } else if (value instanceof Reader reader) {
            return text(exchange, message, reader);
        } else if (value instanceof ServerSentEvents) {
            throw new ModelArtsRequestException(
                    "The body is ServerSentEvents, which arrive over time: nothing was sent."
                            + " Split it to send each event, or convert it to InputStream to send text/event-stream");
        }
        FileLike file = FileLikes.of(value, exchange);
        if (file == null) {
            return object(exchange, message, value);
        }
        Labels labels = Labels.of(message, inputName);
        requireDecompressed(file, labels);
        return UnresolvedBody.of(file.content().mayBlock(), () -> file(file, labels, exchange));
    }

    private Body limited(Body body) {
        return maxRequestSize == NO_LIMIT ? body : body.limitedTo(maxRequestSize);
    }

    private Body none() {
        if (bodyType == BodyType.AUTO) {
            return Body.of(new byte[0], null);
        }
        throw new ModelArtsRequestException("The body is null, so bodyType=" + bodyType
                + " has nothing to send. Set the body before this endpoint, use httpMethod=GET, or use bodyType=AUTO"
                + " to send attachments");
    }

    private Body text(Exchange exchange, Message message, CharSequence text) {
        return switch (bodyType) {
            case AUTO -> TextBody.of(text, Labels.contentType(message));
            case RAW -> TextBody.of(text, Labels.rawType(message));
            case JSON -> TextBody.of(text, MediaTypes.JSON);
            case FILE, BASE64, DATA_URL -> {
                Labels labels = Labels.of(message, inputName);
                yield Fields.of(labels.field(), labels.text(text)).body(bodyType, labels, exchange);
            }
        };
    }

    private Body text(Exchange exchange, Message message, Reader reader) {
        Message copy = message.copy();
        return new UnresolvedBody(() -> {
            if (reader instanceof StreamCache cache) {
                cache.reset();
            }
            try {
                String text = IOHelper.toString(reader);
                if (text.isEmpty()) {
                    throw Content.empty("The body");
                }
                return text(exchange, copy, text);
            } catch (IOException e) {
                throw Content.unreadable("The body", e);
            }
        });
    }

    private Body file(FileLike file, Labels labels, Exchange exchange) {
        return switch (bodyType) {
            case AUTO -> auto(file, labels, exchange);
            case JSON -> json(file, labels);
            case RAW -> file.content().body(what(file, labels), labels.rawType(file));
            case FILE, BASE64, DATA_URL -> fields(file, labels).body(bodyType, labels, exchange);
        };
    }

    private static Fields fields(FileLike file, Labels labels) {
        return Fields.of(labels.field(), labels.labelled(file));
    }

    private Body auto(FileLike file, Labels labels, Exchange exchange) {
        Content content = file.content();
        if (file.isFile() || labels.sayFile()) {
            return asFile(file, labels, exchange);
        } else if (MediaTypes.isMessage(labels.contentType())) {
            String contentType = String.valueOf(labels.contentType());
            return !labels.hintAtFile() || TextBody.fits(content.head(), contentType)
                    ? content.body("The body", contentType)
                    : asFile(file, labels, exchange);
        } else if (labels.hintAtFile()) {
            return asFile(file, labels, exchange);
        } else if (content.head().length == 0 || TextBody.isJson(content.head())) {
            return content.body("The body", MediaTypes.JSON);
        }
        throw new ModelArtsRequestException(
                "The body is bytes or a stream that is not JSON, and no header says what it is: nothing was sent. Set"
                        + " the header CamelModelArtsFileName or CamelModelArtsFileType to send it as a file, or"
                        + " Content-Type to send it unchanged");
    }

    private static Body asFile(FileLike file, Labels labels, Exchange exchange) {
        return MediaTypes.isJson(labels.type(file))
                ? json(file, labels)
                : fields(file, labels).body(BodyType.FILE, labels, exchange);
    }

    /** Returns the file as JSON in UTF-8, converted first if its source names another charset. */
    private static Body json(FileLike file, Labels labels) {
        Content content = file.content();
        if (file.isInOtherCharset()) {
            return new UnresolvedBody(() -> TextBody.decoded(file));
        } else if (!content.isLocalFile() && !TextBody.isUtf8(content.head())) {
            throw new ModelArtsRequestException(what(file, labels)
                    + " must be sent as JSON but is not in UTF-8: nothing was sent. Set its charset on the endpoint"
                    + " that reads it, as in file:inbox?charset=GBK, or convert it to a String before this"
                    + " endpoint");
        }
        return content.signed(what(file, labels), MediaTypes.JSON);
    }

    private static String what(FileLike file, Labels labels) {
        return file.isFile() || labels.hintAtFile() ? "The file " + Printable.of(labels.name(file), 60) : "The body";
    }

    private Body object(Exchange exchange, Message message, Object given) {
        Object value = Elements.listed(given);
        boolean isForm = bodyType == BodyType.FILE && value instanceof Map;
        boolean isMultipart = bodyType == BodyType.AUTO || bodyType == BodyType.FILE;
        if (isForm || (isMultipart && Elements.hasFiles(value))) {
            Labels labels = Labels.of(message, inputName);
            return Fields.of(value, labels, exchange).body(BodyType.FILE, labels, exchange);
        }
        return switch (bodyType) {
            case RAW, FILE -> throw noContent(value);
            case AUTO, JSON -> EmbeddedFiles.json(value);
            case BASE64, DATA_URL -> EmbeddedFiles.json(value, bodyType, Labels.of(message, inputName), exchange);
        };
    }

    private ModelArtsRequestException noContent(Object value) {
        return new ModelArtsRequestException(
                "bodyType=" + bodyType + " takes a file, bytes, text or a stream, but the body is a "
                        + value.getClass().getName() + ": nothing was sent. Convert the body before this endpoint, or"
                        + " use bodyType=AUTO");
    }

    private static void requireDecompressed(FileLike file, Labels labels) {
        String coding = labels.contentEncoding();
        if (coding != null && !file.isFile() && isCompression(coding)) {
            throw new ModelArtsRequestException(
                    "The header Content-Encoding says that the body is compressed, but compressed bodies are not"
                            + " supported: nothing was sent. Decompress the body before this endpoint, with"
                            + " unmarshal().gzipDeflater() for example, or remove the header if the body is"
                            + " not compressed");
        }
    }

    private static boolean isCompression(String contentEncoding) {
        return Pattern.compile(",")
                .splitAsStream(contentEncoding.toLowerCase(Locale.ROOT))
                .map(String::trim)
                .anyMatch(CODINGS::contains);
    }
}
