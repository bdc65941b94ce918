/**
 * The calls of one endpoint or session, wired to what all calls share; and the rule which hosts may get a credential.
 *
 * <p>Internal: not for use by applications; may change at any time.
 */
@NullMarked
package io.github.camelmodelarts.client;

import org.jspecify.annotations.NullMarked;
