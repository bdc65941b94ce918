package io.github.camelmodelarts.call;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.camelmodelarts.api.ServiceRequest;
import io.github.camelmodelarts.api.ServiceResponse;
import io.github.camelmodelarts.secrets.Redaction;

/** Logs how each attempt ended, at DEBUG. */
final class AttemptLog {

    private static final Logger LOG = LoggerFactory.getLogger(AttemptLog.class);

    private static final int LONGEST_REQUEST_ID = 128;

    private AttemptLog() {}

    /** Whether attempts are logged. */
    static boolean isOn() {
        return LOG.isDebugEnabled();
    }

    /** @param redaction masks what the service may repeat of the request's credentials */
    static void responded(ServiceRequest request, int attempt, ServiceResponse response, Redaction redaction) {
        String requestId = response.headers().get("X-Request-Id");
        LOG.debug(
                "{}, attempt {}: response {}, request id {}",
                request,
                attempt,
                response.status(),
                requestId == null ? "none" : redaction.shown(requestId, LONGEST_REQUEST_ID));
    }

    static void failed(ServiceRequest request, int attempt, Throwable failure) {
        if (LOG.isDebugEnabled()) {
            LOG.debug("{}, attempt {}: {}", request, attempt, failure.toString());
        }
    }
}
