/** The doors of the component: what Camel creates, and the session for use without a route. */
@NullMarked
package io.github.camelmodelarts;

import org.jspecify.annotations.NullMarked;
