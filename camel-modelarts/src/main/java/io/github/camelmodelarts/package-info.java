/** The entry points: component, endpoint and producer for Camel, and a session for use without a route. */
@NullMarked
package io.github.camelmodelarts;

import org.jspecify.annotations.NullMarked;
