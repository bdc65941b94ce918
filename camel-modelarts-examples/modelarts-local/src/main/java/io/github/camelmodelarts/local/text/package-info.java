/** Text that all packages need: secrets, ids, times. Internal: may change at any time. */
@NullMarked
package io.github.camelmodelarts.local.text;

import org.jspecify.annotations.NullMarked;
