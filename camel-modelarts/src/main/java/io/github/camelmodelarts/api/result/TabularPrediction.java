package io.github.camelmodelarts.api.result;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.api.ModelArtsResponseException;

/**
 * The result of predictive analytics: {@code {"meta": {"uuid": "u1"}, "data": {"resp_data": [{"a": 1, "predictresult":
 * "x"}]}}}. Each record of the request is returned with its prediction. Immutable.
 *
 * @param uuid the {@code meta.uuid} of the request, or null if there is none
 * @param records in the order of the request
 */
public record TabularPrediction(@Nullable String uuid, List<Prediction> records) {

    /**
     * The names that the field of the prediction has in the ModelArts documents. The most specific name is first, because
     * a column of the request may also have one of these names.
     */
    private static final List<String> RESULTS = List.of("predict_result", "predictresult", "predictioncol", "predict");

    /** Copies the list. */
    public TabularPrediction {
        records = List.copyOf(records);
    }

    /**
     * A record with its prediction.
     *
     * @param result the prediction, as text even if it is a number; read from the first of {@code predict_result},
     *     {@code predictresult}, {@code predictioncol} and {@code predict} that the record has. Never null
     * @param fields the whole record, prediction included: values are text, numbers, booleans, nulls, lists and maps
     */
    public record Prediction(String result, Map<String, @Nullable Object> fields) {

        /** Copies the map. */
        public Prediction {
            fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
        }
    }

    /**
     * Parses a response.
     *
     * @throws ModelArtsResponseException if it is not the response of predictive analytics
     */
    public static TabularPrediction parse(String json) throws ModelArtsResponseException {
        return of(ResultReader.json(ResultShape.TABULAR, json));
    }

    /** Parses a response in UTF-8. */
    public static TabularPrediction parse(byte[] json) throws ModelArtsResponseException {
        return of(ResultReader.json(ResultShape.TABULAR, json));
    }

    /** Reads a response that is already parsed as JSON. */
    public static TabularPrediction of(JsonNode response) throws ModelArtsResponseException {
        ResultReader reader = ResultReader.of(ResultShape.TABULAR, response);
        JsonNode uuid = reader.optional("meta").path("uuid");
        List<Prediction> records = new ArrayList<>();
        for (JsonNode entry : reader.array(reader.optional("data").path("resp_data"), "data.resp_data")) {
            records.add(prediction(reader, entry, "data.resp_data[" + records.size() + "]"));
        }
        return new TabularPrediction(ResultReader.isAbsent(uuid) ? null : reader.text(uuid, "meta.uuid"), records);
    }

    private static Prediction prediction(ResultReader reader, JsonNode entry, String path)
            throws ModelArtsResponseException {
        for (String name : RESULTS) {
            if (entry.hasNonNull(name)) {
                Map<String, @Nullable Object> fields = new LinkedHashMap<>();
                entry.properties().forEach(field -> fields.put(field.getKey(), ResultReader.value(field.getValue())));
                return new Prediction(reader.text(entry.get(name), path + "." + name), fields);
            }
        }
        throw reader.misfit(path + " has none of " + String.join(", ", RESULTS));
    }
}
