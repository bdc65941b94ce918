package io.github.camelmodelarts.examples.scaleout.kafkashare;

import java.util.Map;
import java.util.concurrent.TimeUnit;

import org.apache.camel.spi.ExceptionHandler;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a poller reports about a connection that does not work: one report for each change, not for each attempt. */
final class PollFailures {

    private static final Logger LOG = LoggerFactory.getLogger(PollFailures.class);
    private static final long SHORTEST_PAUSE_MILLIS = 500;
    private static final long LONGEST_PAUSE_MILLIS = 30_000;

    /** The name of Kafka's metric for the time since the last heartbeat of a member of a group. */
    private static final String HEARTBEAT = "last-heartbeat-seconds-ago";

    /** Three heartbeats with the brokers' default. */
    private static final double SILENT_SECONDS = 15;

    private final String name;
    private final ExceptionHandler exceptionHandler;
    private String reported = "";
    private boolean silent;
    private long pauseMillis = SHORTEST_PAUSE_MILLIS;

    PollFailures(String name, ExceptionHandler exceptionHandler) {
        this.name = name;
        this.exceptionHandler = exceptionHandler;
    }

    /** Reports an exception, if it is not the last one again. */
    void failed(Throwable exception) {
        if (!reported.equals(exception.toString())) {
            reported = exception.toString();
            exceptionHandler.handleException(name + " can't receive records, and tries again until it can", exception);
        }
    }

    /** How long to wait before the next attempt: each time longer, up to a limit. */
    long nextPauseNanos() {
        long pause = pauseMillis;
        pauseMillis = Math.min(2 * pause, LONGEST_PAUSE_MILLIS);
        return TimeUnit.MILLISECONDS.toNanos(pause);
    }

    /** Looks after a poll without an exception whether the brokers answer. The client does not tell: it waits and tries again. */
    void polled(Map<MetricName, ? extends Metric> metrics) {
        boolean nowSilent = metrics.entrySet().stream()
                .filter(metric -> metric.getKey().name().equals(HEARTBEAT))
                .anyMatch(metric ->
                        metric.getValue().metricValue() instanceof Number age && age.doubleValue() > SILENT_SECONDS);
        if (nowSilent && !silent) {
            LOG.warn(
                    "{}: the brokers have not answered for {} s. It tries again until they do.",
                    name,
                    Math.round(SILENT_SECONDS));
        } else if (!nowSilent && (silent || !reported.isEmpty())) {
            LOG.info("{}: receives records again", name);
        }
        silent = nowSilent;
        reported = "";
        pauseMillis = SHORTEST_PAUSE_MILLIS;
    }
}
