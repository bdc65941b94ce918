/** {@code kafka-share:}, a Camel consumer of share groups of Kafka. It knows nothing of ModelArts. */
@NullMarked
package io.github.camelmodelarts.examples.scaleout.kafkashare;

import org.jspecify.annotations.NullMarked;
