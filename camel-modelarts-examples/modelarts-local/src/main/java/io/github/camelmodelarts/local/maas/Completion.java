package io.github.camelmodelarts.local.maas;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * The answer to one request, before it is sent.
 *
 * @param reasoning the tokens of the reasoning; empty without one
 * @param content the tokens of the answer
 * @param finishReason {@code stop} or {@code length}
 * @param stopReason the text of {@code stop} that ended the answer, or null
 * @param promptTokens the tokens of the request
 */
record Completion(
        List<String> reasoning,
        List<String> content,
        String finishReason,
        @Nullable String stopReason,
        int promptTokens) {

    /**
     * The answer of {@link RuleModel}, shortened to what the request allows.
     *
     * @param planned the text of the answer instead, or null
     */
    static Completion of(ChatRequest request, @Nullable String planned) throws MaasException {
        ChatRequest.Message question = request.question();
        RuleModel.Answer answer = RuleModel.answer(question.content(), question.pictures(), request.seed());
        String text = planned == null ? written(request, question.content(), answer.text()) : planned;
        if (text.startsWith(request.prefix())) {
            text = text.substring(request.prefix().length());
        }
        String stop = null;
        int end = text.length();
        for (String candidate : request.stops()) {
            int at = text.indexOf(candidate);
            if (at >= 0 && at < end) {
                end = at;
                stop = candidate;
            }
        }
        List<String> reasoning =
                request.thinking() ? Tokens.of("The rule \"" + answer.rule() + "\" fits the question.") : List.of();
        List<String> content = Tokens.of(text.substring(0, end));
        int max = request.maxTokens();
        if (reasoning.size() + content.size() <= max) {
            return new Completion(reasoning, content, "stop", stop, request.promptTokens());
        }
        int thought = Math.min(max, reasoning.size());
        return new Completion(
                reasoning.subList(0, thought),
                content.subList(0, max - thought),
                "length",
                null,
                request.promptTokens());
    }

    private static String written(ChatRequest request, String question, String answer) throws MaasException {
        return request.schema() == null ? answer : SchemaAnswer.of(request.schema(), question, answer);
    }

    String text() {
        return String.join("", content);
    }

    /** The number of tokens of reasoning and answer. */
    int tokens() {
        return reasoning.size() + content.size();
    }
}
