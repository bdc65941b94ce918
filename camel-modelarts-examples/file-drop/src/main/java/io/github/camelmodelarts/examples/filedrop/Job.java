package io.github.camelmodelarts.examples.filedrop;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;

/**
 * The state of a file in progress. It is a property of the exchange, which is processed by different threads, but never by two at the
 * same time.
 */
final class Job {

    private static final String PROPERTY = "fileDropJob";

    private final String arrivedAs;
    private final String name;
    private final Path file;
    private final String input;
    private final List<Row> rows = new ArrayList<>();
    private String step = "accept";
    private long stepBegan = System.nanoTime();
    private boolean turned;
    private String label = "";
    private List<TextLine> lines = List.of();

    /** @param input the id in the ledger; empty without a ledger */
    Job(String arrivedAs, String name, Path file, String input) {
        this.arrivedAs = arrivedAs;
        this.name = name;
        this.file = file;
        this.input = input;
    }

    void putOn(Exchange exchange) {
        exchange.setProperty(PROPERTY, this);
    }

    static Job of(Exchange exchange) {
        Job job = find(exchange);
        if (job == null) {
            throw new IllegalStateException("The route must accept the file first");
        }
        return job;
    }

    static @Nullable Job find(Exchange exchange) {
        return exchange.getProperty(PROPERTY, Job.class);
    }

    /** The name in the inbox. */
    String arrivedAs() {
        return arrivedAs;
    }

    /** The name under which the file and its results are kept. */
    String name() {
        return name;
    }

    Path file() {
        return file;
    }

    /** The id in the ledger; empty without a ledger. */
    String input() {
        return input;
    }

    void begin(String nextStep) {
        step = nextStep;
        stepBegan = System.nanoTime();
    }

    String step() {
        return step;
    }

    void turned() {
        turned = true;
    }

    boolean isTurned() {
        return turned;
    }

    List<TextLine> lines() {
        return lines;
    }

    /** The best label of the last prediction, or its first text. */
    String label() {
        return label;
    }

    void predicted(Prediction prediction) {
        label = prediction.best();
        lines = prediction.lines();
        row(Row.Outcome.PREDICTED, prediction.summary(), prediction.score());
    }

    void fail(String reason) {
        row(Row.Outcome.FAILED, reason, null);
    }

    void lost(String reason) {
        row(Row.Outcome.LOST, reason, null);
    }

    private void row(Row.Outcome outcome, String best, @Nullable Double score) {
        Duration time = Duration.ofNanos(System.nanoTime() - stepBegan);
        rows.add(new Row(name, step, outcome, best, score, time));
    }

    /** The results so far, a row for each service. */
    List<Row> rows() {
        return List.copyOf(rows);
    }
}
