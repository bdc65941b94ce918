/** The services of a local ModelArts as its management API shows them, in both generations, and how their state changes. */
@NullMarked
package io.github.camelmodelarts.local.management;

import org.jspecify.annotations.NullMarked;
