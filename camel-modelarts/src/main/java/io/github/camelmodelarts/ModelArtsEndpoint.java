package io.github.camelmodelarts;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Objects;
import java.util.concurrent.ExecutorService;

import javax.net.ssl.SSLContext;

import org.apache.camel.AsyncEndpoint;
import org.apache.camel.Category;
import org.apache.camel.Consumer;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.spi.EndpointServiceLocation;
import org.apache.camel.spi.UriEndpoint;
import org.apache.camel.spi.UriParam;
import org.apache.camel.support.DefaultEndpoint;
import org.apache.camel.support.jsse.SSLContextParameters;
import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.api.AuthStrategy;
import io.github.camelmodelarts.api.ModelArtsRequestException;
import io.github.camelmodelarts.http.ClientSettings;
import io.github.camelmodelarts.http.Limits;

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

    private @Nullable AuthStrategy strategy;
    private @Nullable ClientSettings clientSettings;
    private @Nullable Limits limits;
    private @Nullable Duration totalTimeout;
    private @Nullable ExecutorService workerPool;
    private @Nullable Targets targets;
    private @Nullable RequestMapper requests;
    private @Nullable ResponseMapper responses;

    ModelArtsEndpoint(String uri, ModelArtsComponent component, ModelArtsConfiguration configuration) {
        super(uri, component);
        this.configuration = configuration;
    }

    /** Reads the options; nothing looks at them any more after this. */
    @Override
    protected void doInit() throws Exception {
        super.doInit();
        Targets read = Targets.of(configuration);
        targets = read;
        requests = new RequestMapper(
                read,
                configuration.getHttpMethod(),
                new BodyMapper(configuration.getBodyType(), configuration.getInputName()),
                ForwardedHeaders.of(configuration.getForwardHeaders()));
        responses = new ResponseMapper(configuration.isThrowExceptionOnFailure());
        strategy =
                new CallerSelection(configuration, getComponent().getConfiguration()).strategy(InstantSource.system());
        clientSettings = new ClientSettings(
                sslContext(),
                ProxyOptions.of(configuration),
                configuration.getMaxConnections(),
                configuration.isHttp2());
        totalTimeout = configuration.getTotalTimeout();
        workerPool = configuration.getWorkerPool();
        limits = new Limits(
                configuration.getConnectTimeout(),
                configuration.getResponseTimeout(),
                configuration.getMaxResponseSize());
    }

    @Override
    public Producer createProducer() {
        return new ModelArtsProducer(this);
    }

    @Override
    public Consumer createConsumer(Processor processor) {
        throw new UnsupportedOperationException(
                "modelarts: calls services and can't be consumed from: use it with to()");
    }

    private @Nullable SSLContext sslContext() throws Exception {
        SSLContextParameters parameters = configuration.getSslContextParameters();
        if (parameters == null && getComponent().isUseGlobalSslContextParameters()) {
            parameters = getCamelContext().getSSLContextParameters();
            if (parameters == null) {
                throw new ModelArtsRequestException("useGlobalSslContextParameters is set, but the context has no"
                        + " SSLContextParameters: set them on the context, or the option sslContextParameters");
            }
        }
        return parameters == null ? null : getComponent().sslContext(parameters);
    }

    @Override
    public ModelArtsComponent getComponent() {
        return (ModelArtsComponent) super.getComponent();
    }

    /** The options as set; changes after the start have no effect. */
    public ModelArtsConfiguration getConfiguration() {
        return configuration;
    }

    RequestMapper requests() {
        return Objects.requireNonNull(requests, "not initialised");
    }

    ResponseMapper responses() {
        return Objects.requireNonNull(responses, "not initialised");
    }

    AuthStrategy strategy() {
        return Objects.requireNonNull(strategy, "not initialised");
    }

    ClientSettings clientSettings() {
        return Objects.requireNonNull(clientSettings, "not initialised");
    }

    Limits limits() {
        return Objects.requireNonNull(limits, "not initialised");
    }

    Duration totalTimeout() {
        return Objects.requireNonNull(totalTimeout, "not initialised");
    }

    /** The threads on which routes go on; the component must be started. */
    ExecutorService workers() {
        return workerPool == null ? getComponent().workers() : workerPool;
    }

    @Override
    public @Nullable String getServiceUrl() {
        Targets known = targets;
        return known == null ? null : known.configured();
    }

    @Override
    public String getServiceProtocol() {
        return "http";
    }

    /** Where it calls; not the URI, which may hold credentials that Camel does not mask. */
    @Override
    public String toString() {
        return "modelarts:" + configuration.getOperation() + "[" + getServiceUrl() + "]";
    }
}
