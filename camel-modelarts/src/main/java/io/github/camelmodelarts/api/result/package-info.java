/** Responses of services as records, so that an application does not have to read JSON. */
@NullMarked
package io.github.camelmodelarts.api.result;

import org.jspecify.annotations.NullMarked;
