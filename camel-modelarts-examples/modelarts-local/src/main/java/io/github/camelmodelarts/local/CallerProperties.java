package io.github.camelmodelarts.local;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

import io.github.camelmodelarts.local.api.Credentials;

/** Builds the properties of {@link ModelArtsLocal#properties()}. Stateless. */
final class CallerProperties {

    private static final String COMPONENT = "camel.component.modelarts.";
    private static final String SESSION = "session.";
    private static final String TEMPORARY = "temporary.";

    private CallerProperties() {}

    /** An unmodifiable map, in the order in which the program prints and writes it. */
    static Map<String, String> of(ModelArtsLocal server) {
        Map<String, String> all = new LinkedHashMap<>();
        for (String service : server.serviceNames()) {
            all.put(service + ".address", server.address(service));
        }
        Credentials credentials = server.credentials();
        all.put(COMPONENT + "region", credentials.region());
        all.put(COMPONENT + "projectId", credentials.projectId());
        all.put(COMPONENT + "iamEndpoint", server.iamEndpoint());
        all.put(COMPONENT + "modelArtsEndpoint", server.modelArtsEndpoint());
        all.put(COMPONENT + "obsEndpoint", server.obsEndpoint());
        all.put(COMPONENT + "appKey", credentials.appKey());
        all.put(COMPONENT + "appSecret", credentials.appSecret());
        all.put(COMPONENT + "appCode", credentials.appCode());
        all.put(COMPONENT + "accessKey", credentials.accessKey());
        all.put(COMPONENT + "secretKey", credentials.secretKey());
        all.put(COMPONENT + "apiKey", credentials.apiKey());
        all.put(COMPONENT + "token", credentials.token());
        all.put("maas.endpoint", server.maasEndpoint());
        all.put("camel.main.additionalSensitiveKeywords", "appKey,appSecret,appCode,securityToken,account");
        all.put(SESSION + "account", credentials.account());
        all.put(SESSION + "username", credentials.username());
        all.put(SESSION + "password", credentials.password());
        all.put(SESSION + "metadataEndpoint", server.metadataEndpoint());
        all.put(TEMPORARY + "accessKey", credentials.temporaryAccessKey());
        all.put(TEMPORARY + "secretKey", credentials.temporarySecretKey());
        all.put(TEMPORARY + "securityToken", credentials.securityToken());
        return Collections.unmodifiableMap(all);
    }
}
