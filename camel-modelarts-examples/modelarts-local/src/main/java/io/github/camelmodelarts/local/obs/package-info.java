/**
 * Object storage: Huawei Cloud OBS, with buckets and objects in a folder. {@link io.github.camelmodelarts.local.obs.ObjectStore}
 * and {@link io.github.camelmodelarts.local.obs.ObsRequest} are public API; everything else is internal and may change at any
 * time.
 *
 * <p>Signatures are verified by code of this package alone, from the request as received, so that no mistake of a client is
 * repeated here.
 */
@NullMarked
package io.github.camelmodelarts.local.obs;

import org.jspecify.annotations.NullMarked;
