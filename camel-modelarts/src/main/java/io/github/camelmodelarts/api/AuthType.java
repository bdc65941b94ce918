package io.github.camelmodelarts.api;

/** The authentication schemes that ModelArts supports (ModelArts documentation, "Accessing a Real-Time Service"). */
public enum AuthType {
    /** Signs each request with AppKey and AppSecret. */
    APP_SIGNATURE,
    /** Sends the AppCode as {@code X-Apig-AppCode}. */
    APP_CODE,
    /**
     * Sends only the AppKey, as {@code apikey}: the simple mode for apps without an AppCode. Never inferred from the
     * options.
     */
    APP_KEY,
    /** Signs each request with an IAM access key, permanent or temporary. */
    AK_SK,
    /**
     * Gets a token from IAM with a user name and a password, shares and renews it, and sends it as {@code
     * X-Auth-Token}.
     */
    PASSWORD,
    /** Sends a token that the user supplies, as {@code X-Auth-Token}. */
    TOKEN,
    /** Sends a ModelArts API key as {@code Authorization: Bearer}. */
    API_KEY,
    /** Sends no credentials: for the VPC high-speed channel and for services without authentication. */
    NONE
}
