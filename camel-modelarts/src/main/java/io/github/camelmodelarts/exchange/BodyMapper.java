package io.github.camelmodelarts.exchange;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import com.fasterxml.jackson.core.JsonProcessingException;
import jakarta.activation.DataHandler;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.attachment.AttachmentMessage;
import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.api.Body;
import io.github.camelmodelarts.api.BodyType;
import io.github.camelmodelarts.api.ModelArtsConstants;
import io.github.camelmodelarts.api.ModelArtsRequestException;
import io.github.camelmodelarts.api.MultipartBody;
import io.github.camelmodelarts.api.Part;

/** Makes a request's body of an exchange's, by its type or as the option {@code bodyType} says. Thread-safe. */
public final class BodyMapper {

    private static final String APPLICATION_JSON = "application/json";
    private static final String OCTETS = "application/octet-stream";

    private final BodyType bodyType;
    private final String inputName;

    public BodyMapper(BodyType bodyType, String inputName) {
        this.bodyType = bodyType;
        this.inputName = inputName;
    }

    /**
     * The body for this exchange.
     *
     * @throws ModelArtsRequestException if it can't be sent
     */
    Body of(Exchange exchange) {
        Message message = exchange.getMessage();
        Object content = message.getBody();
        return switch (bodyType) {
            case AUTO -> auto(exchange, content);
            case JSON -> json(exchange, content);
            case FILE -> multipart(exchange, content);
            case BASE64 -> base64(exchange, content);
            case RAW -> raw(exchange, content);
        };
    }

    private Body auto(Exchange exchange, @Nullable Object content) {
        boolean attached = !attachments(exchange.getMessage()).isEmpty();
        if (content != null && Content.isFile(content)) {
            Content file = Content.of(exchange, content, fileName(exchange.getMessage()));
            return file.isJson() && !attached
                    ? file.signed(APPLICATION_JSON)
                    : form(exchange, part(exchange, content, file));
        }
        if (attached && (content == null || content instanceof Map)) {
            return multipart(exchange, content);
        }
        if (content == null) {
            return Body.of(new byte[0], null);
        }
        if (content instanceof Map<?, ?> map) {
            return map.values().stream().anyMatch(Content::isBinary) ? multipart(exchange, content) : written(map);
        }
        return Content.isText(content) || Content.isBinary(content)
                ? Content.of(exchange, content, null).as(mediaType(exchange, APPLICATION_JSON))
                : written(content);
    }

    private Body json(Exchange exchange, @Nullable Object content) {
        Object present = require(content);
        if (Content.isFile(present)) {
            return Content.of(exchange, present, null).signed(APPLICATION_JSON);
        }
        return Content.isText(present) || Content.isBinary(present)
                ? Content.of(exchange, present, null).as(APPLICATION_JSON)
                : written(present);
    }

    private Body raw(Exchange exchange, @Nullable Object content) {
        Content whole = Content.of(exchange, requireContent(content), null);
        return Content.isFile(content) ? whole.as(whole.mediaType(null)) : whole.as(mediaType(exchange, OCTETS));
    }

    private Body base64(Exchange exchange, @Nullable Object content) {
        Body plain = Content.of(exchange, requireContent(content), null).as(null);
        return Body.base64("{" + quoted(inputName(exchange.getMessage())) + ":\"", plain, "\"}");
    }

    private Body multipart(Exchange exchange, @Nullable Object content) {
        if (content == null) {
            return form(exchange);
        }
        if (content instanceof Map<?, ?> fields) {
            return form(
                    exchange,
                    fields.entrySet().stream()
                            .filter(field -> field.getValue() != null)
                            .map(field -> part(exchange, String.valueOf(field.getKey()), field.getValue()))
                            .toArray(Part[]::new));
        }
        Content whole = Content.of(exchange, requireContent(content), fileName(exchange.getMessage()));
        return form(exchange, part(exchange, content, whole));
    }

    private Part part(Exchange exchange, Object content, Content whole) {
        String mediaType = whole.mediaType(Content.isFile(content) ? null : mediaType(exchange, null));
        return new Part(inputName(exchange.getMessage()), whole.name(), whole.as(mediaType));
    }

    /** A file part for what is binary, a plain field for everything else. */
    private static Part part(Exchange exchange, String field, Object value) {
        if (Content.isBinary(value)) {
            boolean named = Content.isFile(value) || value instanceof DataHandler;
            Content content = Content.of(exchange, value, named ? null : field);
            String declared = value instanceof DataHandler data ? data.getContentType() : null;
            return new Part(field, content.name(), content.as(content.mediaType(declared)));
        }
        boolean scalar = Content.isText(value)
                || value instanceof Number
                || value instanceof Boolean
                || value instanceof Enum<?>;
        return new Part(
                field,
                null,
                scalar ? Body.of(value.toString().getBytes(StandardCharsets.UTF_8), null) : written(value));
    }

    /** These parts, and one for each attachment. */
    private Body form(Exchange exchange, Part... own) {
        List<Part> parts = new ArrayList<>(List.of(own));
        attachments(exchange.getMessage()).forEach((name, data) -> parts.add(part(exchange, name, data)));
        if (parts.isEmpty()) {
            require(null);
        }
        return MultipartBody.of(parts, "modelarts-" + UUID.randomUUID());
    }

    private static Body written(Object value) {
        try {
            return Body.of(ObjectJson.MAPPER.writeValueAsBytes(value), APPLICATION_JSON);
        } catch (JsonProcessingException e) {
            throw new ModelArtsRequestException(
                    "The body is a " + value.getClass().getName() + ", which Jackson can't write as JSON: "
                            + e.getOriginalMessage()
                            + ". Transform it into a Map, a JSON text or a file before",
                    e);
        }
    }

    private static String quoted(String text) {
        try {
            return ObjectJson.MAPPER.writeValueAsString(text);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Every text can be written as JSON", e);
        }
    }

    private Object requireContent(@Nullable Object content) {
        Object present = require(content);
        if (!Content.isText(present) && !Content.isBinary(present)) {
            throw new ModelArtsRequestException(
                    "bodyType=" + bodyType + " takes a file, bytes, text or a stream, and the body is a "
                            + present.getClass().getName() + ": convert it before, or use bodyType=AUTO");
        }
        return present;
    }

    private Object require(@Nullable Object content) {
        if (content == null) {
            throw new ModelArtsRequestException("The body is null, and bodyType=" + bodyType
                    + " has nothing to send: set the body" + " before the endpoint, or use httpMethod=GET");
        }
        return content;
    }

    private String inputName(Message message) {
        String chosen = message.getHeader(ModelArtsConstants.INPUT_NAME, String.class);
        return chosen == null ? inputName : chosen;
    }

    private static @Nullable String fileName(Message message) {
        return message.getHeader(ModelArtsConstants.FILE_NAME, String.class);
    }

    private static @Nullable String mediaType(Exchange exchange, @Nullable String otherwise) {
        String given = exchange.getMessage().getHeader(ModelArtsConstants.CONTENT_TYPE, String.class);
        return given == null || given.isBlank() ? otherwise : given;
    }

    private static Map<String, DataHandler> attachments(Message message) {
        AttachmentMessage attached = message.getExchange().getMessage(AttachmentMessage.class);
        return attached.hasAttachments() ? attached.getAttachments() : Map.of();
    }
}
