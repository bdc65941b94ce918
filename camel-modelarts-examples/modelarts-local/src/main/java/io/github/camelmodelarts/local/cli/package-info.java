/** The local ModelArts as a program. Its options are contract, its classes are internal. */
@NullMarked
package io.github.camelmodelarts.local.cli;

import org.jspecify.annotations.NullMarked;
