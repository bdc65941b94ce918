package io.github.camelmodelarts.api;

/** The ways of proving who is calling that ModelArts knows (ModelArts documentation, "Accessing a Real-Time Service"). */
public enum AuthType {
    /** AppKey and AppSecret sign each request. */
    APP_SIGNATURE,
    /** The AppCode goes along as {@code X-Apig-AppCode}. */
    APP_CODE,
    /** The AppKey alone goes along as {@code apikey}: the simple mode for apps without an AppCode. Never inferred. */
    APP_KEY,
    /** An access key of IAM, permanent or temporary, signs each request. */
    AK_SK,
    /** A user name and a password get a token from IAM, which is shared, renewed and goes along as {@code X-Auth-Token}. */
    PASSWORD,
    /** A token that the user already has goes along as {@code X-Auth-Token}. */
    TOKEN,
    /** A ModelArts API key goes along as {@code Authorization: Bearer}. */
    API_KEY,
    /** Nothing goes along: VPC high-speed channel, services without authentication. */
    NONE
}
