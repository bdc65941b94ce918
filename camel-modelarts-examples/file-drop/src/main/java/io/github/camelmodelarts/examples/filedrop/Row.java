package io.github.camelmodelarts.examples.filedrop;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/** The result of one service for a file: a line of the closing table. If it failed, {@code best} is the reason. */
record Row(
        String file,
        String service,
        Outcome outcome,
        String best,
        @Nullable Double score,
        @Nullable Duration time) {

    /** How the call ended. */
    enum Outcome {
        PREDICTED("predicted"),
        FAILED("failed"),
        /** The file is not in the folder where it should be; the run itself has failed. */
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
