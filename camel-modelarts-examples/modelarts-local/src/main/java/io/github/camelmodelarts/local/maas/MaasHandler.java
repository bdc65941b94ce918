package io.github.camelmodelarts.local.maas;

import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.camelmodelarts.local.api.Credentials;
import io.github.camelmodelarts.local.api.Failure;
import io.github.camelmodelarts.local.api.ModelAnswer;
import io.github.camelmodelarts.local.api.Refusals;
import io.github.camelmodelarts.local.api.Scheme;
import io.github.camelmodelarts.local.call.Answers;
import io.github.camelmodelarts.local.call.Call;
import io.github.camelmodelarts.local.call.CallHandler;
import io.github.camelmodelarts.local.call.RefusedException;
import io.github.camelmodelarts.local.call.RequestBody;
import io.github.camelmodelarts.local.gateway.StreamedAnswer;
import io.github.camelmodelarts.local.text.SecretText;

/** Handles calls of MaaS: authenticates, limits, and answers. Calls of other paths are passed on. */
public final class MaasHandler implements CallHandler, AutoCloseable {

    /** The prefixes of the paths of MaaS. Paths of other APIs can have the same ones. */
    public static final List<String> PREFIXES = List.of(
            "/v1/chat/",
            "/v2/chat/",
            "/openai/v1/chat/",
            "/v1/models",
            "/v2/models",
            "/openai/v1/models",
            "/v1/embeddings",
            "/openai/v1/embeddings",
            "/v1/rerank");

    private static final Set<String> CHAT =
            Set.of("/v1/chat/completions", "/v2/chat/completions", "/openai/v1/chat/completions");
    private static final Set<String> MODELS = Set.of("/v1/models", "/v2/models", "/openai/v1/models");
    private static final Set<String> EMBEDDINGS = Set.of("/v1/embeddings", "/openai/v1/embeddings");
    private static final Set<String> RERANK = Set.of("/v1/rerank");

    private static final Logger LOG = LoggerFactory.getLogger(MaasHandler.class);
    private static final String BEARER = "Bearer ";
    private static final int MAX_SPAN_ID = 64;
    /** Enough for a picture of 10 MB in Base64. The limit of MaaS is not documented. */
    private static final long MAX_BODY = 16L << 20;

    private final Maas settings;
    private final Map<String, Operation> operations = new HashMap<>();
    private final Embeddings embeddings;
    private final Credentials credentials;
    private final CallHandler others;

    /**
     * Accepts the API key of these credentials.
     *
     * @param others handles calls of paths that MaaS does not have
     */
    public MaasHandler(Credentials credentials, Clock clock, CallHandler others) {
        this.credentials = credentials;
        this.others = others;
        settings = new Maas(clock);
        embeddings = new Embeddings(settings);
        ChatCompletions completions = new ChatCompletions(settings);
        Instant started = clock.instant();
        addOperation(
                CHAT,
                "POST",
                (call, body, spanId) -> completions.answer(body, call.requestId(), call.arrival(), spanId));
        addOperation(MODELS, "GET", (call, body, spanId) -> ModelAnswer.json(ModelList.of(settings.models(), started)));
        addOperation(
                EMBEDDINGS, "POST", (call, body, spanId) -> embeddings.embed(body, call.requestId(), call.arrival()));
        addOperation(RERANK, "POST", (call, body, spanId) -> embeddings.rerank(body, call.requestId()));
    }

    private record Operation(String method, Answering answering) {}

    private interface Answering {
        ModelAnswer answer(Call call, byte[] body, String spanId) throws MaasException;
    }

    private void addOperation(Set<String> paths, String method, Answering answering) {
        paths.forEach(path -> operations.put(path, new Operation(method, answering)));
    }

    /** The settings. */
    public Maas settings() {
        return settings;
    }

    /** Releases the memory of the model for embeddings, after the requests in progress. */
    @Override
    public void close() {
        embeddings.close();
    }

    @Override
    public void handle(Call call) {
        Operation operation = operations.get(call.head().path());
        if (operation == null) {
            others.handle(call);
            return;
        }
        call.leadsTo("maas", MAX_BODY);
        if (call.head().method().equals(operation.method())) {
            call.onWorker(() -> serve(call, operation.answering()));
        } else {
            Answers.send(call, Failure.answer(405, "application/json", MaasError.methodNotAllowed()));
        }
    }

    private void serve(Call call, Answering answering) {
        String spanId = spanId(call);
        try {
            byte[] body = call.body().whole();
            authenticate(call);
            Failure planned = settings.disturbance().nextFailure();
            if (planned != null) {
                refuse(call, planned);
                return;
            }
            settings.disturbance().admit();
            ModelAnswer answer = answering.answer(call, body, spanId);
            Answers.later(
                    call, settings.disturbance().delay(), () -> StreamedAnswer.send(call, answer, settings.streams()));
        } catch (MaasException e) {
            refuse(call, e.error().failure(e.text(), spanId));
        } catch (RefusedException e) {
            refuse(call, e.answer());
        } catch (RequestBody.TooLargeException e) {
            Answers.send(call, Refusals.bodyTooLarge());
        } catch (IOException e) {
            LOG.debug("The client of {} closed the connection before the end of its request", call.requestId(), e);
            Answers.cut(call);
        } catch (RuntimeException | Error e) {
            LOG.error("MaaS failed with an internal error on {}", call.requestId(), e);
            Answers.send(call, Refusals.internalError());
        }
    }

    private void refuse(Call call, Failure failure) {
        LOG.debug("MaaS rejected {} with {}", call.requestId(), failure);
        Answers.later(call, settings.disturbance().delay(), () -> Answers.send(call, failure));
    }

    private void authenticate(Call call) throws MaasException {
        String authorization = call.head().header("Authorization");
        if (authorization == null || !authorization.startsWith(BEARER)) {
            throw new MaasException(MaasError.NO_BEARER);
        }
        String key = authorization.substring(BEARER.length()).trim();
        if (!SecretText.isSame(credentials.apiKey(), key)) {
            throw new MaasException(MaasError.BAD_KEY);
        }
        call.provedBy(Scheme.API_KEY);
    }

    /** The span id of the client, if it has one of at most 64 characters, otherwise the id of the request. */
    private static String spanId(Call call) {
        String sent = call.head().header("x-span-id");
        return sent == null || sent.length() > MAX_SPAN_ID ? call.requestId() : sent;
    }
}
