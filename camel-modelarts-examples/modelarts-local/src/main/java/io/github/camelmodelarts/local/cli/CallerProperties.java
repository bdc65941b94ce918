package io.github.camelmodelarts.local.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.Map;

import io.github.camelmodelarts.local.ModelArtsLocal;
import io.github.camelmodelarts.local.api.Credentials;

/**
 * What a caller needs to know of one server, as properties that a Camel application can be given as they are: addresses of
 * services, and credentials by the names of the component's options. Immutable.
 */
final class CallerProperties {

    private static final String COMPONENT = "camel.component.modelarts.";
    private static final String TEMPORARY = "temporary.";
    private static final String SESSION = "session.";
    private static final Map<String, String> SENSITIVE =
            Map.of("camel.main.additionalSensitiveKeywords", "appKey,appSecret,appCode,securityToken,account");

    private final Map<String, String> addresses = new LinkedHashMap<>();
    private final Map<String, String> credentials = new LinkedHashMap<>();
    private final Map<String, String> temporaryKey = new LinkedHashMap<>();
    private final Map<String, String> endpoints = new LinkedHashMap<>();
    private final Map<String, String> session = new LinkedHashMap<>();

    CallerProperties(ModelArtsLocal server) {
        for (String service : server.serviceNames()) {
            addresses.put(service + ".address", server.address(service));
        }
        Credentials known = server.credentials();
        credentials.put("appKey", known.appKey());
        credentials.put("appSecret", known.appSecret());
        credentials.put("appCode", known.appCode());
        credentials.put("accessKey", known.accessKey());
        credentials.put("secretKey", known.secretKey());
        credentials.put("apiKey", known.apiKey());
        credentials.put("token", known.token());
        endpoints.put("region", known.region());
        endpoints.put("projectId", known.projectId());
        endpoints.put("iamEndpoint", server.iamEndpoint());
        endpoints.put("modelArtsEndpoint", server.modelArtsEndpoint());
        session.put("account", known.account());
        session.put("username", known.username());
        session.put("password", known.password());
        session.put("metadataEndpoint", server.metadataEndpoint());
        temporaryKey.put("accessKey", known.temporaryAccessKey());
        temporaryKey.put("secretKey", known.temporarySecretKey());
        temporaryKey.put("securityToken", known.securityToken());
    }

    /**
     * All but the services, by the names of the component's options; what belongs to the user and to the temporary key has a
     * prefix.
     */
    Map<String, String> credentials() {
        Map<String, String> all = new LinkedHashMap<>(credentials);
        all.putAll(endpoints);
        all.putAll(prefixed(SESSION, session));
        all.putAll(prefixed(TEMPORARY, temporaryKey));
        return all;
    }

    /** All of it, as properties of a Camel application. */
    Map<String, String> all() {
        Map<String, String> all = new LinkedHashMap<>();
        sections().values().forEach(all::putAll);
        return all;
    }

    /** By what is to be said about them. */
    private Map<String, Map<String, String>> sections() {
        Map<String, Map<String, String>> sections = new LinkedHashMap<>();
        sections.put("The services", addresses);
        sections.put(
                "Where services are looked up and managed: IAM, the management API and the project",
                prefixed(COMPONENT, endpoints));
        sections.put("All sets at once: say with authType which one a route goes by", prefixed(COMPONENT, credentials));
        sections.put("Or Camel Main would print some of them when it starts", SENSITIVE);
        sections.put("A user of IAM, and the metadata service", prefixed(SESSION, session));
        sections.put(
                "A temporary access key, to be used in place of accessKey and secretKey above",
                prefixed(TEMPORARY, temporaryKey));
        return sections;
    }

    /** Replaces the file in one step, so that nobody reads half of it; only its owner may read it, as far as that can be said. */
    void writeTo(Path file) throws IOException {
        Path directory = file.toAbsolutePath().getParent();
        Path written = Files.createTempFile(directory, ".modelarts-local", ".tmp", ownerOnly(file));
        try {
            Files.writeString(written, text(), StandardCharsets.ISO_8859_1);
            Files.move(written, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(written);
        }
    }

    private static FileAttribute<?>[] ownerOnly(Path file) {
        boolean posix = file.getFileSystem().supportedFileAttributeViews().contains("posix");
        return posix
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
    }

    /** No value needs escaping: they are addresses, Base64, letters, digits and hyphens. */
    private String text() {
        StringBuilder text = new StringBuilder("# How to reach and to call the local ModelArts that wrote this. Worth"
                + " nothing once it has ended: the next one has other credentials.\n");
        sections().forEach((comment, properties) -> {
            text.append("\n# ").append(comment).append('\n');
            properties.forEach((name, value) ->
                    text.append(name).append(" = ").append(value).append('\n'));
        });
        return text.toString();
    }

    private static Map<String, String> prefixed(String prefix, Map<String, String> properties) {
        Map<String, String> prefixed = new LinkedHashMap<>();
        properties.forEach((name, value) -> prefixed.put(prefix + name, value));
        return prefixed;
    }

    /** Shows no value. */
    @Override
    public String toString() {
        return "CallerProperties" + addresses.keySet();
    }
}
