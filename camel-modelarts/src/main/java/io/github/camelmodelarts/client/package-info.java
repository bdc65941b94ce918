/**
 * Makes the calls of one endpoint or session with the resources that all calls share. Also decides which hosts may get credentials.
 *
 * <p>Internal: not for use by applications; may change at any time.
 */
@NullMarked
package io.github.camelmodelarts.client;

import org.jspecify.annotations.NullMarked;
