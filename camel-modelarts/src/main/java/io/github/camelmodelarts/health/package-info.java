/** Health checks of endpoints, on an optional dependency. */
@NullMarked
package io.github.camelmodelarts.health;

import org.jspecify.annotations.NullMarked;
