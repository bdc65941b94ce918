package io.github.camelmodelarts.call;

import java.util.Map;

import org.jspecify.annotations.Nullable;

/** The paths of language models, as the APIs of OpenAI, MaaS and vLLM have them. Stateless. */
public final class LanguageModelPaths {

    /** The end of the path, and the name of the operation in OpenTelemetry's conventions. */
    private static final Map<String, String> OPERATIONS =
            Map.of("/chat/completions", "chat", "/embeddings", "embeddings", "/rerank", "rerank");

    private LanguageModelPaths() {}

    /**
     * The operation of a path.
     *
     * @param path may have a query
     * @return {@code chat}, {@code embeddings}, {@code rerank}, or null for another path
     */
    public static @Nullable String operation(@Nullable String path) {
        if (path == null) {
            return null;
        }
        int query = path.indexOf('?');
        int length = query < 0 ? path.length() : query;
        for (Map.Entry<String, String> known : OPERATIONS.entrySet()) {
            if (path.startsWith(known.getKey(), length - known.getKey().length())) {
                return known.getValue();
            }
        }
        return null;
    }
}
