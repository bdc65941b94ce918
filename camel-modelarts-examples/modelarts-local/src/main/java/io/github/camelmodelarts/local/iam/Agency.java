package io.github.camelmodelarts.local.iam;

/**
 * An agency: users of the account {@code trusted} may get keys with the rights of the account {@code account}.
 *
 * @param account the delegating account
 * @param trusted the delegated account
 */
record Agency(String account, String name, String trusted) {}
