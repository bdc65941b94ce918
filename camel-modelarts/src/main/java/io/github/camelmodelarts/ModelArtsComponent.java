package io.github.camelmodelarts;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.InstantSource;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.DoubleSupplier;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

import javax.net.ssl.SSLContext;

import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.SSLContextParametersAware;
import org.apache.camel.spi.CamelEvent;
import org.apache.camel.spi.EventNotifier;
import org.apache.camel.spi.ExecutorServiceManager;
import org.apache.camel.spi.Metadata;
import org.apache.camel.spi.ThreadPoolProfile;
import org.apache.camel.spi.annotations.Component;
import org.apache.camel.support.DefaultComponent;
import org.apache.camel.support.EventNotifierSupport;
import org.apache.camel.support.jsse.SSLContextParameters;
import org.apache.camel.util.concurrent.ThreadPoolRejectedPolicy;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.camelmodelarts.api.ModelArtsOperation;
import io.github.camelmodelarts.api.ModelArtsRequestException;
import io.github.camelmodelarts.api.ResponseMemory;
import io.github.camelmodelarts.auth.RecentlyUsed;
import io.github.camelmodelarts.call.CallListener;
import io.github.camelmodelarts.call.GrowingPool;
import io.github.camelmodelarts.call.Threads;
import io.github.camelmodelarts.client.SharedResources;
import io.github.camelmodelarts.http.HttpClients;
import io.github.camelmodelarts.http.Transports;
import io.github.camelmodelarts.options.ModelArtsConfiguration;
import io.github.camelmodelarts.text.Printable;

/**
 * Calls Huawei Cloud ModelArts real-time services. Owns what its endpoints share: HTTP clients, admission to hosts, the pools of threads. Its options are defaults for all endpoints.
 */
@Component("modelarts")
public class ModelArtsComponent extends DefaultComponent implements SSLContextParametersAware {

    private static final Logger LOG = LoggerFactory.getLogger(ModelArtsComponent.class);
    private static final String NOT_STARTED = "the component is not started";
    private static final int ROUTES = 8;
    private static final int PROGRESS = 2;
    private static final int SSL_CONTEXTS = 32;

    @Metadata(description = "The defaults of all endpoints.")
    private ModelArtsConfiguration configuration = new ModelArtsConfiguration();

    @Metadata(
            label = "security",
            defaultValue = "false",
            description = "Whether to use the context's global SSLContextParameters.")
    private boolean useGlobalSslContextParameters;

    @Metadata(
            label = "advanced",
            defaultValue = "25",
            description =
                    "How much of the heap the answers of all endpoints may take together, in percent, from 1 to 100.")
    private int responseMemory = ResponseMemory.DEFAULT_PERCENT;

    /** By the identity of their parameters. The key and trust stores of so many may stay in memory without an endpoint that uses them. */
    private volatile RecentlyUsed<SSLContextParameters, SSLContext> sslContexts = sslContexts();

    private final InstantSource clock;
    private final LongSupplier nanoTime;
    private final DoubleSupplier random;
    private final Function<Executor, Transports> transports;
    private CallListener listener = CallListener.NONE;
    private @Nullable ResponseMemory memory;
    private @Nullable ExecutorService routes;
    private @Nullable ExecutorService readers;
    private @Nullable ScheduledExecutorService progress;
    private @Nullable EventNotifier stoppingRoutes;
    private volatile @Nullable SharedResources resources;

    /** A component for Camel to configure. */
    public ModelArtsComponent() {
        this(InstantSource.system(), System::nanoTime, ModelArtsComponent::random, HttpClients::new);
    }

    /** A component in a context. */
    public ModelArtsComponent(CamelContext context) {
        super(context);
        this.clock = InstantSource.system();
        this.nanoTime = System::nanoTime;
        this.random = ModelArtsComponent::random;
        this.transports = HttpClients::new;
    }

