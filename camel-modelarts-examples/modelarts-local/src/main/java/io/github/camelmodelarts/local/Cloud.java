package io.github.camelmodelarts.local;

import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

import io.github.camelmodelarts.local.api.Credentials;
import io.github.camelmodelarts.local.auth.ApiAuthentication;
import io.github.camelmodelarts.local.auth.Grant;
import io.github.camelmodelarts.local.auth.IssuedAccessKeys;
import io.github.camelmodelarts.local.auth.IssuedTokens;
import io.github.camelmodelarts.local.auth.SignatureCheck;
import io.github.camelmodelarts.local.call.CallHandler;
import io.github.camelmodelarts.local.call.Origins;
import io.github.camelmodelarts.local.gateway.InferenceHandler;
import io.github.camelmodelarts.local.gateway.ServiceAuthentication;
import io.github.camelmodelarts.local.gateway.Services;
import io.github.camelmodelarts.local.iam.IamHandler;
import io.github.camelmodelarts.local.management.ApiKeys;
import io.github.camelmodelarts.local.management.ManagementHandler;
import io.github.camelmodelarts.local.metadata.MetadataHandler;

/**
 * Creates and connects the parts behind the ports: IAM, the metadata service, the management API and the services.
 * Thread-safe.
 */
final class Cloud {

    private final Credentials credentials;
    private final Clock clock;
    private final IssuedTokens tokens;
    private final Services services;
    private final Origins origins = new Origins();
    private final IamHandler iam;
    private final MetadataHandler metadata;
    private final ManagementHandler management;
    private final InferenceHandler inference;

    Cloud(Credentials credentials, Clock clock) {
        this.credentials = credentials;
        this.clock = clock;
        tokens = new IssuedTokens(clock);
        tokens.add(credentials.token(), grant(IssuedTokens.LIFE));
        IssuedAccessKeys accessKeys = new IssuedAccessKeys(clock);
        ApiKeys apiKeys = new ApiKeys(clock);
        SignatureCheck signatures = new SignatureCheck(credentials, accessKeys, clock);
        ApiAuthentication authentication = new ApiAuthentication(tokens, signatures, credentials);
        services = new Services(clock, credentials.projectId());
        iam = new IamHandler(credentials, tokens, authentication, clock);
        metadata = new MetadataHandler(accessKeys, clock);
        management = new ManagementHandler(new EchoModel(), services, apiKeys, credentials, authentication, origins);
        inference = new InferenceHandler(services, new ServiceAuthentication(credentials, tokens, signatures, apiKeys));
    }

    /** The handlers by path prefix; the first prefix that fits counts. */
    Map<String, CallHandler> handlers() {
        Map<String, CallHandler> handlers = new LinkedHashMap<>();
        handlers.put(IamHandler.PREFIX, iam);
        MetadataHandler.PREFIXES.forEach(prefix -> handlers.put(prefix, metadata));
        InferenceHandler.PREFIXES.forEach(prefix -> handlers.put(prefix, inference));
        ManagementHandler.PREFIXES.forEach(prefix -> handlers.put(prefix, management));
        handlers.put("/", inference);
        return handlers;
    }

    /** A grant for the project that the services belong to. */
    Grant grant(Duration life) {
        return new Grant(
                credentials.account(), credentials.projectId(), clock.instant().plus(life));
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

    ManagementHandler management() {
        return management;
    }
}
