/** A certificate for this machine's own names, made with nothing but the JDK. Internal: may change at any time. */
@NullMarked
package io.github.camelmodelarts.local.tls;

import org.jspecify.annotations.NullMarked;
