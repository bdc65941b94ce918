/**
 * The types for custom models and for tests of your own routes: models with their requests and responses, planned
 * failures and the gateway's error responses, credentials and their schemes.
 */
@NullMarked
package io.github.camelmodelarts.local.api;

import org.jspecify.annotations.NullMarked;
