package io.github.camelmodelarts.local.models;

import java.io.IOException;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.github.camelmodelarts.local.api.Model;
import io.github.camelmodelarts.local.api.ModelAnswer;
import io.github.camelmodelarts.local.api.ModelRequest;

/**
 * Classifies three kinds of iris by the size of their sepals and petals. Its response has the format of a predictive
 * analytics service of ModelArts: each record as received, with {@code predictresult} and {@code probability} added. Thread-safe.
 */
final class IrisModel implements Model, AutoCloseable {

    /** The columns of the network's input: Tribuo, which trained it, orders features by name. */
    static final List<String> FEATURES = List.of("petalLength", "petalWidth", "sepalLength", "sepalWidth");

    /** The columns of the network's output, in the order of their first use in training. */
    static final List<String> LABELS = List.of("virginica", "setosa", "versicolor");

    /** The form field of a file: the default of a batch service. */
    private static final String FIELD = PictureInput.FIELD;

    private final Network network;

    IrisModel() throws IOException {
        network = new Network(OnnxRuntime.resource("iris.onnx", "io.github.camelmodelarts:modelarts-local"));
    }

    @Override
    public ModelAnswer predict(ModelRequest request) throws IOException {
        try {
            RequestContent.requirePost(request);
            return ModelAnswer.json(predictions(records(request)));
        } catch (BadInputException refusal) {
            return refusal.answer();
        }
    }

    /** Reads JSON, or a form with a JSON file, in which a batch service sends its files. */
    private static JsonNode records(ModelRequest request) throws IOException, BadInputException {
        String type = RequestContent.mediaType(request);
        if (type.equals("multipart/form-data")) {
            byte[] file = request.part(FIELD);
            if (file == null) {
                throw BadInputException.of("The form has no field " + FIELD);
            }
            return RequestContent.json(file);
        } else if (type.equals("application/json")) {
            return RequestContent.json(RequestContent.bytes(request));
        }
        throw new BadInputException(
                415,
                "Records must be sent as application/json, or as a file in multipart/form-data, not as "
                        + (type.isEmpty() ? "a body without a Content-Type" : type));
    }

    private ObjectNode predictions(JsonNode body) throws IOException, BadInputException {
        JsonNode records = body.path("data").path("req_data");
        if (!records.isArray() || records.isEmpty()) {
            throw BadInputException.of("data.req_data must be a list with at least one record");
        }
        Tensor probabilities = network.run(features(records));
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        JsonNode uuid = body.path("meta").path("uuid");
        answer.putObject("meta").set("uuid", uuid.isMissingNode() ? JsonNodeFactory.instance.textNode("") : uuid);
        ArrayNode results = answer.putObject("data").putArray("resp_data");
        for (int i = 0; i < records.size(); i++) {
            results.add(result((ObjectNode) records.get(i), probabilities.values(), i * LABELS.size()));
        }
        return answer;
    }

    private static Tensor features(JsonNode records) throws BadInputException {
        float[] values = new float[records.size() * FEATURES.size()];
        for (int i = 0; i < values.length; i++) {
            int record = i / FEATURES.size();
            values[i] =
                    feature(records.get(record), "data.req_data[" + record + "]", FEATURES.get(i % FEATURES.size()));
        }
        return new Tensor(values, records.size(), FEATURES.size());
    }

    private static float feature(JsonNode record, String place, String name) throws BadInputException {
        if (!record.isObject()) {
            throw BadInputException.of(place + " is not a record");
        }
        JsonNode value = record.path(name);
        if (value.isMissingNode()) {
            throw BadInputException.of(place + " has no " + name);
        }
        if (!value.isNumber() || !Float.isFinite(value.floatValue())) {
            throw BadInputException.of(place + "." + name + " is not a usable number");
        }
        return value.floatValue();
    }

    private static ObjectNode result(ObjectNode record, float[] probabilities, int from) {
        int best = 0;
        for (int i = 1; i < LABELS.size(); i++) {
            if (probabilities[from + i] > probabilities[from + best]) {
                best = i;
            }
        }
        return record.deepCopy()
                .put("predictresult", LABELS.get(best))
                .put("probability", Math.round(probabilities[from + best] * 10_000) / 10_000.0);
    }

    @Override
    public void close() throws IOException {
        network.close();
    }
}
