package io.github.camelmodelarts.local;

import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

import io.github.camelmodelarts.local.api.Credentials;
import io.github.camelmodelarts.local.call.CallHandler;
import io.github.camelmodelarts.local.call.Origins;
import io.github.camelmodelarts.local.management.ApiKeys;
import io.github.camelmodelarts.local.management.App;
import io.github.camelmodelarts.local.text.StableId;

/** What there is behind the ports, wired: IAM, the metadata service, the management API, services. Thread-safe. */
final class Cloud {

    private final Credentials credentials;
    private final Clock clock;
    private final Tokens tokens;
    private final TemporaryKeys temporaryKeys;
    private final ApiKeys apiKeys;
    private final Iam iam;
    private final MetadataService metadata = new MetadataService();
    private final ManagementApi management = new ManagementApi();
    private final Services services;
    private final Origins origins = new Origins();

    Cloud(Credentials credentials, Clock clock) {
        this.credentials = credentials;
        this.clock = clock;
        tokens = new Tokens(clock);
        tokens.add(credentials.token(), grant(Tokens.LIFE));
        temporaryKeys = new TemporaryKeys(clock);
        apiKeys = new ApiKeys(clock);
        iam = new Iam(credentials, tokens, clock);
        services = new Services(clock, credentials.projectId(), management);
    }

    /** By prefix of the path; the first that fits counts. */
    Map<String, CallHandler> handlers() {
        SignatureCheck signatures = new SignatureCheck(credentials, temporaryKeys, clock);
        Authentication authentication = new Authentication(credentials, tokens, signatures, apiKeys);
        AccessCheck access = new AccessCheck(tokens, signatures, credentials);
        Map<String, CallHandler> handlers = new LinkedHashMap<>();
        handlers.put(IamApi.PREFIX, new IamApi(iam, tokens, access, clock));
        CallHandler instance = new MetadataApi(metadata, temporaryKeys, clock);
        MetadataApi.PREFIXES.forEach(prefix -> handlers.put(prefix, instance));
        CallHandler inference = new InferenceHandler(services, authentication);
        InferenceHandler.PREFIXES.forEach(prefix -> handlers.put(prefix, inference));
        CallHandler managing = new ManagementHandler(
                management, ManagementHandler.operations(management, services, app(), apiKeys), access, origins);
        ManagementHandler.PREFIXES.forEach(prefix -> handlers.put(prefix, managing));
        handlers.put("/", inference);
        return handlers;
    }

    private App app() {
        return new App(
                StableId.hex("app/" + credentials.appKey()),
                "local-app",
                credentials.appKey(),
                credentials.appSecret(),
                credentials.appCode());
    }

    /** For the project that services belong to. */
    Grant grant(Duration life) {
        return new Grant(
                credentials.account(), credentials.projectId(), clock.instant().plus(life));
    }

    Tokens tokens() {
        return tokens;
    }

    Iam iam() {
        return iam;
    }

    MetadataService metadata() {
        return metadata;
    }

    ManagementApi management() {
        return management;
    }

    Services services() {
        return services;
    }

    Origins origins() {
        return origins;
    }
}
