/**
 * IAM: who there is, and what its requests and answers look like. Its settings are contract, {@link Iam} and {@link ErrorShape}; the
 * rest is internal.
 */
@NullMarked
package io.github.camelmodelarts.local.iam;

import org.jspecify.annotations.NullMarked;
