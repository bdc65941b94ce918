/** Answers of services as records, for code that would rather not read JSON. */
@NullMarked
package io.github.camelmodelarts.api.result;

import org.jspecify.annotations.NullMarked;
