package io.github.camelmodelarts.local.maas;

import java.util.List;

/**
 * A valid request for a chat completion.
 *
 * @param messages at least one
 * @param maxTokens the maximum number of tokens of the answer
 * @param stops texts before which the answer ends
 * @param seed the seed, 0 by default
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
        boolean thinking,
        boolean stream,
        boolean usageAtEnd) {

    /**
     * A message.
     *
     * @param role system, user or assistant
     * @param prefix whether the answer continues it
     */
    record Message(String role, String content, boolean prefix) {}

    /** The text of the last message of the user, or an empty text. */
    String question() {
        for (int i = messages.size() - 1; i >= 0; i--) {
            if (messages.get(i).role().equals("user")) {
                return messages.get(i).content();
            }
        }
        return "";
    }

    /** The text that the answer continues, or an empty text. */
    String prefix() {
        Message last = messages.get(messages.size() - 1);
        return last.prefix() ? last.content() : "";
    }

    /** The tokens of all messages, and one for the role of each. */
    int promptTokens() {
        return messages.stream()
                .mapToInt(message -> 1 + Tokens.count(message.content()))
                .sum();
    }
}
