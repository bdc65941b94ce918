package org.example;

import java.io.File;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.model.dataformat.JsonLibrary;
import org.apache.camel.support.processor.idempotent.FileIdempotentRepository;

import io.github.camelmodelarts.api.ModelArtsOperationFailedException;
import io.github.camelmodelarts.api.result.ChatCompletion;

/** Classifies each line of a text file, and stops when a budget of tokens is used up. A line that is done is not sent again. */
public final class ClassifyLines extends RouteBuilder {

    private static final Set<String> LABELS = Set.of("positive", "negative", "neutral");
    private static final String TASK =
            "Classify the text of the user as positive, negative or neutral. Answer with this word only.";

    private final TokenBudget budget;
    private final File done;

    /** @param done a file that remembers which lines are done, also after a restart */
    public ClassifyLines(TokenBudget budget, File done) {
        this.budget = budget;
        this.done = done;
    }

    @Override
    public void configure() {
        onException(TokenBudget.UsedUpException.class).logStackTrace(false);

        from("file:{{lines.in}}?include=.*[.]txt&charset=UTF-8&readLock=changed&readLockMinLength=0&sortBy=file:name"
                        + "&moveFailed=rest/${date:now:yyyyMMdd-HHmmssSSS}/${file:name}")
                .routeId("classify-lines")
                .split(body().regexTokenize("\\R"))
                .streaming()
                .stopOnException()
                .setBody(exchange -> exchange.getMessage()
                        .getBody(String.class)
                        .replace("\uFEFF", "")
                        .strip())
                .filter(body().isNotEqualTo(""))
                .idempotentConsumer(
                        simple("${file:name} ${file:modified} ${exchangeProperty.CamelSplitIndex} ${hash(${body})}"))
                .idempotentRepository(FileIdempotentRepository.fileIdempotentRepository(done, 10_000, Long.MAX_VALUE))
                .eager(false)
                .setVariable("line", body())
                .bean(budget, "check")
                .doTry()
                .setBody(ClassifyLines::request)
                .to("modelarts:predict?address={{maas.endpoint}}/v2/chat/completions&authType=API_KEY")
                .bean(budget, "use")
                .bean(ChatCompletion.class, "parse")
                .setBody(ClassifyLines::label)
                // the model will never accept this line: write the reason, and go on with the next one
                .doCatch(ModelArtsOperationFailedException.class)
                .onWhen(exchangeProperty("CamelAiErrorCategory").isEqualTo("VALIDATION"))
                .setBody(exchange -> result(exchange, "error", "The model rejected the line"))
                .end()
                .marshal()
                .json(JsonLibrary.Jackson)
                .to("file:{{lines.out}}?fileName=${file:name}.jsonl&fileExist=Append&appendChars=\\n");
    }

    private static Object request(Exchange exchange) {
        String line = exchange.getMessage().getBody(String.class);
        return Map.of(
                "model", exchange.getContext().resolvePropertyPlaceholders("{{chat.model}}"),
                "messages",
                        List.of(
                                Map.of("role", "system", "content", TASK),
                                // the local model knows the task by this word; other models need only the line
                                Map.of("role", "user", "content", "classify: " + line)),
                "max_tokens", 5);
    }

    private static Object label(Exchange exchange) {
        String answer = exchange.getMessage()
                .getBody(ChatCompletion.class)
                .text()
                .strip()
                .toLowerCase(Locale.ROOT);
        return LABELS.contains(answer)
                ? result(exchange, "label", answer)
                : result(exchange, "error", "The answer is none of the labels");
    }

    private static Object result(Exchange exchange, String name, String value) {
        return Map.of("line", exchange.getVariable("line", String.class), name, value);
    }
}
