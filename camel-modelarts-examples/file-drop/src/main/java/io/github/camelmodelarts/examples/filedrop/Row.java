package io.github.camelmodelarts.examples.filedrop;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/** What became of a file at a service: a line of the closing table. {@code best} is the reason if there is no prediction. */
record Row(
        String file,
        String service,
        Outcome outcome,
        String best,
        @Nullable Double score,
        @Nullable Duration time) {

    /** How it ended. */
    enum Outcome {
        PREDICTED("predicted"),
        SET_ASIDE("set aside"),
        /** The file is not where it belongs; the run has broken. */
        LOST("LOST");

        private final String text;

        Outcome(String text) {
            this.text = text;
        }

        @Override
        public String toString() {
            return text;
        }
    }
}
