package io.github.camelmodelarts.support;

import java.time.Duration;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Sets the default timeout of Awaitility to one minute. A timeout should only end the wait for an event that never happens; on a busy
 * machine, Awaitility's 10 seconds also end waits for late events.
 */
public final class Patience implements BeforeAllCallback {

    private static final Duration DEADLINE = Duration.ofMinutes(1);

    @Override
    public void beforeAll(ExtensionContext tests) {
        Awaitility.setDefaultTimeout(DEADLINE);
    }
}
