package io.github.camelmodelarts.examples.scaleout.kafkashare;

import java.util.Map;

import org.apache.camel.Endpoint;
import org.apache.camel.spi.Metadata;
import org.apache.camel.spi.annotations.Component;
import org.apache.camel.support.DefaultComponent;
import org.apache.camel.util.PropertiesHelper;
import org.jspecify.annotations.Nullable;

/** Consumes the records of a topic as a member of a Kafka share group. */
@Component("kafka-share")
public class KafkaShareComponent extends DefaultComponent {

    private static final String ADDITIONAL = "additionalProperties.";

    @Metadata(description = "The brokers of all endpoints that set none: HOST:PORT, several separated by commas.")
    private @Nullable String brokers;

    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) throws Exception {
        KafkaShareEndpoint endpoint = new KafkaShareEndpoint(uri, this);
        endpoint.setTopic(remaining);
        endpoint.setBrokers(brokers);
        endpoint.getAdditionalProperties().putAll(PropertiesHelper.extractProperties(parameters, ADDITIONAL));
        setProperties(endpoint, parameters);
        return endpoint;
    }

    /** The brokers of all endpoints that set none. */
    public @Nullable String getBrokers() {
        return brokers;
    }

    /** The brokers of all endpoints that set none. */
    public void setBrokers(@Nullable String brokers) {
        this.brokers = brokers;
    }
}
