package io.github.camelmodelarts.support;

import java.time.Duration;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Sets the defaults of Awaitility. The timeout is one minute: it should only end the wait for an event that never happens; on a busy
 * machine, Awaitility's 10 seconds also end waits for late events. A condition is checked every 10 ms: with Awaitility's 100 ms,
 * each of several hundred waits would take that long, also if the event is already there.
 */
public final class Patience implements BeforeAllCallback {

    private static final Duration DEADLINE = Duration.ofMinutes(1);
    private static final Duration POLL_INTERVAL = Duration.ofMillis(10);

    @Override
    public void beforeAll(ExtensionContext tests) {
        Awaitility.setDefaultTimeout(DEADLINE);
        Awaitility.setDefaultPollInterval(POLL_INTERVAL);
    }
}
