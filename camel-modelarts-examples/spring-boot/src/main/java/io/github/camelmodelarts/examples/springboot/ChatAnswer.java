package io.github.camelmodelarts.examples.springboot;

import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

import com.fasterxml.jackson.databind.ObjectMapper;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.camelmodelarts.api.ModelArtsStreamException;
import io.github.camelmodelarts.api.ServerSentEvents;

/**
 * Hands on the answer of a language model. If a stream of events fails, the client gets the error as the last event; without it, the
 * response would end as if it were complete. Another answer is read to its end first, so that a failure still can have a status.
 */
record ChatAnswer(ObjectMapper json) implements Processor {

    private static final Logger LOG = LoggerFactory.getLogger(ChatAnswer.class);

    @Override
    public void process(Exchange exchange) throws IOException {
        Message message = exchange.getMessage();
        boolean isEvents = message.getBody() instanceof ServerSentEvents;
        InputStream arriving = message.getBody(InputStream.class);
        message.setBody(isEvents ? new EventsThenError(arriving, json) : arriving.readAllBytes());
    }

    /** Reads whole events, so a failure is always between two of them. */
    private static final class EventsThenError extends FilterInputStream {

        private final ObjectMapper json;
        private @Nullable InputStream error;

        EventsThenError(InputStream events, ObjectMapper json) {
            super(events);
            this.json = json;
        }

        @Override
        public int read(byte[] to, int offset, int length) throws IOException {
            if (error == null) {
                try {
                    return super.read(to, offset, length);
                } catch (ModelArtsStreamException e) {
                    LOG.warn("The answer of the language model ended with an error: {}", e.toString());
                    error = new ByteArrayInputStream(event(e));
                }
            }
            return error.read(to, offset, length);
        }

        private byte[] event(ModelArtsStreamException failure) throws IOException {
            String data = json.writeValueAsString(OpenAiError.of(OpenAiError.decide(failure)));
            return ("data: " + data + "\n\n").getBytes(StandardCharsets.UTF_8);
        }
    }
}
