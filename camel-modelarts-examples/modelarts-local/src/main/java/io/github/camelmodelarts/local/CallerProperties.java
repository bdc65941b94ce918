package io.github.camelmodelarts.local;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a caller needs to know of one server, as properties that a Camel application can be given as they are: addresses of
 * services, and credentials by the names of the component's options. Immutable.
 */
final class CallerProperties {

    private static final String COMPONENT = "camel.component.modelarts.";
    private static final String TEMPORARY = "temporary.";
    private static final String SESSION = "session.";

    private final Map<String, String> addresses = new LinkedHashMap<>();
    private final Map<String, String> credentials = new LinkedHashMap<>();
    private final Map<String, String> temporaryKey = new LinkedHashMap<>();
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
        session.put("account", known.account());
        session.put("username", known.username());
        session.put("password", known.password());
        session.put("projectId", known.projectId());
        session.put("region", known.region());
        session.put("iamEndpoint", server.iamEndpoint());
        session.put("modelArtsEndpoint", server.modelArtsEndpoint());
        session.put("metadataEndpoint", server.metadataEndpoint());
        temporaryKey.put("accessKey", known.temporaryAccessKey());
        temporaryKey.put("secretKey", known.temporarySecretKey());
        temporaryKey.put("securityToken", known.securityToken());
    }

    /** All credentials, by the names of the component's options; those of the user and of the temporary key have a prefix. */
    Map<String, String> credentials() {
        Map<String, String> all = new LinkedHashMap<>(credentials);
        all.putAll(prefixed(SESSION, session));
        all.putAll(prefixed(TEMPORARY, temporaryKey));
        return all;
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
                + " nothing once it has ended: the next one has other credentials.\n\n");
        append(text, addresses);
        text.append("\n# All sets at once: say with authType which one a route goes by\n");
        append(text, prefixed(COMPONENT, credentials));
        text.append("\n# Or Camel Main would print some of them when it starts\n");
        text.append("camel.main.additionalSensitiveKeywords = appKey,appSecret,appCode,securityToken,account\n");
        text.append("\n# A user of IAM, and the endpoints of IAM, of the management API and of the metadata service\n");
        append(text, prefixed(SESSION, session));
        text.append("\n# A temporary access key, to be used in place of accessKey and secretKey above\n");
        append(text, prefixed(TEMPORARY, temporaryKey));
        return text.toString();
    }

    private static Map<String, String> prefixed(String prefix, Map<String, String> properties) {
        Map<String, String> prefixed = new LinkedHashMap<>();
        properties.forEach((name, value) -> prefixed.put(prefix + name, value));
        return prefixed;
    }

    private static void append(StringBuilder text, Map<String, String> properties) {
        properties.forEach(
                (name, value) -> text.append(name).append(" = ").append(value).append('\n'));
    }

    /** Shows no value. */
    @Override
    public String toString() {
        return "CallerProperties" + addresses.keySet();
    }
}