    /**
     * A component in other surroundings.
     *
     * @param clock dates signatures
     * @param nanoTime measures ages and pauses
     * @param random spreads pauses: from 0 to 1, 1 excluded
     * @param transports made with the threads for what may block, one for each at a time
     */
    ModelArtsComponent(
            InstantSource clock,
            LongSupplier nanoTime,
            DoubleSupplier random,
            Function<Executor, Transports> transports) {
        this.clock = clock;
        this.nanoTime = nanoTime;
        this.random = random;
        this.transports = transports;
    }

    private static double random() {
        return ThreadLocalRandom.current().nextDouble();
    }

    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) throws Exception {
        ModelArtsConfiguration options = configuration.copy();
        // credentials are taken whole from one place: the endpoint's own are told apart from the component's
        options.forgetIdentity();
        if (parameters.keySet().stream().anyMatch(ModelArtsComponent::namesService)) {
            options.forgetService();
        }
        ModelArtsEndpoint endpoint = new ModelArtsEndpoint(uri, this, options);
        options.setOperation(
                getCamelContext().getTypeConverter().mandatoryConvertTo(ModelArtsOperation.class, remaining));
        warnOfUnmaskedOptions(parameters);
        boolean ownQuery = parameters.entrySet().stream().anyMatch(ModelArtsComponent::beginsQuery);
        setProperties(endpoint, parameters);
        if (ownQuery && !parameters.isEmpty()) {
            throw cutOff(parameters.keySet());
        }
        return endpoint;
    }

    private static boolean beginsQuery(Map.Entry<String, Object> option) {
        boolean mayHaveQuery =
                option.getKey().equalsIgnoreCase("address") || option.getKey().equalsIgnoreCase("path");
        return mayHaveQuery && String.valueOf(option.getValue()).indexOf('?') >= 0;
    }

    /** The error for a query that was cut off at its first {@code &}. Shows no values, because they may be secrets. */
    private static ModelArtsRequestException cutOff(Set<String> unknown) {
        return new ModelArtsRequestException("There are no options named "
                + Printable.of(String.join(", ", unknown), 200)
                + ". They may belong to the query of address or path, which ends at its first & in an endpoint's URI, also in a"
                + " property placeholder or a parameter of YAML. Put the value into RAW(), as in address=RAW({{my.address}}), or set"
                + " camel.component.modelarts.address, which needs no RAW()");
    }

    /** Whether it is one of the options of which one only may be given; an endpoint's own takes the place of the component's. */
    private static boolean namesService(String option) {
        String name = option.replace("-", "");
        return Stream.of("address", "serviceId", "serviceName").anyMatch(name::equalsIgnoreCase);
    }

    /** Camel masks the other credentials when it prints a URI, but not these two. */
    private static void warnOfUnmaskedOptions(Map<String, Object> parameters) {
        for (String option : new String[] {"appKey", "appCode"}) {
            if (parameters.containsKey(option)) {
                LOG.warn(
                        "{} stands in an endpoint's URI, where Camel's logs and JMX show it in clear, and dumps of routes all that"
                                + " stands beside it: set camel.component.modelarts.{} and the rest of its set instead, or a"
                                + " credentialsProvider",
                        option,
                        option);
            }
        }
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        ExecutorServiceManager threads = getCamelContext().getExecutorServiceManager();
        routes = threads.newThreadPool(this, "ModelArtsRoutes", unboundedQueue("ModelArtsRoutes", ROUTES));
        progress = threads.newScheduledThreadPool(
                this, "ModelArtsProgress", unboundedQueue("ModelArtsProgress", PROGRESS));
        readers = threads.newCachedThreadPool(this, "ModelArtsReaders");
        resources = new SharedResources(
                clock,
                nanoTime,
                random,
                new Threads(progress, readers),
                GrowingPool.of(routes, progress),
                transports.apply(readers),
                listener,
                memory == null ? ResponseMemory.ofHeap(responseMemory) : memory);
        stoppingRoutes = new StoppingRoutes();
        getCamelContext().getManagementStrategy().addEventNotifier(stoppingRoutes);
    }

    /**
     * A pool that rejects nothing while it lives. What it queues belongs to calls in flight, and admission bounds those; Camel's default
     * would take 1,000 tasks and then run them on the caller's thread, which would be a reactor's.
     */
    private static ThreadPoolProfile unboundedQueue(String name, int threads) {
        ThreadPoolProfile profile = new ThreadPoolProfile(name);
        profile.setPoolSize(threads);
        profile.setMaxPoolSize(threads);
        profile.setMaxQueueSize(Integer.MAX_VALUE);
        profile.setAllowCoreThreadTimeOut(true);
        profile.setRejectedPolicy(ThreadPoolRejectedPolicy.Abort);
        return profile;
    }

    /** Ends calls whose producer is none of the route's own: of toD, recipientList, enrich. */
    private final class StoppingRoutes extends EventNotifierSupport {

        StoppingRoutes() {
            setIgnoreExchangeEvents(true);
        }

        @Override
        public boolean isEnabled(CamelEvent event) {
            return event instanceof CamelEvent.RouteStoppingEvent;
        }

        @Override
        public void notify(CamelEvent event) {
            SharedResources opened = resources;
            if (opened != null && event instanceof CamelEvent.RouteStoppingEvent stopping) {
                opened.stopCallsFrom(stopping.getRoute().getRouteId());
            }
        }
    }

    @Override
    protected void doStop() throws Exception {
        if (stoppingRoutes != null) {
            getCamelContext().getManagementStrategy().removeEventNotifier(stoppingRoutes);
        }
        SharedResources opened = resources;
        resources = null;
        if (opened != null) {
            opened.close();
        }
        sslContexts = sslContexts();
        // after the calls, whose ends the routes are told
        ExecutorServiceManager threads = getCamelContext().getExecutorServiceManager();
        threads.shutdownGraceful(routes);
        threads.shutdown(progress);
        threads.shutdownNow(readers); // nobody waits for what they read any more
        super.doStop();
    }

    private static RecentlyUsed<SSLContextParameters, SSLContext> sslContexts() {
        return new RecentlyUsed<>(SSL_CONTEXTS);
    }

    /** One context for each set of parameters, so that endpoints which share the parameters share connections. */
    SSLContext sslContext(SSLContextParameters parameters) throws GeneralSecurityException, IOException {
        RecentlyUsed<SSLContextParameters, SSLContext> contexts = sslContexts;
        synchronized (contexts) {
            SSLContext known = contexts.find(parameters);
            if (known == null) {
                known = parameters.createSSLContext(getCamelContext());
                contexts.put(parameters, known);
            }
            return known;
        }
    }

    /** Who hears of the steps of calls, from the next start on. */
    void setListener(CallListener listener) {
        this.listener = listener;
    }

    /** In place of a part of the heap, from the next start on. */
    void setMemory(ResponseMemory memory) {
        this.memory = memory;
    }

    SharedResources resources() {
        return Objects.requireNonNull(resources, NOT_STARTED);
    }

    /** The defaults of all endpoints. */
    public ModelArtsConfiguration getConfiguration() {
        return configuration;
    }

    /** The defaults of all endpoints. */
    public void setConfiguration(ModelArtsConfiguration configuration) {
        this.configuration = configuration;
    }

    /** How much of the heap answers may take together, in percent. */
    public int getResponseMemory() {
        return responseMemory;
    }

    /** How much of the heap answers may take together, in percent. */
    public void setResponseMemory(int responseMemory) {
        ResponseMemory.ofHeap(responseMemory);
        this.responseMemory = responseMemory;
    }

    @Override
    public boolean isUseGlobalSslContextParameters() {
        return useGlobalSslContextParameters;
    }

    @Override
    public void setUseGlobalSslContextParameters(boolean useGlobalSslContextParameters) {
        this.useGlobalSslContextParameters = useGlobalSslContextParameters;
    }
}
