/**
 * The session: IAM tokens, credentials of an ECS instance, the management API. It depends on requests and transports, not on routes.
 *
 * <p>Internal, except {@code EcsMetadataCredentials}: may change at any time.
 */
@NullMarked
package io.github.camelmodelarts.session;

import org.jspecify.annotations.NullMarked;
