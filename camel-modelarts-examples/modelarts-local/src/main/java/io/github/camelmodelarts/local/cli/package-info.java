/** The local ModelArts as a program. Its options are public API, its classes are internal. */
@NullMarked
package io.github.camelmodelarts.local.cli;

import org.jspecify.annotations.NullMarked;
