package io.github.camelmodelarts.local.batch;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

import io.github.camelmodelarts.local.api.Model;
import io.github.camelmodelarts.local.api.ModelAnswer;
import io.github.camelmodelarts.local.api.StreamStep;
import io.github.camelmodelarts.local.obs.ObjectStore;

/**
 * Predicts files with a model. Inferred: the text of the model's response is the error message of a file that the model
 * rejects; the result of a CSV file has the response to each of its lines in one line.
 */
final class Prediction {

    /** "If a single image or CSV file exceeds 12 MB, an error is reported" (ModelArts user guide, batch services). */
    private static final int LARGEST = 12 << 20;

    private static final int LONGEST_MESSAGE = 1_000;

    private final BatchConfig config;
    private final Model model;
    private final String field;
    private final ObjectStore store;

    /** @param field the form field of a file */
    Prediction(BatchConfig config, Model model, String field, ObjectStore store) {
        this.config = config;
        this.model = model;
        this.field = field;
        this.store = store;
    }

    /**
     * The result for a file.
     *
     * @throws BatchFailure with the error message of the file
     */
    byte[] of(BatchInput input) throws BatchFailure {
        ObsPath path = input.path();
        if (path == null) {
            throw new BatchFailure("The source is not a file in OBS");
        }
        byte[] file;
        String type;
        try {
            if (store.size(path.bucket(), path.key()) > LARGEST) {
                throw new BatchFailure("The file is larger than 12 MB");
            }
            file = store.get(path.bucket(), path.key());
            type = store.contentType(path.bucket(), path.key());
        } catch (IllegalArgumentException e) {
            throw new BatchFailure("There is no object " + path);
        }
        CsvMapping mapping = config.mapping();
        if (mapping != null) {
            return ofLines(path, file, mapping);
        }
        return respond(FileRequest.form(config.uri(), field, path.name(), type, file));
    }

    private byte[] ofLines(ObsPath path, byte[] file, CsvMapping mapping) throws BatchFailure {
        if (!path.key().endsWith(".csv")) {
            throw new BatchFailure("The file is not a CSV file");
        }
        List<String> lines = new String(file, StandardCharsets.UTF_8).lines().toList();
        ByteArrayOutputStream results = new ByteArrayOutputStream();
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).isBlank()) {
                continue;
            }
            try {
                results.writeBytes(respond(FileRequest.json(config.uri(), mapping.request(lines.get(i)))));
                results.write('\n');
            } catch (BatchFailure | IllegalArgumentException e) {
                throw new BatchFailure("Line " + (i + 1) + ": " + e.getMessage());
            }
        }
        return results.toByteArray();
    }

    private byte[] respond(FileRequest request) throws BatchFailure {
        ModelAnswer answer;
        byte[] body;
        try {
            answer = model.predict(request);
            body = body(answer);
        } catch (IOException | RuntimeException e) {
            throw new BatchFailure("The model failed: " + e);
        }
        if (answer.status() / 100 == 2) {
            return body;
        }
        String text = new String(body, StandardCharsets.UTF_8).strip();
        throw new BatchFailure(
                text.isEmpty()
                        ? "The model responded with status " + answer.status()
                        : text.substring(0, Math.min(text.length(), LONGEST_MESSAGE)));
    }

    private static byte[] body(ModelAnswer answer) throws IOException {
        Iterable<? extends StreamStep> steps = answer.stream();
        if (steps == null) {
            return answer.body();
        }
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        for (StreamStep step : steps) {
            if (step instanceof StreamStep.End) {
                throw new IOException("The response was not complete");
            }
            if (step instanceof StreamStep.Send send) {
                byte[] bytes = new byte[send.bytes().remaining()];
                send.bytes().duplicate().get(bytes);
                body.writeBytes(bytes);
            }
            if (body.size() > LARGEST) {
                throw new IOException("The response is larger than 12 MB");
            }
        }
        return body.toByteArray();
    }
}
