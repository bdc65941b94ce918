/**
 * ModelArts Studio MaaS, the language models of the cloud: chat completions and the list of models.
 * {@link io.github.camelmodelarts.local.maas.Maas} and {@link io.github.camelmodelarts.local.maas.MaasError} are public API;
 * everything else is internal and may change at any time.
 */
@NullMarked
package io.github.camelmodelarts.local.maas;

import org.jspecify.annotations.NullMarked;
