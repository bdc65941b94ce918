/**
 * ModelArts Studio MaaS, the language models of the cloud: chat completions, embeddings, rerank and the list of models.
 * {@link io.github.camelmodelarts.local.maas.Maas}, {@link io.github.camelmodelarts.local.maas.MaasError} and
 * {@link io.github.camelmodelarts.local.maas.ChatModel} are public API;
 * everything else is internal and may change at any time.
 */
@NullMarked
package io.github.camelmodelarts.local.maas;

import org.jspecify.annotations.NullMarked;
