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
        Exception earlier = attempts.lastFailure();
        String what;
        String hint;
        if (sent > 0) {
            what = "No complete response from " + request + " within totalTimeout=" + totalTimeout;
            hint = earlier == null
                    ? "Check the service's load and logs; if the model needs this long, raise totalTimeout"
                    : "Check the cause, which is the failure of an earlier attempt; totalTimeout covers all attempts and pauses";
        } else {
            // asked once, because the reading can end at any time, and the hint must fit the message
            boolean reading = request.body().isBeingRead();
            what = "The call " + request + " exceeded totalTimeout=" + totalTimeout + "; it was not sent, because "
                    + (reading
                            ? "its body was still being read"
                            : "it had no credentials yet: a token was being fetched, a bean had not returned, or the first"
                                    + " calls with this key were still in flight");
            hint = reading
                    ? "Check why the file or stream is slow, or raise totalTimeout"
                    : "Check IAM and the authStrategy or credentialsProvider bean, or raise totalTimeout";
        }
        return new ModelArtsTimeoutException(what, sent > 0, sent, earlier).hinting(hint);
    }
}
