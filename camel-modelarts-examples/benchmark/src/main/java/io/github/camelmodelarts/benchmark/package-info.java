/** Measures what a signature, a call and a rejection cost, with JMH. CONTRIBUTING.md has the command. */
@NullMarked
package io.github.camelmodelarts.benchmark;

import org.jspecify.annotations.NullMarked;
