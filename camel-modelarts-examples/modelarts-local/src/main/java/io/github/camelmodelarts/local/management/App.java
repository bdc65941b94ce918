package io.github.camelmodelarts.local.management;

import io.github.camelmodelarts.local.api.Credentials;
import io.github.camelmodelarts.local.text.StableId;

/** An app that can be authorised for services, with all its credentials. */
record App(String id, String name, String key, String secret, String code) {

    /** The app with the credentials of the server. */
    static App of(Credentials credentials) {
        return new App(
                StableId.hex("app/" + credentials.appKey()),
                "local-app",
                credentials.appKey(),
                credentials.appSecret(),
                credentials.appCode());
    }

    /** Shows only id and name. */
    @Override
    public String toString() {
        return "App[" + id + " " + name + "]";
    }
}
