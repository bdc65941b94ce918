/**
 * Reads the configuration bean and makes settings of it: credentials, target, proxy and limits. Lower packages do not see the bean.
 *
 * <p>Internal, except {@code ModelArtsConfiguration}: may change at any time.
 */
@NullMarked
package io.github.camelmodelarts.options;

import org.jspecify.annotations.NullMarked;
