package io.github.camelmodelarts.local;

import java.io.IOException;
import java.util.List;

import io.github.camelmodelarts.local.api.Failure;
import io.github.camelmodelarts.local.call.ApiHandler;
import io.github.camelmodelarts.local.call.Call;
import io.github.camelmodelarts.local.call.CallHandler;
import io.github.camelmodelarts.local.call.Origins;
import io.github.camelmodelarts.local.call.RefusedException;
import io.github.camelmodelarts.local.management.ApiKeys;
import io.github.camelmodelarts.local.management.ApiKeysV2;
import io.github.camelmodelarts.local.management.App;
import io.github.camelmodelarts.local.management.AppAuthV1;
import io.github.camelmodelarts.local.management.Catalogue;
import io.github.camelmodelarts.local.management.Refusal;
import io.github.camelmodelarts.local.management.ServicesV1;
import io.github.camelmodelarts.local.management.ServicesV2;
import io.github.camelmodelarts.local.rest.OperationTable;
import io.github.camelmodelarts.local.rest.RestException;
import io.github.camelmodelarts.local.rest.RestRequest;

/**
 * Calls of the management API: checks that the caller's project is that of the path. Inferred: that an access key without
 * {@code X-Project-Id} is refused, and the code of that and of a wrong project.
 */
final class ManagementHandler implements CallHandler {

    static final List<String> PREFIXES = List.of("/v1/", "/v2/");

    private final ManagementApi settings;
    private final AccessCheck access;
    private final Origins origins;
    private final ApiHandler handler;

    ManagementHandler(ManagementApi settings, OperationTable operations, AccessCheck access, Origins origins) {
        this.settings = settings;
        this.access = access;
        this.origins = origins;
        handler = new ApiHandler(
                operations,
                settings.disturbance(),
                this::admit,
                refusal -> Failure.error(refusal.status(), refusal.code(), refusal.text()),
                Refusal::invalid);
    }

    static OperationTable operations(ManagementApi settings, Catalogue catalogue, App app, ApiKeys keys) {
        OperationTable operations = new OperationTable();
        new ServicesV1(catalogue, settings::countsPages, settings::pageWasRead).addTo(operations);
        new AppAuthV1(catalogue, app).addTo(operations);
        // before the services, one of which could be named api-keys by these paths
        new ApiKeysV2(catalogue, keys).addTo(operations);
        new ServicesV2(catalogue, settings::pageWasRead).addTo(operations);
        return operations;
    }

    @Override
    public void handle(Call call) {
        settings.requestCame();
        handler.handle(call);
    }

    private RestRequest admit(Call call, RestRequest request) throws RefusedException, RestException, IOException {
        AccessCheck.Caller caller = access.check(call);
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
