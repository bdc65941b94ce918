package io.github.camelmodelarts;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.DoubleSupplier;
import java.util.function.Function;
import java.util.function.LongSupplier;

import javax.net.ssl.SSLContext;

import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.SSLContextParametersAware;
import org.apache.camel.api.management.ManagedResource;
import org.apache.camel.spi.CamelEvent;
import org.apache.camel.spi.EventNotifier;
import org.apache.camel.spi.ExecutorServiceManager;
import org.apache.camel.spi.Metadata;
import org.apache.camel.spi.PropertyConfigurer;
import org.apache.camel.spi.ThreadPoolProfile;
import org.apache.camel.spi.annotations.Component;
import org.apache.camel.support.DefaultComponent;
import org.apache.camel.support.EventNotifierSupport;
import org.apache.camel.support.jsse.SSLContextParameters;
import org.apache.camel.util.concurrent.ThreadPoolRejectedPolicy;
import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.api.ModelArtsOperation;
import io.github.camelmodelarts.api.ModelArtsRequestException;
import io.github.camelmodelarts.api.ResponseMemory;
import io.github.camelmodelarts.auth.RecentlyUsed;
import io.github.camelmodelarts.call.CallListener;
import io.github.camelmodelarts.call.CallListeners;
import io.github.camelmodelarts.call.GrowingPool;
import io.github.camelmodelarts.call.Threads;
import io.github.camelmodelarts.client.ComponentState;
import io.github.camelmodelarts.client.ObsSettings;
import io.github.camelmodelarts.client.SharedResources;
import io.github.camelmodelarts.console.FailedCall;
import io.github.camelmodelarts.console.ManagedState;
import io.github.camelmodelarts.console.RecentFailures;
import io.github.camelmodelarts.http.HttpClients;
import io.github.camelmodelarts.http.Transports;
import io.github.camelmodelarts.metrics.ComponentMetrics;
import io.github.camelmodelarts.obs.ObsConnection;
import io.github.camelmodelarts.obs.ObsConnections;
import io.github.camelmodelarts.options.CheckedConfigurer;
import io.github.camelmodelarts.options.EndpointSettings;
import io.github.camelmodelarts.options.ModelArtsConfiguration;
import io.github.camelmodelarts.options.OptionWarnings;
import io.github.camelmodelarts.options.UriParameters;

/**
 * Calls Huawei Cloud ModelArts real-time services. Owns the resources that its endpoints share: HTTP clients, admission to hosts, thread
 * pools. Its options are the defaults of all endpoints.
 */
@ManagedResource(description = "Managed ModelArts component")
@Component("modelarts")
public class ModelArtsComponent extends DefaultComponent implements SSLContextParametersAware, ManagedState {

    private static final String NOT_STARTED = "the component is not started";
    private static final int ROUTES = 8;
    private static final int PROGRESS = 2;
    private static final int TRANSFERS = 4;

