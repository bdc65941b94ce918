package io.github.camelmodelarts.call;

import java.time.Duration;

import io.github.camelmodelarts.api.ModelArtsIoException;
import io.github.camelmodelarts.api.ModelArtsTimeoutException;
import io.github.camelmodelarts.api.ServiceRequest;

/** Makes the exception of a call that took longer than {@code totalTimeout}: it says what the call was waiting for, and what to look at. */
final class TimedOut {

    private TimedOut() {}

    static ModelArtsIoException of(ServiceRequest request, Duration totalTimeout, Attempts attempts) {
        int sent = attempts.sent();
        String what = sent > 0
                ? "No complete response from " + request + " within totalTimeout=" + totalTimeout
                : "The call " + request + " exceeded totalTimeout=" + totalTimeout + "; it was not sent, because "
                        + (request.body().isBeingRead()
                                ? "its body was still being read"
                                : "it had no credentials yet: a token was being fetched, a bean had not returned, or the first"
                                        + " calls with this key were still in flight");
        return new ModelArtsTimeoutException(what, sent > 0, sent, attempts.lastFailure())
                .hinting(hint(request, attempts));
    }

    private static String hint(ServiceRequest request, Attempts attempts) {
        if (attempts.sent() == 0) {
            return request.body().isBeingRead()
                    ? "Check why the file or stream is slow, or raise totalTimeout"
                    : "Check IAM and the authStrategy or credentialsProvider bean, or raise totalTimeout";
        }
        return attempts.lastFailure() == null
                ? "Check the service's load and logs; if the model needs this long, raise totalTimeout"
                : "Check the cause, which is the failure of an earlier attempt; totalTimeout covers all attempts and pauses";
    }
}
