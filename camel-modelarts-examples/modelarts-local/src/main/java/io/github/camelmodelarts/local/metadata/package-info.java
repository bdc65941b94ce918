/** The metadata service of an ECS instance. Its settings are contract, {@link MetadataService}; the rest is internal. */
@NullMarked
package io.github.camelmodelarts.local.metadata;

import org.jspecify.annotations.NullMarked;
