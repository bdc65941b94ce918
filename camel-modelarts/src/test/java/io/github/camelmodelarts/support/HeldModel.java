package io.github.camelmodelarts.support;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.github.camelmodelarts.local.EchoModel;
import io.github.camelmodelarts.local.api.Model;
import io.github.camelmodelarts.local.api.ModelAnswer;
import io.github.camelmodelarts.local.api.ModelRequest;

/**
 * Responds as the echo model does, but only after it is released. Until then all calls are in flight, however slow the machine is; with
 * a delay instead, the first calls might get their responses before the last ones are sent.
 */
public final class HeldModel implements Model {

    private final EchoModel echo = new EchoModel();
    private final CountDownLatch released = new CountDownLatch(1);

    public void release() {
        released.countDown();
    }

    @Override
    public ModelAnswer predict(ModelRequest request) throws IOException {
        try {
            if (!released.await(5, TimeUnit.MINUTES)) {
                throw new IOException("The test did not release the model");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("The server stopped", e);
        }
        return echo.predict(request);
    }
}
