package io.github.camelmodelarts.exchange;

import java.io.IOException;
import java.io.InputStream;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import org.apache.camel.spi.TypeConverterLoader;
import org.apache.camel.spi.TypeConverterRegistry;
import org.apache.camel.support.SimpleTypeConverter;

import io.github.camelmodelarts.api.ModelArtsResponseException;
import io.github.camelmodelarts.api.ServerSentEvent;
import io.github.camelmodelarts.api.result.ChatChunk;
import io.github.camelmodelarts.api.result.ChatCompletion;
import io.github.camelmodelarts.api.result.Embeddings;
import io.github.camelmodelarts.api.result.ImageClassification;
import io.github.camelmodelarts.api.result.ObjectDetection;
import io.github.camelmodelarts.api.result.Rerank;
import io.github.camelmodelarts.api.result.TabularPrediction;
import io.github.camelmodelarts.text.PlainJson;

/**
 * Converts responses to the records of {@code api.result}: from text, bytes, streams, events, JSON trees and maps. Camel finds
 * this class through {@code META-INF/services} in every runtime.
 */
public final class ResultConverters implements TypeConverterLoader {

    /** In bytes: the default of {@code maxResponseSize}. */
    private static final int LARGEST = 64 << 20;

    @Override
    public void load(TypeConverterRegistry registry) {
        add(
                registry,
                ImageClassification.class,
                ImageClassification::parse,
                ImageClassification::parse,
                ImageClassification::of);
        add(registry, ObjectDetection.class, ObjectDetection::parse, ObjectDetection::parse, ObjectDetection::of);
        add(
                registry,
                TabularPrediction.class,
                TabularPrediction::parse,
                TabularPrediction::parse,
                TabularPrediction::of);
        add(registry, ChatCompletion.class, ChatCompletion::parse, ChatCompletion::parse, ChatCompletion::of);
        add(registry, ChatChunk.class, ChatChunk::parse, ChatChunk::parse, ChatChunk::of);
        add(registry, Embeddings.class, Embeddings::parse, Embeddings::parse, Embeddings::of);
        add(registry, Rerank.class, Rerank::parse, Rerank::parse, Rerank::of);
    }

    @FunctionalInterface
    private interface Reader<F, T> {
        T read(F response) throws IOException;
    }

    private static <T> void add(
            TypeConverterRegistry registry,
            Class<T> type,
            Reader<String, T> text,
            Reader<byte[], T> bytes,
            Reader<JsonNode, T> tree) {
        add(registry, type, String.class, text);
        add(registry, type, byte[].class, bytes);
        add(registry, type, InputStream.class, stream -> bytes.read(content(stream)));
        add(registry, type, ServerSentEvent.class, event -> text.read(event.data()));
        add(registry, type, JsonNode.class, tree);
        add(registry, type, Map.class, map -> tree.read(tree(map)));
    }

    private static <F, T> void add(TypeConverterRegistry registry, Class<T> type, Class<F> from, Reader<F, T> reader) {
        registry.addTypeConverter(
                type, from, new SimpleTypeConverter(false, (t, exchange, value) -> reader.read(from.cast(value))));
    }

    private static byte[] content(InputStream stream) throws IOException {
        byte[] content = stream.readNBytes(LARGEST + 1);
        if (content.length > LARGEST) {
            throw new ModelArtsResponseException(
                    "The response has more than " + LARGEST
                            + " bytes, which is too long for a conversion to a record: read it as a stream",
                    null);
        }
        return content;
    }

    private static JsonNode tree(Map<?, ?> map) throws ModelArtsResponseException {
        try {
            return PlainJson.MAPPER.valueToTree(map);
        } catch (IllegalArgumentException e) {
            throw new ModelArtsResponseException(
                    "The Map contains a value that Jackson can't write as JSON: convert the original response"
                            + " instead",
                    null);
        }
    }
}
