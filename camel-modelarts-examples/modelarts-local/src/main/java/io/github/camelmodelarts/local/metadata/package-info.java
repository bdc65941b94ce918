/**
 * The metadata service of an ECS instance. Its settings, {@link MetadataService}, are public API; the rest is internal.
 */
@NullMarked
package io.github.camelmodelarts.local.metadata;

import org.jspecify.annotations.NullMarked;
