package io.github.camelmodelarts.batch;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.api.ModelArtsRequestException;
import io.github.camelmodelarts.obs.ObsPath;
import io.github.camelmodelarts.text.PlainJson;
import io.github.camelmodelarts.text.Printable;

/**
 * A line of a manifest, with the result or the failure of one input (ModelArts help, "Output Path", ma_drawer_035, 2025-05-29).
 *
 * @param source the input
 * @param output the object with the result, or null if the service failed for this input
 * @param error the reason, or null if the service succeeded
 */
record ManifestLine(
        ObsPath source, @Nullable ObsPath output, @Nullable String error) {

    private static final int LONGEST_ERROR = 300;

    /**
     * Reads a line.
     *
     * @throws ModelArtsRequestException if it is not a line of a manifest; the message says why
     */
    static ManifestLine of(String text) {
        JsonNode line;
        try {
            line = PlainJson.MAPPER.readTree(text);
        } catch (JsonProcessingException e) {
            throw new ModelArtsRequestException("it is not JSON", e);
        }
        if (!line.isObject() || !line.path("source").isTextual()) {
            throw new ModelArtsRequestException("it is not a JSON object with a source");
        }
        ObsPath source = ObsPath.ofModelArts(line.path("source").asText());
        String place = line.path("inference-loc").asText("");
        // older services write no field "result"
        boolean isFailed = line.path("result").asText("").equalsIgnoreCase("FAILED") || place.isEmpty();
        if (!isFailed) {
            return new ManifestLine(source, ObsPath.ofModelArts(place), null);
        }
        String reason = line.path("error_message").asText("").strip();
        return new ManifestLine(
                source, null, reason.isEmpty() ? "the service gave no reason" : Printable.of(reason, LONGEST_ERROR));
    }
}
