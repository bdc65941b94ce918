/** Measures what a signature and a call cost, with JMH. CONTRIBUTING.md has the command. */
@NullMarked
package io.github.camelmodelarts.benchmark;

import org.jspecify.annotations.NullMarked;
