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
 * What predictive analytics answer: {@code {"meta": {"uuid": "u1"}, "data": {"resp_data": [{"a": 1, "predictresult": "x"}]}}}, the
 * records that were sent with the prediction in each. Immutable.
 *
 * @param uuid what was sent along as {@code meta.uuid}, or null if there is none
 * @param records in the order in which they were sent
 */
public record TabularPrediction(@Nullable String uuid, List<Prediction> records) {

    /** The names under which ModelArts' documents have the prediction, the plainest first: a column that was sent may be called so, too. */
    private static final List<String> RESULTS = List.of("predict_result", "predictresult", "predictioncol", "predict");

    /** Copies the list. */
    public TabularPrediction {
        records = List.copyOf(records);
    }

    /**
     * A record and what is predicted for it.
     *
     * @param result the prediction, as text even if it is a number; read from the first of {@code predict_result}, {@code
     *     predictresult}, {@code predictioncol} and {@code predict} that the record has. Never null
     * @param fields the whole record, prediction included: texts, numbers, truth values, nulls, lists and maps
     */
    public record Prediction(String result, Map<String, @Nullable Object> fields) {

        /** Copies the map. */
        public Prediction {
            fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
        }
    }

    /**
     * Reads an answer.
     *
     * @throws ModelArtsResponseException if it is none of predictive analytics
     */
    public static TabularPrediction parse(String json) throws ModelArtsResponseException {
        return of(ResultReader.json(ResultShape.TABULAR, json));
    }

    /** The same of JSON in UTF-8. */
    public static TabularPrediction parse(byte[] json) throws ModelArtsResponseException {
        return of(ResultReader.json(ResultShape.TABULAR, json));
    }

    /** The same of JSON that was parsed already. */
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
