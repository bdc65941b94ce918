/** Adds what is known of a call to its span, with camel-telemetry, an optional dependency. */
@NullMarked
package io.github.camelmodelarts.telemetry;

import org.jspecify.annotations.NullMarked;
