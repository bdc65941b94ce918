package io.github.camelmodelarts.exchange;

import java.io.IOException;
import java.util.List;
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
import io.github.camelmodelarts.client.Target;
import io.github.camelmodelarts.text.PlainJson;

/**
 * Finds how many tokens a language model used, and tells it to an exchange. Other predictions are not looked at: their JSON can be
 * large, and a field {@code usage} in it can mean anything.
 */
final class UsedTokens {

    private static final List<String> PATHS = List.of("/chat/completions", "/embeddings", "/rerank");

    private static final String FIELD = "usage";
    private static final Pattern COUNTED = Pattern.compile("\"" + FIELD + "\"\\s*:\\s*\\{");

    /** In bytes: a larger response is not parsed. */
    private static final int LARGEST = 4 << 20;

    private UsedTokens() {}

    /** Whether the path is one of an OpenAI-compatible service of a language model. */
    static boolean isCountedAt(Target target) {
        String path = target.address() == null
                ? target.path()
                : target.address().uri().getRawPath();
        if (path == null) {
            return false;
        }
        int query = path.indexOf('?');
        for (String end : PATHS) {
            if (query < 0 ? path.endsWith(end) : path.startsWith(end, query - end.length())) {
                return true;
            }
        }
        return false;
    }

    /** Returns null if the response does not say it, is no JSON or is too large. */
    static @Nullable TokenUsage in(ServiceResponse response) {
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
    static @Nullable TokenUsage in(String data) {
        if (!COUNTED.matcher(data).find()) {
            return null;
        }
        try (JsonParser json = PlainJson.MAPPER.createParser(data)) {
            return in(json);
        } catch (IOException e) {
            return null;
        }
    }

    private static @Nullable TokenUsage in(JsonParser json) throws IOException {
        if (json.nextToken() != JsonToken.START_OBJECT) {
            return null;
        }
        for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
            json.nextToken();
            if (name.equals(FIELD) && json.currentToken() == JsonToken.START_OBJECT) {
                JsonNode usage = PlainJson.MAPPER.readTree(json);
                return TokenUsage.of(JsonNodeFactory.instance.objectNode().set(FIELD, usage));
            }
            json.skipChildren();
        }
        return null;
    }

    static void tell(Exchange exchange, @Nullable TokenUsage usage) {
        if (usage != null) {
            exchange.setProperty(ModelArtsConstants.INPUT_TOKENS_PROPERTY, usage.inputTokens());
            exchange.setProperty(ModelArtsConstants.OUTPUT_TOKENS_PROPERTY, usage.outputTokens());
        }
    }

    static void forget(Exchange exchange) {
        exchange.removeProperty(ModelArtsConstants.INPUT_TOKENS_PROPERTY);
        exchange.removeProperty(ModelArtsConstants.OUTPUT_TOKENS_PROPERTY);
    }
}
