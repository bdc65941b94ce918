/** Workers on Kafka that share predictions, and the program that measures them. */
@NullMarked
package io.github.camelmodelarts.examples.scaleout;

import org.jspecify.annotations.NullMarked;
