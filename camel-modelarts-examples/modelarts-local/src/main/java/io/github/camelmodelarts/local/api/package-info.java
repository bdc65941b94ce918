/**
 * What people name who put models behind the local ModelArts, or test their own routes with it: models and what they are asked and
 * answer, failures and the gateway's own refusals, credentials and the schemes they are for.
 */
@NullMarked
package io.github.camelmodelarts.local.api;

import org.jspecify.annotations.NullMarked;
