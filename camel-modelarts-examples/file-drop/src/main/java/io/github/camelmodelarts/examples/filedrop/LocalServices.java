package io.github.camelmodelarts.examples.filedrop;

import java.nio.file.Path;
import java.util.Map;
import java.util.function.Function;

import org.apache.camel.spi.PropertiesFunction;
import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.local.ModelArtsLocal;
import io.github.camelmodelarts.local.api.Credentials;

/**
 * Resolves {@code {{local:NAME}}} to the address of a service, a credential, an endpoint or the bucket of a local ModelArts. The first such placeholder starts
 * the local ModelArts; a run without such placeholders has none. Thread-safe.
 */
final class LocalServices implements PropertiesFunction, AutoCloseable {

    private static final Map<String, Function<Credentials, String>> CREDENTIALS = Map.of(
            "accessKey", Credentials::accessKey,
            "secretKey", Credentials::secretKey,
            "appKey", Credentials::appKey,
            "appSecret", Credentials::appSecret,
            "appCode", Credentials::appCode,
            "region", Credentials::region,
            "projectId", Credentials::projectId);

    private static final Map<String, Function<ModelArtsLocal, String>> ENDPOINTS = Map.of(
            "modelArtsEndpoint", ModelArtsLocal::modelArtsEndpoint,
            "obsEndpoint", ModelArtsLocal::obsEndpoint,
            "bucket", LocalServices::bucket);

    private static final String BUCKET = "file-drop";

    private @Nullable ModelArtsLocal server;

    @Override
    public String getName() {
        return "local";
    }

    @Override
    public String apply(String name) {
        ModelArtsLocal started = started();
        Function<Credentials, String> credential = CREDENTIALS.get(name);
        if (credential != null) {
            return credential.apply(started.credentials());
        }
        return ENDPOINTS.getOrDefault(name, server -> server.address(name)).apply(started);
    }

    private static String bucket(ModelArtsLocal started) {
        started.obs().createBucket(BUCKET);
        return BUCKET;
    }

    private synchronized ModelArtsLocal started() {
        if (server == null) {
            server = ModelArtsLocal.start().withModels();
        }
        return server;
    }

    /** Returns whether a placeholder has started the local ModelArts. */
    synchronized boolean isStarted() {
        return server != null;
    }

    /** Returns the folder in which the local ModelArts keeps what is in OBS, or null if it was not started. */
    synchronized @Nullable Path obsFolder() {
        return server == null ? null : server.obs().folder();
    }

    @Override
    public synchronized void close() {
        if (server != null) {
            server.close();
        }
    }
}
