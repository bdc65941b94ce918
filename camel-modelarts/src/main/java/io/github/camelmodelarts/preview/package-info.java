/**
 * Shows the request of a call as a curl command without secrets, and does not send it.
 *
 * <p>Internal, except {@code RequestPreview}: may change at any time.
 */
@NullMarked
package io.github.camelmodelarts.preview;

import org.jspecify.annotations.NullMarked;
