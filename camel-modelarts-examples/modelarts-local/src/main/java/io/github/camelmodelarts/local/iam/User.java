package io.github.camelmodelarts.local.iam;

/**
 * A user of an account. The account's own user has the account's name.
 *
 * @param programmatic true if the user may call APIs, false if only the console
 */
record User(String account, String name, String password, boolean programmatic) {

    /** Shows no password. */
    @Override
    public String toString() {
        return "User[" + account + "/" + name + "]";
    }
}