    /** How long transfers may take to end when the component stops. */
    private static final long LAST_STEP_MILLIS = 5_000;

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
                    "The share of the heap for the responses of all endpoints together, in percent, from 1 to 100.")
    private int responseMemory = ResponseMemory.DEFAULT_PERCENT;

    /**
     * The SSL context of each {@code SSLContextParameters} object; the objects are compared by identity, not by content. At most {@link
     * #SSL_CONTEXTS} unused contexts are kept, because each holds its key and trust stores in memory.
     */
    private volatile RecentlyUsed<SSLContextParameters, SSLContext> sslContexts = sslContexts();

    private final ObsConnections obs = new ObsConnections(this::resourcesForObs);
    private final OptionWarnings warnings = new OptionWarnings();
    private final InstantSource clock;
    private final LongSupplier nanoTime;
    private final DoubleSupplier random;
    private final Function<Executor, Transports> transports;
    private final RecentFailures recentFailures;
    private CallListener listener = CallListener.NONE;
    private @Nullable ResponseMemory memory;
    private @Nullable ExecutorService routes;
    private @Nullable ExecutorService readers;
    private @Nullable ScheduledExecutorService progress;
    private @Nullable ExecutorService transfers;
    private @Nullable EventNotifier stoppingRoutes;
    private @Nullable ComponentMetrics metrics;
    private volatile @Nullable SharedResources resources;

    /** A component for Camel to configure. */
    public ModelArtsComponent() {
        this(InstantSource.system(), System::nanoTime, ModelArtsComponent::random, HttpClients::new);
    }

    /** A component in a context. */
    public ModelArtsComponent(CamelContext context) {
        super(context);
        this.clock = InstantSource.system();
        this.recentFailures = new RecentFailures(clock);
        this.nanoTime = System::nanoTime;
        this.random = ModelArtsComponent::random;
        this.transports = HttpClients::new;
    }

    /**
     * A component with other clocks and transports, for tests.
     *
     * @param clock dates signatures
     * @param nanoTime measures ages and pauses
     * @param random spreads pauses: from 0 to 1, 1 excluded
     * @param transports creates the transports with the threads for blocking tasks, one thread for each task
     */
    ModelArtsComponent(
            InstantSource clock,
            LongSupplier nanoTime,
            DoubleSupplier random,
            Function<Executor, Transports> transports) {
        this.clock = clock;
        this.recentFailures = new RecentFailures(clock);
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
        // a set of credentials is taken whole from one place, so the copy must not contain the component's credentials
        options.forgetIdentity();
        if (UriParameters.nameService(parameters)) {
            options.forgetService();
        }
        ModelArtsEndpoint endpoint = new ModelArtsEndpoint(uri, this, options);
        options.setOperation(
                getCamelContext().getTypeConverter().mandatoryConvertTo(ModelArtsOperation.class, remaining));
        warnings.unmasked(parameters);
        boolean ownQuery = UriParameters.haveQuery(parameters);
        setProperties(endpoint, parameters);
        if (ownQuery && !parameters.isEmpty()) {
            throw UriParameters.cutOff(parameters.keySet());
        }
        return endpoint;
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        ExecutorServiceManager threads = getCamelContext().getExecutorServiceManager();
        routes = threads.newThreadPool(this, "ModelArtsRoutes", unboundedQueue("ModelArtsRoutes", ROUTES));
        progress = threads.newScheduledThreadPool(
                this, "ModelArtsProgress", unboundedQueue("ModelArtsProgress", PROGRESS));
        readers = threads.newCachedThreadPool(this, "ModelArtsReaders");
        transfers = threads.newThreadPool(this, "ModelArtsTransfers", unboundedQueue("ModelArtsTransfers", TRANSFERS));
        ComponentMetrics measured = ComponentMetrics.of(this);
        metrics = measured;
        resources = new SharedResources(
                clock,
                nanoTime,
                random,
                new Threads(progress, readers, transfers),
                GrowingPool.of(routes, progress),
                transports.apply(readers),
                CallListeners.of(listener, measured.listener(), recentFailures.listener(getCamelContext())),
                memory == null ? ResponseMemory.ofHeap(responseMemory) : memory);
        measured.show(resources::state);
        stoppingRoutes = new StoppingRoutes();
        getCamelContext().getManagementStrategy().addEventNotifier(stoppingRoutes);
    }

    /**
     * The profile of a pool that rejects no task until it is shut down. The queue needs no limit: its tasks belong to calls, and
     * {@code maxConnections} and {@code maxWaiting} limit their number. With Camel's default profile the pool would queue 1,000 tasks and then run further tasks on the
     * caller's thread, which is a reactor.
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

    /** Ends calls of producers that are not part of a route (toD, recipientList, enrich) when the route of their exchange stops. */
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
        if (opened != null) {
            opened.close();
        }
        // transfers in progress end at their next step, and remove the parts of uploads; for that they need the
        // resources
        getCamelContext().getExecutorServiceManager().shutdownGraceful(transfers, LAST_STEP_MILLIS);
        resources = null;
        obs.close();
        sslContexts = sslContexts();
        // after the calls, because the routes still receive the ends of these calls
        ExecutorServiceManager threads = getCamelContext().getExecutorServiceManager();
        threads.shutdownGraceful(routes);
        threads.shutdown(progress);
        threads.shutdownNow(readers); // no call waits for their results
        if (metrics != null) {
            metrics.close();
        }
        super.doStop();
    }

    private static RecentlyUsed<SSLContextParameters, SSLContext> sslContexts() {
        return new RecentlyUsed<>(SSL_CONTEXTS);
    }

    /** The context for these parameters. Endpoints with the same parameters get the same context and so share connections. */
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

    /** The trusted certificates of the options, or null for the platform's default. */
    @Nullable
    SSLContext sslContext(ModelArtsConfiguration options) throws GeneralSecurityException, IOException {
        SSLContextParameters parameters = options.getSslContextParameters();
        if (parameters == null && useGlobalSslContextParameters) {
            parameters = getCamelContext().getSSLContextParameters();
            if (parameters == null) {
                throw new ModelArtsRequestException("useGlobalSslContextParameters is set, but the context has no"
                        + " SSLContextParameters: set them on the context, or set the option sslContextParameters");
            }
        }
        return parameters == null ? null : sslContext(parameters);
    }

    private SharedResources resourcesForObs() {
        SharedResources opened = resources;
        if (opened == null) {
            throw new ModelArtsRequestException(
                    "The component modelarts is not started, so it can send no request to OBS: use the"
                            + " client for OBS between the start and the stop of the CamelContext");
        }
        return opened;
    }

    @Override
    public ComponentState state() {
        SharedResources opened = resources;
        return opened == null ? ComponentState.EMPTY : opened.state();
    }

    @Override
    public boolean endPause(String maskedName) {
        SharedResources opened = resources;
        return opened != null && opened.keys().forgetPause(maskedName);
    }

    @Override
    public List<FailedCall> recentFailures() {
        return recentFailures.latest();
    }

    /** The connections to OBS of all endpoints. */
    ObsConnections obsConnections() {
        return obs;
    }

    /** The connection to OBS with the component's own options. They are read now, or at the first request if the component is not started. */
    ObsConnection obs() {
        return resources == null ? obs.later(this::obsSettings) : obs.of(obsSettings());
    }

    private ObsSettings obsSettings() {
        try {
            return EndpointSettings.ofComponent(configuration.copy(), System.getenv(), sslContext(configuration))
                    .obs()
                    .get();
        } catch (GeneralSecurityException | IOException e) {
            throw new ModelArtsRequestException("sslContextParameters can't be used: " + e.getMessage(), e);
        }
    }

    /** Sets the listener for the steps of calls, from the next start on. */
    void setListener(CallListener listener) {
        this.listener = listener;
    }

    /** Sets the memory for responses, instead of a share of the heap, from the next start on. */
    void setMemory(ResponseMemory memory) {
        this.memory = memory;
    }

    @Override
    public @Nullable PropertyConfigurer getComponentPropertyConfigurer() {
        return CheckedConfigurer.of(super.getComponentPropertyConfigurer());
    }

    @Override
    public @Nullable PropertyConfigurer getEndpointPropertyConfigurer() {
        return CheckedConfigurer.of(super.getEndpointPropertyConfigurer());
    }

    OptionWarnings warnings() {
        return warnings;
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

    /** The share of the heap for all responses together, in percent. */
    public int getResponseMemory() {
        return responseMemory;
    }

    /** The share of the heap for all responses together, in percent. */
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
