package io.github.camelmodelarts.support;

import java.time.Duration;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Gives everything that a test awaits a minute, unless the test says otherwise. Such a deadline ends a wait for an event that never
 * comes; on a busy machine, Awaitility's 10 seconds also end waits for events that are only late.
 */
public final class Patience implements BeforeAllCallback {

    private static final Duration DEADLINE = Duration.ofMinutes(1);

    @Override
    public void beforeAll(ExtensionContext tests) {
        Awaitility.setDefaultTimeout(DEADLINE);
    }
}
