package io.github.camelmodelarts.local.maas;

/** MaaS rejects a request. Has no stack trace, because a rejection is normal, not a fault. */
final class MaasException extends Exception {

    private final MaasError error;
    private final String text;

    MaasException(MaasError error) {
        this(error, error.message());
    }

    MaasException(MaasError error, String text) {
        super(error.code() + ": " + text, null, false, false);
        this.error = error;
        this.text = text;
    }

    /** A wrong body. */
    static MaasException badRequest(String text) {
        return new MaasException(MaasError.BAD_REQUEST, text);
    }

    MaasError error() {
        return error;
    }

    String text() {
        return text;
    }
}
