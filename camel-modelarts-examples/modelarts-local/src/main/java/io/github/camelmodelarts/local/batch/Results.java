package io.github.camelmodelarts.local.batch;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;

import io.github.camelmodelarts.local.obs.ObjectStore;

/** Writes the results of one run, and its manifest. Thread-safe. */
final class Results {

    private static final JsonMapper JSON = new JsonMapper();

    private final ObjectStore store;
    private final ObsPath destination;
    private final String task;

    Results(ObjectStore store, ObsPath destination, String task) {
        this.store = store;
        this.destination = destination;
        this.task = task;
    }

    /** Writes a result, and returns its line for the manifest. */
    String success(BatchInput input, byte[] result) {
        ObsPath place = destination.below("infer-result-" + task + "/" + input.name() + "_result.txt");
        store.put(place.bucket(), place.key(), result);
        Map<String, String> line = line(input, "SUCCESSFUL");
        line.put("inference-loc", place.toString());
        return json(line);
    }

    /** The line for a file without a result. */
    String failure(BatchInput input, String message) {
        Map<String, String> line = line(input, "FAILED");
        line.put("error_message", message);
        return json(line);
    }

    private static Map<String, String> line(BatchInput input, String result) {
        Map<String, String> line = new LinkedHashMap<>();
        line.put("source", input.source());
        line.put("result", result);
        return line;
    }

    private static String json(Map<String, String> line) {
        try {
            return JSON.writeValueAsString(line);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Jackson can't write strings", e);
        }
    }

    /** Writes the lines in manifests of at most {@code most} lines; an empty one if there are none. */
    void writeManifests(List<String> lines, int most) {
        int from = 0;
        int number = 0;
        do {
            int to = (int) Math.min((long) from + most, lines.size());
            String name = "infer-result-" + task + (number == 0 ? "" : "_" + number) + ".manifest";
            String text =
                    lines.subList(from, to).stream().map(line -> line + "\n").collect(Collectors.joining());
            ObsPath place = destination.below(name);
            store.put(place.bucket(), place.key(), text.getBytes(StandardCharsets.UTF_8));
            from = to;
            number++;
        } while (from < lines.size());
    }
}
