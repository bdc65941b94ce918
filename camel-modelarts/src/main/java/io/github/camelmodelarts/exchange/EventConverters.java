package io.github.camelmodelarts.exchange;

import java.io.InputStream;
import java.util.Map;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import org.apache.camel.spi.TypeConverterLoader;
import org.apache.camel.spi.TypeConverterRegistry;
import org.apache.camel.support.SimpleTypeConverter;

import io.github.camelmodelarts.api.ModelArtsResponseException;
import io.github.camelmodelarts.api.ServerSentEvent;
import io.github.camelmodelarts.api.ServerSentEvents;
import io.github.camelmodelarts.text.PlainJson;

/**
 * Converts an event of a stream to its data, as text or as a Map of its JSON, and all events to a stream of bytes. Camel finds
 * this class through {@code META-INF/services} in every runtime.
 */
public final class EventConverters implements TypeConverterLoader {

    private static final TypeReference<Map<String, Object>> MAP = new TypeReference<>() {};

    @Override
    public void load(TypeConverterRegistry registry) {
        registry.addTypeConverter(
                String.class,
                ServerSentEvent.class,
                new SimpleTypeConverter(false, (type, exchange, value) -> ((ServerSentEvent) value).data()));
        registry.addTypeConverter(
                Map.class,
                ServerSentEvent.class,
                new SimpleTypeConverter(false, (type, exchange, value) -> map((ServerSentEvent) value)));
        registry.addTypeConverter(
                InputStream.class,
                ServerSentEvents.class,
                new SimpleTypeConverter(false, (type, exchange, value) -> new EventInput((ServerSentEvents) value)));
    }

    private static Map<String, Object> map(ServerSentEvent event) throws ModelArtsResponseException {
        try {
            return PlainJson.MAPPER.readValue(event.data(), MAP);
        } catch (JsonProcessingException e) {
            // the parser's message shows the data
            throw new ModelArtsResponseException(
                    "The data of the event is no JSON object, so it can't be converted to a Map: convert it to String",
                    null);
        }
    }
}
