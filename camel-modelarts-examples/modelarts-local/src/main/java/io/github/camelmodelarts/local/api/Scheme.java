package io.github.camelmodelarts.local.api;

/** The authentication schemes of the gateway. */
public enum Scheme {
    /** {@code Authorization: SDK-HMAC-SHA256 ...}, signed with an app's key and secret. */
    APP_SIGNATURE,
    /** {@code X-Apig-AppCode}. */
    APP_CODE,
    /** {@code apikey}: an app's key without the secret, as plain text. */
    APP_KEY,
    /** The same signature as {@link #APP_SIGNATURE}, but with a permanent or temporary IAM access key. */
    AK_SK,
    /** {@code X-Auth-Token} from IAM. */
    TOKEN,
    /** {@code Authorization: Bearer ...} with an API key of ModelArts. */
    API_KEY,
    /** No authentication: every request is accepted. */
    NONE
}
