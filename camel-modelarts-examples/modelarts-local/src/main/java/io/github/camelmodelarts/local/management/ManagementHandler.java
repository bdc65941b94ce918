package io.github.camelmodelarts.local.management;

import java.io.IOException;
import java.util.List;

import io.github.camelmodelarts.local.api.Credentials;
import io.github.camelmodelarts.local.api.Failure;
import io.github.camelmodelarts.local.api.Model;
import io.github.camelmodelarts.local.auth.ApiAuthentication;
import io.github.camelmodelarts.local.auth.Grant;
import io.github.camelmodelarts.local.batch.BatchRunner;
import io.github.camelmodelarts.local.call.ApiHandler;
import io.github.camelmodelarts.local.call.Call;
import io.github.camelmodelarts.local.call.CallHandler;
import io.github.camelmodelarts.local.call.Origins;
import io.github.camelmodelarts.local.call.RefusedException;
import io.github.camelmodelarts.local.rest.OperationTable;
import io.github.camelmodelarts.local.rest.RestException;
import io.github.camelmodelarts.local.rest.RestRequest;

/**
 * Handles calls of the management API: validates that the caller's project is the project in the path. Inferred: the
 * rejection of an access key without {@code X-Project-Id}, its error code, and the error code of a wrong project.
 */
public final class ManagementHandler implements CallHandler {

    /** The prefixes of the paths of the management API. */
    public static final List<String> PREFIXES = List.of("/v1/", "/v2/");

    private final ManagementApi settings;
    private final ApiAuthentication authentication;
    private final Origins origins;
    private final ApiHandler handler;

    /**
     * Creates the API for the services of a catalogue.
     *
     * @param unknown the model of services that are deployed with a {@code model_id} for which no model was set
     */
    public ManagementHandler(
            Model unknown,
            Catalogue catalogue,
            BatchRunner batches,
            ApiKeys keys,
            Credentials credentials,
            ApiAuthentication authentication,
            Origins origins) {
        this.settings = new ManagementApi(unknown, batches.settings());
        this.authentication = authentication;
        this.origins = origins;
        handler = new ApiHandler(
                operations(catalogue, batches, App.of(credentials), keys),
                settings.disturbance(),
                this::admit,
                refusal -> Failure.error(refusal.status(), refusal.code(), refusal.text()),
                ManagementErrors::invalid);
    }

    private OperationTable operations(Catalogue catalogue, BatchRunner batches, App app, ApiKeys keys) {
        OperationTable operations = new OperationTable();
        new ServicesV1(catalogue, settings, batches).addTo(operations);
        new AppAuthV1(catalogue, app).addTo(operations);
        // before the services: in their paths, api-keys would be the id of a service
        new ApiKeysV2(catalogue, keys).addTo(operations);
        new ServicesV2(catalogue, settings).addTo(operations);
        return operations;
    }

    /** Deployed models and planned failures. */
    public ManagementApi settings() {
        return settings;
    }

    @Override
    public void handle(Call call) {
        settings.requestCame();
        handler.handle(call);
    }

    private RestRequest admit(Call call, RestRequest request) throws RefusedException, RestException, IOException {
        ApiAuthentication.Caller caller = authentication.check(call);
        Grant grant = caller.grant();
        String project = grant == null ? call.head().header("X-Project-Id") : grant.project();
        if (grant != null && project == null) {
            throw new RestException(400, "ModelArts.0204", "The token has no project.");
        }
        if (!request.variable("project").equals(project)) {
            throw new RestException(403, "ModelArts.0203", "No permission for this project.");
        }
        return request.by(caller.account(), origins.of(call));
    }
}
