/**
 * A ModelArts on your own machine: a gateway that checks who calls as the cloud's does, and real models behind it.
 *
 * <p>Shares no code with the component: a mistake in canonicalising a request must show as a refusal here.
 */
@NullMarked
package io.github.camelmodelarts.local;

import org.jspecify.annotations.NullMarked;
