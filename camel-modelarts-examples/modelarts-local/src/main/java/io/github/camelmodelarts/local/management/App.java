package io.github.camelmodelarts.local.management;

import io.github.camelmodelarts.local.api.Credentials;
import io.github.camelmodelarts.local.text.StableId;

/** An app that services may be authorised for, with all its proofs. */
record App(String id, String name, String key, String secret, String code) {

    /** The one whose credentials are known. */
    static App of(Credentials credentials) {
        return new App(
                StableId.hex("app/" + credentials.appKey()),
                "local-app",
                credentials.appKey(),
                credentials.appSecret(),
                credentials.appCode());
    }

    /** Id and name only. */
    @Override
    public String toString() {
        return "App[" + id + " " + name + "]";
    }
}
