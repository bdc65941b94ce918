package io.github.camelmodelarts.local.management;

/** The kinds of addresses that a service has at the same time. */
public enum AddressKind {
    /** {@code access_address}: for tokens and access keys. */
    IAM("v1", ""),
    /** {@code predict_url} of the app-auth API: for apps. */
    APP("v1", "app"),
    /** {@code predict_url[]} of the second generation: for tokens and API keys. */
    V2("v2", "v2");

    private final String version;
    private final String salt;

    AddressKind(String version, String salt) {
        this.version = version;
        this.salt = salt;
    }

    String version() {
        return version;
    }

    String salt() {
        return salt;
    }
}
