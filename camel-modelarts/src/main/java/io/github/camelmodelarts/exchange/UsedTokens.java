package io.github.camelmodelarts.exchange;

import java.io.IOException;
import java.util.regex.Pattern;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.api.ModelArtsConstants;
import io.github.camelmodelarts.api.ServiceResponse;
import io.github.camelmodelarts.api.result.TokenUsage;
import io.github.camelmodelarts.call.CallListener;
import io.github.camelmodelarts.call.LanguageModelPaths;
import io.github.camelmodelarts.client.Target;
import io.github.camelmodelarts.text.PlainJson;

/**
 * How many tokens a language model used, and which model, as the response says. Responses of other predictions are not read: their JSON can
 * be large, and a field {@code usage} in it can mean anything.
 */
record UsedTokens(@Nullable String model, TokenUsage usage) {

    private static final String FIELD = "usage";
    private static final Pattern COUNTED = Pattern.compile("\"" + FIELD + "\"\\s*:\\s*\\{");

    /** In bytes: a larger response is not parsed. */
    private static final int LARGEST = 4 << 20;

    /** Whether the path is one of an OpenAI-compatible service of a language model. */
    static boolean isCountedAt(Target target) {
        String path = target.address() == null
                ? target.path()
                : target.address().uri().getRawPath();
        return LanguageModelPaths.operation(path) != null;
    }

    /** Returns null if the response does not say it, is no JSON or is too large. */
    static @Nullable UsedTokens in(ServiceResponse response) {
        byte[] body = response.body();
        if (body.length > LARGEST) {
            return null;
        }
        try (JsonParser json = PlainJson.MAPPER.createParser(body)) {
            return in(json);
        } catch (IOException e) {
            return null;
        }
    }

    /** Returns null if the event does not say it. */
    static @Nullable UsedTokens in(String data) {
        if (!COUNTED.matcher(data).find()) {
            return null;
        }
        try (JsonParser json = PlainJson.MAPPER.createParser(data)) {
            return in(json);
        } catch (IOException e) {
            return null;
        }
    }

    private static @Nullable UsedTokens in(JsonParser json) throws IOException {
        if (json.nextToken() != JsonToken.START_OBJECT) {
            return null;
        }
        String model = null;
        for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
            json.nextToken();
            if (name.equals(FIELD) && json.currentToken() == JsonToken.START_OBJECT) {
                JsonNode usage = PlainJson.MAPPER.readTree(json);
                TokenUsage used =
                        TokenUsage.of(JsonNodeFactory.instance.objectNode().set(FIELD, usage));
                return used == null ? null : new UsedTokens(model, used);
            } else if (name.equals("model") && json.currentToken() == JsonToken.VALUE_STRING) {
                model = json.getText();
            }
            json.skipChildren();
        }
        return null;
    }

    /** Sets the properties of an exchange. */
    void tell(Exchange exchange) {
        exchange.setProperty(ModelArtsConstants.INPUT_TOKENS_PROPERTY, usage.inputTokens());
        exchange.setProperty(ModelArtsConstants.OUTPUT_TOKENS_PROPERTY, usage.outputTokens());
    }

    /** Tells the listener of the call. */
    void tell(CallListener listener) {
        listener.tokensUsed(model, usage.inputTokens(), usage.outputTokens());
    }

    static void forget(Exchange exchange) {
        exchange.removeProperty(ModelArtsConstants.INPUT_TOKENS_PROPERTY);
        exchange.removeProperty(ModelArtsConstants.OUTPUT_TOKENS_PROPERTY);
    }
}
