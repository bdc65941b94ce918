package io.github.camelmodelarts;

import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;

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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.camelmodelarts.api.ModelArtsConstants;
import io.github.camelmodelarts.api.ModelArtsOperation;
import io.github.camelmodelarts.health.CheckedEndpoint;
import io.github.camelmodelarts.health.EndpointHealth;
import io.github.camelmodelarts.options.EndpointSettings;
import io.github.camelmodelarts.options.ModelArtsConfiguration;
import io.github.camelmodelarts.session.ServiceReference;

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

    private static final Logger LOG = LoggerFactory.getLogger(ModelArtsEndpoint.class);
    private static final String NOT_INITIALISED = "the endpoint is not initialised";

    @UriParam
    private final ModelArtsConfiguration configuration;

    private final AtomicBoolean told = new AtomicBoolean();
    private @Nullable EndpointSettings settings;
    private @Nullable EndpointHealth health;

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
        if (health == null) {
            health = new EndpointHealth(getCamelContext(), checked(settings));
        }
    }

    @Override
    public Producer createProducer() {
        ModelArtsComponent component = getComponent();
        return new ModelArtsProducer(
                this,
                settings(),
                component::resources,
                component.obsConnections(),
                Objects.requireNonNull(health, NOT_INITIALISED),
                this::tellStart);
    }

    private CheckedEndpoint checked(EndpointSettings known) {
        ModelArtsOperation operation = known.operation();
        boolean predicts = operation == ModelArtsOperation.predict;
        boolean manages = operation.isManagement() || operation == ModelArtsOperation.runBatch;
        ServiceReference service =
                manages || operation.usesObs() ? null : known.targets().service();
        return new CheckedEndpoint(
                getId(), toString(), predicts ? service : null, predicts, manages || service != null);
    }

    /** Logs once what the endpoint does. toD, and other steps that choose endpoints for each exchange, can use thousands: these are not logged. */
    private void tellStart(String route) {
        if (told.compareAndSet(false, true)) {
            LOG.info("Route {}: {}", route, settings().described());
        }
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
        return Objects.requireNonNull(settings, NOT_INITIALISED);
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

    /** The key {@code service} has the name or the id of the configured service, or the host of its address. */
    @Override
    public @Nullable Map<String, String> getServiceMetadata() {
        EndpointSettings known = settings;
        String label = known == null ? null : known.targets().label();
        return label == null ? null : Map.of("service", label);
    }

    /** The operation and the address. The URI is not shown, because it may contain credentials that Camel does not mask. */
    @Override
    public String toString() {
        return "modelarts:" + configuration.getOperation() + "[" + getServiceUrl() + "]";
    }
}
