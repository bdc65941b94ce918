package io.github.camelmodelarts.api.result;

import com.fasterxml.jackson.databind.JsonNode;

/** The response formats of ModelArts and of language models, and the fields by which each is recognised. */
enum ResultShape {
    CLASSIFICATION("ImageClassification", "an image classification", "predicted_label (a text) and scores") {
        @Override
        boolean fits(JsonNode response) {
            return response.hasNonNull("predicted_label") || response.hasNonNull("predict_label");
        }
    },
    DETECTION(
            "ObjectDetection",
            "an object detection",
            "detection_classes, detection_boxes and detection_scores (arrays of the same length)") {
        @Override
        boolean fits(JsonNode response) {
            return response.hasNonNull("detection_classes");
        }
    },
    TABULAR("TabularPrediction", "a tabular prediction", "data.resp_data (an array of objects)") {
        @Override
        boolean fits(JsonNode response) {
            return response.path("data").hasNonNull("resp_data");
        }
    },
    CHAT("ChatCompletion", "a chat completion", "choices (an array with a message in each element)") {
        @Override
        boolean fits(JsonNode response) {
            return response.path("choices").path(0).hasNonNull("message");
        }
    },
    CHAT_STREAM("ChatChunk", "a chat stream", "choices (an array) or usage in each event") {
        @Override
        boolean fits(JsonNode response) {
            return response.path("choices").path(0).hasNonNull("delta");
        }
    },
    EMBEDDINGS("Embeddings", "an embedding model", "data (an array with an embedding in each element)") {
        @Override
        boolean fits(JsonNode response) {
            return response.path("data").path(0).hasNonNull("embedding");
        }
    },
    RERANK("Rerank", "a reranking", "results (an array with index and relevance_score in each element)") {
        @Override
        boolean fits(JsonNode response) {
            return response.path("results").path(0).hasNonNull("relevance_score");
        }
    };

    private final String typeName;
    private final String title;
    private final String fields;

    ResultShape(String typeName, String title, String fields) {
        this.typeName = typeName;
        this.title = title;
        this.fields = fields;
    }

    /** Returns whether a response has the fields that distinguish this format from the others. */
    abstract boolean fits(JsonNode response);

    String title() {
        return title;
    }

    String fields() {
        return fields;
    }

    String typeName() {
        return typeName;
    }
}
