/**
 * Shows what would be sent, as a command for curl, without secrets.
 *
 * <p>Internal, but for {@code RequestPreview}: may change at any time.
 */
@NullMarked
package io.github.camelmodelarts.preview;

import org.jspecify.annotations.NullMarked;
