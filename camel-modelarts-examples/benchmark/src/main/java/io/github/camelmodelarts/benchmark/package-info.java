/** Measures the cost of a signature, a call and a rejection, with JMH. CONTRIBUTING.md has the command. */
@NullMarked
package io.github.camelmodelarts.benchmark;

import org.jspecify.annotations.NullMarked;
