/**
 * Reads options: the configuration bean, credentials, targets and proxy in, plain settings out. Nothing below sees the bean.
 *
 * <p>Internal, but for {@code ModelArtsConfiguration}: may change at any time.
 */
@NullMarked
package io.github.camelmodelarts.options;

import org.jspecify.annotations.NullMarked;
