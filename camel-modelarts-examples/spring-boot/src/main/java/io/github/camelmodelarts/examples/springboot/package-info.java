/** A picture dropped onto a page is shown with what a service saw in it. */
@NullMarked
package io.github.camelmodelarts.examples.springboot;

import org.jspecify.annotations.NullMarked;
