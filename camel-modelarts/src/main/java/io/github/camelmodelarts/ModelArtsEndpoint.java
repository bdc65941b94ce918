package io.github.camelmodelarts;

import java.util.Objects;

import org.apache.camel.AsyncEndpoint;
import org.apache.camel.Category;
import org.apache.camel.Consumer;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.spi.EndpointServiceLocation;
import org.apache.camel.spi.UriEndpoint;
import org.apache.camel.spi.UriParam;
import org.apache.camel.support.DefaultEndpoint;
import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.api.ModelArtsConstants;
import io.github.camelmodelarts.options.EndpointSettings;
import io.github.camelmodelarts.options.ModelArtsConfiguration;

/** Call Huawei Cloud ModelArts real-time inference services. */
@UriEndpoint(
        firstVersion = "1.0.0",
        scheme = "modelarts",
        title = "Huawei Cloud ModelArts",
        syntax = "modelarts:operation",
        category = {Category.AI, Category.CLOUD},
        producerOnly = true,
        headersClass = ModelArtsConstants.class)
public class ModelArtsEndpoint extends DefaultEndpoint implements AsyncEndpoint, EndpointServiceLocation {

    @UriParam
    private final ModelArtsConfiguration configuration;

    private @Nullable EndpointSettings settings;

    ModelArtsEndpoint(String uri, ModelArtsComponent component, ModelArtsConfiguration configuration) {
        super(uri, component);
        this.configuration = configuration;
    }

    /** Reads the options. Later changes of the options have no effect. */
    @Override
    protected void doInit() throws Exception {
        super.doInit();
        settings = EndpointSettings.of(
                configuration,
                getComponent().getConfiguration(),
                System.getenv(),
                getComponent().sslContext(configuration));
        getComponent().warnings().timeouts(toString(), configuration);
    }

    @Override
    public Producer createProducer() {
        ModelArtsComponent component = getComponent();
        return new ModelArtsProducer(this, settings(), component::resources, component.obsConnections());
    }

    @Override
    public Consumer createConsumer(Processor processor) {
        throw new UnsupportedOperationException(
                "modelarts has no consumer, because it calls services: use it in to(), not in from()");
    }

    @Override
    public ModelArtsComponent getComponent() {
        return (ModelArtsComponent) super.getComponent();
    }

    /** The options as set; changes after the start have no effect. */
    public ModelArtsConfiguration getConfiguration() {
        return configuration;
    }

    /** The settings that were read from the options when the endpoint was initialised. */
    EndpointSettings settings() {
        return Objects.requireNonNull(settings, "the endpoint is not initialised");
    }

    @Override
    public @Nullable String getServiceUrl() {
        EndpointSettings known = settings;
        return known == null ? null : known.targets().configured();
    }

    @Override
    public String getServiceProtocol() {
        return "http";
    }

    /** The operation and the address. The URI is not shown, because it may contain credentials that Camel does not mask. */
    @Override
    public String toString() {
        return "modelarts:" + configuration.getOperation() + "[" + getServiceUrl() + "]";
    }
}
