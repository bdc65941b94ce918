package io.github.camelmodelarts.batch;

import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.api.ApiVersion;
import io.github.camelmodelarts.api.ModelArtsRequestException;
import io.github.camelmodelarts.obs.ObsPath;

/**
 * The options for batch services.
 *
 * @param version the generation of the management API; only the first has batch services
 * @param modelId the model to deploy, or null if a service is given
 * @param specification the kind of machine to deploy on
 * @param instanceCount the number of machines
 * @param path the path that the model serves
 * @param work the folder for inputs that are uploaded and for outputs, or null if none is set
 * @param bucket the only allowed bucket, or null if any is allowed
 * @param deleteAfter whether the service, uploaded inputs and outputs are deleted after a success
 * @param maxResultSize the most bytes of one result or manifest
 */
public record BatchSettings(
        ApiVersion version,
        @Nullable String modelId,
        String specification,
        int instanceCount,
        String path,
        @Nullable ObsPath work,
        @Nullable String bucket,
        boolean deleteAfter,
        long maxResultSize) {
    /**
     * Refuses settings with which no batch service can be called.
     *
     * @throws ModelArtsRequestException if the generation has no batch services
     */
    public void requireBatchServices() {
        if (version != ApiVersion.v1) {
            throw new ModelArtsRequestException("runBatch requires apiVersion=v1, because the second generation of the"
                    + " management API has no batch services. Set apiVersion=v1, or remove it");
        }
    }
}
