/** The Camel face of the component: options, exchange to request, answer to exchange. */
@NullMarked
package io.github.camelmodelarts;

import org.jspecify.annotations.NullMarked;
