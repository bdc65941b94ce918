/**
 * IAM: accounts, users and projects, with the requests and responses of its API. Its settings, {@link Iam} and
 * {@link ErrorShape}, are public API; the rest is internal.
 */
@NullMarked
package io.github.camelmodelarts.local.iam;

import org.jspecify.annotations.NullMarked;
