/**
 * Batch services: read files from the object storage, let a model predict each one, and write the results back. Its settings,
 * {@link io.github.camelmodelarts.local.batch.BatchServices}, are public API; everything else is internal and may change at
 * any time.
 */
@NullMarked
package io.github.camelmodelarts.local.batch;

import org.jspecify.annotations.NullMarked;
