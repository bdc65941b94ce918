package io.github.camelmodelarts.local.maas;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;

import io.github.camelmodelarts.local.api.Model;
import io.github.camelmodelarts.local.api.ModelAnswer;
import io.github.camelmodelarts.local.api.ModelRequest;
import io.github.camelmodelarts.local.text.SecretText;

/**
 * A language model as a service of your own, with the API of OpenAI below the address of the service: {@code POST /v1/chat/completions},
 * the same at {@code /v1/sse} (ModelArts documentation, "Accessing a real-time service through SSE"), and {@code GET /v1/models}. It
 * answers like the models of {@link Maas}, by fixed rules. The gateway accepts requests with all schemes; this model checks none. Errors
 * have the shape of vLLM. Thread-safe.
 *
 * <pre>{@code
 * modelArts.addService("chat", new ChatModel().tokenPause(Duration.ofMillis(50)));
 * // send to modelArts.address("chat") + "/v1/chat/completions"
 * }</pre>
 */
public final class ChatModel implements Model {

    private static final Set<String> CHAT = Set.of("/v1/chat/completions", "/v1/sse");
    private static final String MODELS = "/v1/models";

    private final Maas settings = new Maas(Clock.systemUTC());
    private final ChatCompletions completions = new ChatCompletions(settings);
    private final Instant created = Instant.now();

    /** Creates the model {@link Maas#MODEL}, without a pause. */
    public ChatModel() {}

    /**
     * Pauses after each chunk of a stream, in real time.
     *
     * @throws IllegalArgumentException if {@code pause} is negative
     */
    public ChatModel tokenPause(Duration pause) {
        settings.tokenPause(pause);
        return this;
    }

    /** Gives the next answers these texts, in this order, instead of those of the rules. */
    public ChatModel answerNext(String... texts) {
        settings.answerNext(texts);
        return this;
    }

    /** The number of tokens that all answers together have. It stops when the client of a stream leaves. */
    public long tokensGenerated() {
        return settings.tokensGenerated();
    }

    @Override
    public ModelAnswer predict(ModelRequest request) throws IOException {
        boolean chat = CHAT.contains(request.path());
        if (!chat && !request.path().equals(MODELS)) {
            return failure(404, "NotFoundError", "Not Found");
        }
        if (!request.method().equals(chat ? "POST" : "GET")) {
            return ModelAnswer.of(405, "application/json", MaasError.methodNotAllowed());
        }
        if (!chat) {
            return ModelAnswer.json(ModelList.of(List.of(Maas.MODEL), created));
        }
        String id = SecretText.hex(16);
        try {
            return completions.answer(request.body().readAllBytes(), id, Instant.now(), id);
        } catch (MaasException e) {
            return failure(e.error().status(), typeOf(e.error()), e.text());
        }
    }

    private static String typeOf(MaasError error) {
        return error == MaasError.NO_SUCH_MODEL ? "NotFoundError" : "BadRequestError";
    }

    private static ModelAnswer failure(int status, String type, String message) {
        return ModelAnswer.of(status, "application/json", Json.bytes(MaasError.vllmBody(status, type, message)));
    }
}
