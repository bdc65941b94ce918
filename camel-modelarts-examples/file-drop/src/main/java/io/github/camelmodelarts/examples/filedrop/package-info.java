/** Files dropped into a folder become predictions. */
@NullMarked
package io.github.camelmodelarts.examples.filedrop;

import org.jspecify.annotations.NullMarked;
