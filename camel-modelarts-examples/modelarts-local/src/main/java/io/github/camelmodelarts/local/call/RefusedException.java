package io.github.camelmodelarts.local.call;

import io.github.camelmodelarts.local.api.Failure;

/** The gateway rejects a request. Has no stack trace, because a rejection is normal, not a fault. */
public final class RefusedException extends Exception {

    private final transient Failure answer;

    /** Rejects with this response. */
    public RefusedException(Failure answer) {
        super(answer.toString(), null, false, false);
        this.answer = answer;
    }

    /** The response of the gateway. */
    public Failure answer() {
        return answer;
    }
}
