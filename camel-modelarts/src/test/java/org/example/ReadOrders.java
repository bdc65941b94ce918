package org.example;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import com.networknt.schema.ValidationMessage;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;

import io.github.camelmodelarts.api.result.ChatCompletion;

/** Reads an order from a mail: the answer is JSON that is checked with a schema. After a wrong answer the model gets one more turn. */
public final class ReadOrders extends RouteBuilder {

    /** Reads one value, which must not be followed by another text. */
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private static final String SCHEMA = """
            {
              "type": "object",
              "properties": {
                "article": {"type": "string", "enum": ["chair", "table", "lamp"]},
                "quantity": {"type": "integer", "minimum": 1}
              },
              "required": ["article", "quantity"],
              "additionalProperties": false
            }
            """;

    /** The model did not write an order. */
    public static final class WrongAnswerException extends Exception {
        private static final long serialVersionUID = 1;

        WrongAnswerException(String message) {
            super(message);
        }
    }

    private final JsonNode schema;
    private final JsonSchema check;

    public ReadOrders() throws Exception {
        schema = JSON.readTree(SCHEMA);
        check = JsonSchemaFactory.getInstance(VersionFlag.V202012).getSchema(schema);
    }

    @Override
    public void configure() {
        from("direct:order")
                .routeId("read-order")
                .process(exchange -> exchange.setVariable("messages", messages(exchange)))
                .doTry()
                .to("direct:ask-for-order")
                .doCatch(WrongAnswerException.class)
                .process(exchange -> exchange.setVariable("messages", withRepair(exchange)))
                .to("direct:ask-for-order")
                .end();

        from("direct:ask-for-order")
                .routeId("ask-for-order")
                .errorHandler(noErrorHandler())
                .setBody(this::request)
                .to("modelarts:predict?address={{maas.endpoint}}/v2/chat/completions&authType=API_KEY")
                .bean(ChatCompletion.class, "parse")
                .setBody(simple("${body.text}"))
                .setVariable("answer", body())
                .process(this::check);
    }

    private Object messages(Exchange exchange) {
        return List.of(
                message("system", "Read the order from the mail. Answer with JSON that follows this schema: " + schema),
                message("user", exchange.getMessage().getBody(String.class)));
    }

    private Object request(Exchange exchange) {
        return Map.of(
                "model",
                exchange.getContext().resolvePropertyPlaceholders("{{chat.model}}"),
                "messages",
                exchange.getVariable("messages"),
                "response_format",
                Map.of(
                        "type",
                        "json_schema",
                        "json_schema",
                        Map.of("name", "order", "strict", true, "schema", schema)));
    }

    /** Leaves the JSON as the body. */
    private void check(Exchange exchange) throws WrongAnswerException {
        // some models put JSON between two lines with backticks
        String answer = exchange.getMessage().getBody(String.class).strip().replaceAll("^`{3}(json)?\\R|\\R`{3}$", "");
        if (answer.isEmpty()) {
            throw new WrongAnswerException("The answer is empty");
        }
        try {
            String wrong = check.validate(JSON.readTree(answer)).stream()
                    .map(ValidationMessage::getMessage)
                    .collect(Collectors.joining("; "));
            if (!wrong.isEmpty()) {
                throw new WrongAnswerException(wrong);
            }
        } catch (JsonProcessingException e) {
            throw new WrongAnswerException("It is not JSON, or more than JSON");
        }
        exchange.getMessage().setBody(answer);
    }

    /** The conversation, with the wrong answer and what is wrong with it. */
    private static Object withRepair(Exchange exchange) {
        Exception wrong = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class);
        List<?> before = exchange.getVariable("messages", List.class);
        List<Object> messages = new ArrayList<>(before);
        messages.add(message("assistant", exchange.getVariable("answer", String.class)));
        messages.add(
                message("user", "This answer is wrong: " + wrong.getMessage() + ". Answer again, with the JSON only."));
        return messages;
    }

    private static Map<String, String> message(String role, String content) {
        return Map.of("role", role, "content", content);
    }
}
