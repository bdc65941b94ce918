/**
 * One request in the server: its facts, its response or rejection, and planned failures.
 * Internal: may change at any time.
 */
@NullMarked
package io.github.camelmodelarts.local.call;

import org.jspecify.annotations.NullMarked;
