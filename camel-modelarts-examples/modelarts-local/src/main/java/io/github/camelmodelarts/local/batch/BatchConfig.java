package io.github.camelmodelarts.local.batch;

import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.local.rest.BadParameterException;

/**
 * The configuration of a batch service: the fields of {@code config[0]} (ModelArts API reference, "Deploying Services"). All
 * except {@code src_type}, {@code mapping_rule} and {@code envs} are mandatory. Immutable.
 */
public final class BatchConfig {

    private static final JsonMapper JSON = new JsonMapper();
    private static final int MOST_INSTANCES = 128;

    private final String modelId;
    private final ObsPath source;
    private final ObsPath destination;
    private final String uri;
    private final int instances;
    private final boolean listed;
    private final @Nullable CsvMapping mapping;

    private BatchConfig(JsonNode config) {
        modelId = text(config, "model_id");
        text(config, "specification");
        instances = instances(config);
        listed = isListed(config);
        ObsPath given = path(config, "src_path");
        source = listed ? given : given.folder();
        if (listed && !given.key().endsWith(".manifest")) {
            throw new BadParameterException("src_path");
        }
        destination = path(config, "dest_path").folder();
        uri = text(config, "req_uri");
        if (!uri.startsWith("/")) {
            throw new BadParameterException("req_uri");
        }
        mapping = mapping(config);
    }

    /**
     * Reads and validates a configuration.
     *
     * @throws BadParameterException with the name of the first field that is missing or invalid
     */
    public static BatchConfig of(JsonNode config) {
        return new BatchConfig(config);
    }

    /**
     * Reads and validates a configuration.
     *
     * @throws BadParameterException with the name of the first field that is missing or invalid
     */
    public static BatchConfig of(Map<String, Object> config) {
        return new BatchConfig(JSON.valueToTree(config));
    }

    private static String text(JsonNode config, String field) {
        JsonNode value = config.path(field);
        if (!value.isTextual() || value.textValue().isEmpty()) {
            throw new BadParameterException(field);
        }
        return value.textValue();
    }

    private static ObsPath path(JsonNode config, String field) {
        ObsPath path = ObsPath.parse(text(config, field));
        if (path == null) {
            throw new BadParameterException(field);
        }
        return path;
    }

    private static int instances(JsonNode config) {
        JsonNode count = config.path("instance_count");
        if (!count.isInt() || count.intValue() < 1 || count.intValue() > MOST_INSTANCES) {
            throw new BadParameterException("instance_count");
        }
        return count.intValue();
    }

    private static boolean isListed(JsonNode config) {
        String type = config.path("src_type").asText();
        if (!type.isEmpty() && !type.equals("ManifestFile")) {
            throw new BadParameterException("src_type");
        }
        return !type.isEmpty();
    }

    private static @Nullable CsvMapping mapping(JsonNode config) {
        return switch (text(config, "mapping_type")) {
            case "file" -> null;
            case "csv" -> {
                if (!config.path("mapping_rule").isObject()) {
                    throw new BadParameterException("mapping_rule");
                }
                yield new CsvMapping(config.path("mapping_rule"));
            }
            default -> throw new BadParameterException("mapping_type");
        };
    }

    /** The id of the model. */
    public String modelId() {
        return modelId;
    }

    /** The folder with the files; if they are {@link #listed()}, the manifest. */
    ObsPath source() {
        return source;
    }

    /** The folder for the results. */
    ObsPath destination() {
        return destination;
    }

    /** The path of the model's API, with its query if it has one. */
    String uri() {
        return uri;
    }

    /** The number of files that are predicted at the same time. */
    int instances() {
        return instances;
    }

    /** Whether {@link #source()} is a manifest that lists the files. */
    boolean listed() {
        return listed;
    }

    /** How lines of CSV files become requests; null if each file is one request. */
    @Nullable
    CsvMapping mapping() {
        return mapping;
    }
}
