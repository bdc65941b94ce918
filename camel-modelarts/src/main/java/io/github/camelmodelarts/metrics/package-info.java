/**
 * Metrics of the calls in a registry of Micrometer, which is an optional dependency: only this package uses it, and only {@link
 * io.github.camelmodelarts.metrics.ComponentMetrics} is used from outside.
 *
 * <p>Internal: may change at any time.
 */
@NullMarked
package io.github.camelmodelarts.metrics;

import org.jspecify.annotations.NullMarked;
