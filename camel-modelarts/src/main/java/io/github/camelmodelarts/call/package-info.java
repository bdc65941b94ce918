/** The pipeline of one call: admit, authenticate, send, judge, perhaps again. */
@NullMarked
package io.github.camelmodelarts.call;

import org.jspecify.annotations.NullMarked;
