/** A program that sends files from a folder to ModelArts services and writes the predictions. */
@NullMarked
package io.github.camelmodelarts.examples.filedrop;

import org.jspecify.annotations.NullMarked;
