package io.github.camelmodelarts.local.iam;

import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;

/** Masks the passwords and tokens in the recorded requests to IAM. */
final class SecretMask {

    /** The replacement for a secret. */
    static final String MASK = "******";

    private static final JsonMapper JSON = new JsonMapper();

    private static final Set<String> SECRET = Set.of("password", "passcode", "secret");

    private SecretMask() {}

    /** Returns the body, which is JSON, with all secrets masked; an empty array if it is not complete JSON. */
    static byte[] mask(byte[] body) {
        try {
            JsonNode json = JSON.readTree(body);
            mask(json);
            return json.isMissingNode() ? new byte[0] : JSON.writeValueAsBytes(json);
        } catch (IOException e) {
            return new byte[0];
        }
    }

    private static void mask(JsonNode node) {
        if (node instanceof ObjectNode object) {
            for (Map.Entry<String, JsonNode> field : object.properties()) {
                String name = field.getKey().toLowerCase(Locale.ROOT);
                // the method "password" has an object with this name, which contains the password
                if (SECRET.contains(name) && !field.getValue().isObject()) {
                    field.setValue(object.textNode(MASK));
                }
                if (name.equals("token")) {
                    field.setValue(maskedToken(field.getValue()));
                }
            }
        }
        node.forEach(SecretMask::mask);
    }

    /** The method "token" has an object with this name; its {@code id} is the token. */
    private static JsonNode maskedToken(JsonNode token) {
        if (!(token instanceof ObjectNode object)) {
            return TextNode.valueOf(MASK);
        }
        for (Map.Entry<String, JsonNode> field : object.properties()) {
            if (!field.getValue().isNumber()) {
                field.setValue(object.textNode(MASK));
            }
        }
        return object;
    }
}
