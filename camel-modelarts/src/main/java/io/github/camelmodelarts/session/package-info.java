/** The session: IAM tokens, shared and renewed. Knows requests and transports, not routes. */
@NullMarked
package io.github.camelmodelarts.session;

import org.jspecify.annotations.NullMarked;
