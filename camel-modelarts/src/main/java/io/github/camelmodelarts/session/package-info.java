/**
 * The session: IAM tokens, credentials of the machine, the management API. Knows requests and transports, not routes.
 *
 * <p>Internal, but for {@code EcsMetadataCredentials}: may change at any time.
 */
@NullMarked
package io.github.camelmodelarts.session;

import org.jspecify.annotations.NullMarked;
