package io.github.camelmodelarts.options;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs warnings about options that work but are probably a mistake. Thread-safe. */
public final class OptionWarnings {

    private static final Logger LOG = LoggerFactory.getLogger(OptionWarnings.class);
    private static final Duration DEFAULT_RESPONSE_TIMEOUT = new ModelArtsConfiguration().getResponseTimeout();

    /** A toD can create endpoints with ever new timeouts: neither the log nor the memory grows with them. */
    private static final int MOST_LOGGED = 20;

    /** Pairs of timeouts that were logged: endpoints that toD creates would repeat the warning. */
    private final Set<String> logged = ConcurrentHashMap.newKeySet();

    /**
     * Warns of credentials in an endpoint's URI that Camel does not mask when it prints the URI.
     *
     * @param parameters the parameters of the URI
     */
    public void unmasked(Map<String, Object> parameters) {
        for (String option : new String[] {"appKey", "appCode"}) {
            if (parameters.containsKey(option)) {
                LOG.warn(
                        "An endpoint's URI contains {}: Camel's logs and JMX show it in clear, and dumps of routes show the"
                                + " whole URI. Set camel.component.modelarts.{} and the rest of its set instead, or a"
                                + " credentialsProvider",
                        option,
                        option);
            }
        }
    }

    /**
     * Warns of a {@code responseTimeout} above {@code totalTimeout}, which has no effect. It is not refused: an endpoint may shorten
     * {@code totalTimeout} and keep the component's {@code responseTimeout}. The default of {@code responseTimeout} is not reported.
     *
     * @param endpoint names the endpoint in the log, without credentials
     */
    public void timeouts(String endpoint, ModelArtsConfiguration options) {
        Duration response = options.getResponseTimeout();
        Duration total = options.getTotalTimeout();
        boolean isSet = !response.equals(DEFAULT_RESPONSE_TIMEOUT);
        if (isSet
                && response.compareTo(total) > 0
                && logged.size() < MOST_LOGGED
                && logged.add(response + " " + total)) {
            LOG.warn(
                    "{}: responseTimeout={} has no effect, because totalTimeout={} ends each call earlier: raise"
                            + " totalTimeout or lower responseTimeout (logged once for these values)",
                    endpoint,
                    text(response),
                    text(total));
        }
    }

    /** Returns a duration as options are written: 90s, or 500ms. */
    private static String text(Duration duration) {
        return duration.toMillis() % 1000 == 0 ? duration.toSeconds() + "s" : duration.toMillis() + "ms";
    }
}
