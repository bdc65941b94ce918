package io.github.camelmodelarts.local;

import io.github.camelmodelarts.local.api.Failure;

/** The gateway does not let a request through. Has no stack trace: refusing is daily work, not a fault. */
final class RefusedException extends Exception {

    private final transient Failure answer;

    RefusedException(Failure answer) {
        super(answer.toString(), null, false, false);
        this.answer = answer;
    }

    Failure answer() {
        return answer;
    }
}
