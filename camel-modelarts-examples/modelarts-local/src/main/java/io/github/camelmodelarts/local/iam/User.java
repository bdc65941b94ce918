package io.github.camelmodelarts.local.iam;

/**
 * A user of an account; the account's own user has its name.
 *
 * @param programmatic whether it may call APIs, or the console only
 */
record User(String account, String name, String password, boolean programmatic) {

    /** No password. */
    @Override
    public String toString() {
        return "User[" + account + "/" + name + "]";
    }
}
