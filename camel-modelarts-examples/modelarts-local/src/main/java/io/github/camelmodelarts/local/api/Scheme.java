package io.github.camelmodelarts.local.api;

/** The ways to prove to the gateway who is calling. */
public enum Scheme {
    /** {@code Authorization: SDK-HMAC-SHA256 ...} made with an app's key and secret. */
    APP_SIGNATURE,
    /** {@code X-Apig-AppCode}. */
    APP_CODE,
    /** {@code apikey}: an app's key alone, in clear. */
    APP_KEY,
    /** The same signature as {@link #APP_SIGNATURE}, made with an IAM access key, permanent or temporary. */
    AK_SK,
    /** {@code X-Auth-Token} from IAM. */
    TOKEN,
    /** {@code Authorization: Bearer ...} with an API key of ModelArts. */
    API_KEY,
    /** Nothing: everybody may call. */
    NONE
}
