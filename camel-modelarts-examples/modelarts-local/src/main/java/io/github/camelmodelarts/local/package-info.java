/**
 * A ModelArts on your own machine: a gateway that checks who calls as the cloud's does, and real models behind it. This package has
 * the doors: what starts it, and the two models that need no library.
 *
 * <p>Imports go one way, {@code text <- signing, rest, api <- wire, call <- auth <- iam, metadata, management <- gateway <- } doors
 * {@code <- cli}; {@code models} stands on {@code api} alone, {@code tls} on nothing.
 *
 * <p>Shares no code with the component: a mistake in canonicalising a request must show as a refusal here.
 */
@NullMarked
package io.github.camelmodelarts.local;

import org.jspecify.annotations.NullMarked;
