package io.github.camelmodelarts.local.maas;

import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
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
public final class MaasHandler implements CallHandler {

    /** The prefixes of the paths of MaaS. Paths of other APIs can have the same ones. */
    public static final List<String> PREFIXES =
            List.of("/v1/chat/", "/v2/chat/", "/openai/v1/chat/", "/v1/models", "/v2/models", "/openai/v1/models");

    private static final Set<String> CHAT =
            Set.of("/v1/chat/completions", "/v2/chat/completions", "/openai/v1/chat/completions");
    private static final Set<String> MODELS = Set.of("/v1/models", "/v2/models", "/openai/v1/models");

    private static final Logger LOG = LoggerFactory.getLogger(MaasHandler.class);
    private static final String BEARER = "Bearer ";
    private static final int MAX_SPAN_ID = 64;
    private static final long MAX_BODY = 12L << 20;

    private final Maas settings;
    private final ChatCompletions completions;
    private final Credentials credentials;
    private final Instant started;
    private final CallHandler others;

    /**
     * Accepts the API key of these credentials.
     *
     * @param others handles calls of paths that MaaS does not have
     */
    public MaasHandler(Credentials credentials, Clock clock, CallHandler others) {
        this.credentials = credentials;
        this.others = others;
        started = clock.instant();
        settings = new Maas(clock);
        completions = new ChatCompletions(settings);
    }

    /** The settings. */
    public Maas settings() {
        return settings;
    }

    @Override
    public void handle(Call call) {
        String path = call.head().path();
        boolean chat = CHAT.contains(path);
        if (!chat && !MODELS.contains(path)) {
            others.handle(call);
            return;
        }
        call.leadsTo("maas", MAX_BODY);
        if (call.head().method().equals(chat ? "POST" : "GET")) {
            call.onWorker(() -> serve(call, chat));
        } else {
            Answers.send(
                    call, Failure.answer(405, "application/json", Json.bytes(Map.of("detail", "Method Not Allowed"))));
        }
    }

    private void serve(Call call, boolean chat) {
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
            ModelAnswer answer = chat
                    ? completions.answer(body, call.requestId(), call.arrival(), spanId)
                    : ModelAnswer.json(models());
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

    private Map<String, Object> models() {
        List<Map<String, Object>> data =
                settings.models().stream().map(this::model).toList();
        Map<String, Object> list = new LinkedHashMap<>();
        list.put("object", "list");
        list.put("data", data);
        return list;
    }

    private Map<String, Object> model(String id) {
        Map<String, Object> model = new LinkedHashMap<>();
        model.put("id", id);
        model.put("object", "model");
        model.put("created", started.getEpochSecond());
        model.put("owned_by", "modelarts-local");
        return model;
    }
}
