package io.github.camelmodelarts.local.maas;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Function;

import io.github.camelmodelarts.local.api.AnswerStream;
import io.github.camelmodelarts.local.api.ModelAnswer;

/** Answers requests for chat completions. Thread-safe. */
final class ChatCompletions {

    private final Maas settings;

    ChatCompletions(Maas settings) {
        this.settings = settings;
    }

    /** Answers a request. */
    ModelAnswer answer(byte[] body, String id, Instant now, String spanId) throws MaasException {
        ChatRequest request = ChatRequestReader.read(body);
        settings.require(Maas.Kind.CHAT, request.model());
        if (settings.refusesPrompt(request)) {
            throw new MaasException(MaasError.MODERATED);
        }
        settings.tokenLimit().admit();
        Completion completion = Completion.of(request, settings.plannedAnswer());
        settings.tokenLimit().use(completion.promptTokens());
        ChatAnswer answer = new ChatAnswer("chat-" + id, now.getEpochSecond(), request, completion);
        if (request.stream()) {
            return ModelAnswer.events(stream(answer, spanId));
        }
        settings.generated(completion.tokens());
        if (settings.firstRefused(completion.text()) >= 0) {
            throw new MaasException(MaasError.MODERATED);
        }
        return ModelAnswer.json(answer.whole());
    }

    private AnswerStream stream(ChatAnswer answer, String spanId) {
        Completion completion = answer.completion();
        int moderatedAt = settings.firstRefused(completion.text());
        List<String> content = moderatedAt < 0 ? completion.content() : before(moderatedAt, completion.content());
        AnswerStream tokens = AnswerStream.events(answer.begin())
                .then(AnswerStream.events(generated(completion.reasoning(), answer::reasoning)))
                .then(AnswerStream.events(generated(content, answer::content)))
                .every(settings.tokenPause());
        if (moderatedAt >= 0) {
            return tokens.event(Json.text(MaasError.MODERATED.body(MaasError.MODERATED.message(), spanId)));
        }
        AnswerStream finished = tokens.event(answer.finish());
        return (answer.request().usageAtEnd() ? finished.event(answer.usageAtEnd()) : finished).done();
    }

    /** The chunks of the tokens. Each is counted when it is taken, that is when the one before it was sent. */
    private Iterable<String> generated(List<String> tokens, Function<String, String> chunk) {
        return () -> {
            Iterator<String> each = tokens.iterator();
            return new Iterator<>() {
                @Override
                public boolean hasNext() {
                    return each.hasNext();
                }

                @Override
                public String next() {
                    String token = each.next();
                    settings.generated(1);
                    return chunk.apply(token);
                }
            };
        };
    }

    /** The tokens that end before a place in the text. */
    private static List<String> before(int place, List<String> tokens) {
        List<String> before = new ArrayList<>();
        int at = 0;
        for (String token : tokens) {
            at += token.length();
            if (at > place) {
                break;
            }
            before.add(token);
        }
        return before;
    }
}
