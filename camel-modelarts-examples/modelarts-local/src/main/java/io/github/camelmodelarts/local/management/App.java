package io.github.camelmodelarts.local.management;

/** An app that services may be authorised for, with all its proofs. */
public record App(String id, String name, String key, String secret, String code) {

    /** Id and name only. */
    @Override
    public String toString() {
        return "App[" + id + " " + name + "]";
    }
}
