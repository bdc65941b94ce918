/** Flower measurements dropped into a folder become predictions, in a Quarkus application. */
@NullMarked
package io.github.camelmodelarts.examples.quarkus;

import org.jspecify.annotations.NullMarked;
