package io.github.camelmodelarts.local.maas;

import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/**
 * A valid request for a chat completion.
 *
 * @param messages at least one
 * @param maxTokens the maximum number of tokens of the answer
 * @param stops texts before which the answer ends
 * @param seed the seed, 0 by default
 * @param schema the JSON schema of the answer, or null if the answer is a text
 * @param thinking whether the answer has a reasoning
 * @param stream whether the answer is sent in chunks
 * @param usageAtEnd whether a last chunk has the usage
 */
record ChatRequest(
        String model,
        List<Message> messages,
        int maxTokens,
        List<String> stops,
        long seed,
        @Nullable JsonNode schema,
        boolean thinking,
        boolean stream,
        boolean usageAtEnd) {

    /**
     * A message.
     *
     * @param role system, user or assistant
     * @param pictures what is known of its pictures
     * @param prefix whether the answer continues it
     */
    record Message(String role, String content, List<String> pictures, boolean prefix) {}

    /** The last message of the user, or an empty one. */
    Message question() {
        for (int i = messages.size() - 1; i >= 0; i--) {
            if (messages.get(i).role().equals("user")) {
                return messages.get(i);
            }
        }
        return new Message("user", "", List.of(), false);
    }

    /** The text that the answer continues, or an empty text. */
    String prefix() {
        Message last = messages.get(messages.size() - 1);
        return last.prefix() ? last.content() : "";
    }

    /** The tokens of all messages, one for the role of each, and {@link Tokens#OF_PICTURE} for each picture. */
    int promptTokens() {
        return messages.stream()
                .mapToInt(message -> 1
                        + Tokens.count(message.content())
                        + Tokens.OF_PICTURE * message.pictures().size())
                .sum();
    }
}
