package io.github.camelmodelarts.local;

import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

import io.github.camelmodelarts.local.api.Credentials;
import io.github.camelmodelarts.local.auth.ApiAuthentication;
import io.github.camelmodelarts.local.auth.Grant;
import io.github.camelmodelarts.local.auth.IssuedAccessKeys;
import io.github.camelmodelarts.local.auth.IssuedTokens;
import io.github.camelmodelarts.local.auth.SignatureCheck;
import io.github.camelmodelarts.local.batch.BatchRunner;
import io.github.camelmodelarts.local.call.CallHandler;
import io.github.camelmodelarts.local.call.Origins;
import io.github.camelmodelarts.local.gateway.InferenceHandler;
import io.github.camelmodelarts.local.gateway.ServiceAuthentication;
import io.github.camelmodelarts.local.gateway.Services;
import io.github.camelmodelarts.local.iam.IamHandler;
import io.github.camelmodelarts.local.maas.MaasHandler;
import io.github.camelmodelarts.local.management.ApiKeys;
import io.github.camelmodelarts.local.management.ManagementHandler;
import io.github.camelmodelarts.local.metadata.MetadataHandler;
import io.github.camelmodelarts.local.obs.ObjectStore;

/**
 * Creates and connects the parts behind the ports: IAM, the metadata service, the management API and the services.
 * Thread-safe.
 */
final class Cloud {

    private final Credentials credentials;
    private final Clock clock;
    private final IssuedTokens tokens;
    private final IssuedAccessKeys accessKeys;
    private final Services services;
    private final Origins origins = new Origins();
    private final IamHandler iam;
    private final MetadataHandler metadata;
    private final BatchRunner batches;
    private final ManagementHandler management;
    private final InferenceHandler inference;
    private final MaasHandler maas;

    /** @param stores supplies the object storage, which is not opened before a batch service needs it */
    Cloud(Credentials credentials, Clock clock, Supplier<ObjectStore> stores) {
        this.credentials = credentials;
        this.clock = clock;
        tokens = new IssuedTokens(clock);
        tokens.add(credentials.token(), grant(IssuedTokens.LIFE));
        accessKeys = new IssuedAccessKeys(clock);
        ApiKeys apiKeys = new ApiKeys(clock);
        SignatureCheck signatures = new SignatureCheck(credentials, accessKeys, clock);
        ApiAuthentication authentication = new ApiAuthentication(tokens, signatures, accessKeys, credentials);
        batches = new BatchRunner(stores);
        services = new Services(clock, credentials.projectId());
        iam = new IamHandler(credentials, tokens, accessKeys, authentication, clock);
        metadata = new MetadataHandler(accessKeys, clock);
        management = new ManagementHandler(
                new EchoModel(), services, batches, apiKeys, credentials, authentication, origins);
        inference = new InferenceHandler(services, new ServiceAuthentication(credentials, tokens, signatures, apiKeys));
        maas = new MaasHandler(credentials, clock, management);
    }

    /** The handlers by path prefix; the first prefix that fits counts. */
    Map<String, CallHandler> handlers() {
        Map<String, CallHandler> handlers = new LinkedHashMap<>();
        IamHandler.PREFIXES.forEach(prefix -> handlers.put(prefix, iam));
        MetadataHandler.PREFIXES.forEach(prefix -> handlers.put(prefix, metadata));
        InferenceHandler.PREFIXES.forEach(prefix -> handlers.put(prefix, inference));
        MaasHandler.PREFIXES.forEach(prefix -> handlers.put(prefix, maas));
        ManagementHandler.PREFIXES.forEach(prefix -> handlers.put(prefix, management));
        handlers.put("/", inference);
        return handlers;
    }

    /** A grant for the project that the services belong to. */
    Grant grant(Duration life) {
        return new Grant(
                credentials.account(), credentials.projectId(), clock.instant().plus(life));
    }

    IssuedAccessKeys accessKeys() {
        return accessKeys;
    }

    IssuedTokens tokens() {
        return tokens;
    }

    Services services() {
        return services;
    }

    Origins origins() {
        return origins;
    }

    IamHandler iam() {
        return iam;
    }

    MetadataHandler metadata() {
        return metadata;
    }

    BatchRunner batches() {
        return batches;
    }

    MaasHandler maas() {
        return maas;
    }

    ManagementHandler management() {
        return management;
    }
}
