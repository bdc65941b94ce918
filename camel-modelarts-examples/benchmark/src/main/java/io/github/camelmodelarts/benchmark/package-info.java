/** Measures what a signature costs, with JMH. CONTRIBUTING.md has the command. */
@NullMarked
package io.github.camelmodelarts.benchmark;

import org.jspecify.annotations.NullMarked;
