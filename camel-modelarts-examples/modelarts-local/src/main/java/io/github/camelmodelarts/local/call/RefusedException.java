package io.github.camelmodelarts.local.call;

import io.github.camelmodelarts.local.api.Failure;

/** The gateway does not let a request through. Has no stack trace: refusing is daily work, not a fault. */
public final class RefusedException extends Exception {

    private final transient Failure answer;

    /** Refuses with this answer. */
    public RefusedException(Failure answer) {
        super(answer.toString(), null, false, false);
        this.answer = answer;
    }

    /** What the gateway answers. */
    public Failure answer() {
        return answer;
    }
}
