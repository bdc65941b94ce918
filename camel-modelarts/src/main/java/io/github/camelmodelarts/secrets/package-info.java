/**
 * Keeps secrets out of messages and caches: authentication headers, redaction, fingerprints of credentials, and error bodies that can echo them.
 *
 * <p>Internal: not for use by applications; may change at any time.
 */
@NullMarked
package io.github.camelmodelarts.secrets;

import org.jspecify.annotations.NullMarked;
