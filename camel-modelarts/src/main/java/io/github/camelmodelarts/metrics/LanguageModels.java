package io.github.camelmodelarts.metrics;

import io.micrometer.core.instrument.Timer;

/** The meters of language models. Their names are OpenTelemetry's and those of Camel's AI components. */
final class LanguageModels {

    private static final String OPERATION = "gen_ai.operation.name";
    private static final String SYSTEM = "gen_ai.system";
    private static final String THIS_SYSTEM = "modelarts";

    private LanguageModels() {}

    static Timer timer(Meters meters, String operation, Outcome outcome) {
        return meters.timer(
                "gen_ai.client.operation",
                "Calls of language models, from the start until nothing more arrives",
                OPERATION,
                operation,
                SYSTEM,
                THIS_SYSTEM,
                "error.type",
                outcome.equals(Outcome.SUCCESS) ? "none" : outcome.name());
    }

    static void count(Meters meters, String model, long input, long output) {
        count(meters, model, "input", input);
        count(meters, model, "output", output);
    }

    private static void count(Meters meters, String model, String type, long tokens) {
        meters.counter(
                        "gen_ai.client.token.usage",
                        "Tokens that language models have read and written",
                        "gen_ai.token.type",
                        type,
                        SYSTEM,
                        THIS_SYSTEM,
                        "gen_ai.response.model",
                        model)
                .increment((double) tokens);
    }
}
