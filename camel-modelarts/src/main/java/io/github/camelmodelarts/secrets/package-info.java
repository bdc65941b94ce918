/**
 * Keeps secrets out of messages and caches: what a proof consists of, its redaction, fingerprints of credentials, and errors that may echo them.
 *
 * <p>Internal: not for use by applications; may change at any time.
 */
@NullMarked
package io.github.camelmodelarts.secrets;

import org.jspecify.annotations.NullMarked;
