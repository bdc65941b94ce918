/** A Quarkus application that predicts flower measurements from a folder. */
@NullMarked
package io.github.camelmodelarts.examples.quarkus;

import org.jspecify.annotations.NullMarked;
