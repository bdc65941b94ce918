/** A certificate for this machine's own names, created with only the JDK. Internal: may change at any time. */
@NullMarked
package io.github.camelmodelarts.local.tls;

import org.jspecify.annotations.NullMarked;
