/** A web page that shows what a service reads in a picture dropped onto it. */
@NullMarked
package io.github.camelmodelarts.examples.springboot;

import org.jspecify.annotations.NullMarked;
