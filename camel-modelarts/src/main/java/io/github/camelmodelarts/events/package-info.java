/**
 * Reads and writes streams of events ({@code text/event-stream}), and finds errors in them. Does no I/O.
 *
 * <p>Internal: not for use by applications; may change at any time.
 */
@NullMarked
package io.github.camelmodelarts.events;

import org.jspecify.annotations.NullMarked;
