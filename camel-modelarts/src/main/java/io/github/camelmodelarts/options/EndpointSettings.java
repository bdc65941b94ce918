package io.github.camelmodelarts.options;

import java.util.Map;
import java.util.Objects;

import javax.net.ssl.SSLContext;

import org.apache.camel.Message;
import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.api.ModelArtsConstants;
import io.github.camelmodelarts.api.ModelArtsOperation;
import io.github.camelmodelarts.api.ModelArtsRequestException;
import io.github.camelmodelarts.batch.BatchSettings;
import io.github.camelmodelarts.client.AllowedAddresses;
import io.github.camelmodelarts.client.CallSettings;
import io.github.camelmodelarts.client.Identity;
import io.github.camelmodelarts.client.ObsSettings;
import io.github.camelmodelarts.client.ValueOrFailure;
import io.github.camelmodelarts.exchange.ForwardedHeaders;
import io.github.camelmodelarts.exchange.ObsOperations;
import io.github.camelmodelarts.exchange.RequestMapper;
import io.github.camelmodelarts.exchange.ResponseMapper;
import io.github.camelmodelarts.exchange.TargetMapper;
import io.github.camelmodelarts.exchange.body.BodyMapper;
import io.github.camelmodelarts.http.ClientSettings;
import io.github.camelmodelarts.http.Limits;
import io.github.camelmodelarts.http.PlainHttp;
import io.github.camelmodelarts.session.ManagementOperation;

/**
 * The options of an endpoint or session in the form that calls need. Read once and immutable.
 *
 * @param operation the operation for exchanges that do not choose one
 * @param obs the settings of calls to OBS; a failure if the options do not allow such calls
 * @param batches the settings of batch services; values that a run requires may be missing
 */
public record EndpointSettings(
        ModelArtsOperation operation,
        boolean allowHeaderOverride,
        TargetMapper targets,
        RequestMapper requests,
        ResponseMapper responses,
        CallSettings calls,
        ValueOrFailure<ObsSettings> obs,
        ObsOperations obsOperations,
        BatchSettings batches) {

    /**
     * Reads an endpoint's options. The options that its operation always needs must be set; an option may be missing if an exchange can
     * supply its value.
     *
     * @param defaults the component's options, which may contain credentials
     * @param sslContext the trusted certificates, or null for the platform's default
     * @throws RuntimeException that names the option if one is wrong or missing
     */
    public static EndpointSettings of(
            ModelArtsConfiguration options,
            ModelArtsConfiguration defaults,
            Map<String, String> environment,
            @Nullable SSLContext sslContext) {
        EndpointSettings settings = read(options, defaults, environment, sslContext, OptionNames.PROPERTIES);
        if (settings.operation.isManagement()) {
            settings.calls.session().get();
            if (options.isStreaming() && !defaults.isStreaming()) {
                throw new ModelArtsRequestException("streaming=true is not allowed for " + settings.operation
                        + ", whose response is never streamed: remove the option, or use it with predict");
            }
            if (!options.isAllowHeaderOverride()) {
                requireComplete(options, defaults, settings.targets);
            }
            return settings;
        }
        if (settings.operation.usesObs()) {
            settings.calls.session().get();
            settings.obs.get();
            settings.obsOperations.requireComplete(settings.operation, settings.batches.modelId() != null);
            if (settings.operation == ModelArtsOperation.runBatch) {
                settings.batches.requireBatchServices();
            }
            return settings;
        }
        settings.targets.requireService();
        settings.calls.identity().get();
        if (settings.targets.service() != null) {
            settings.calls.session().get();
        }
        return settings;
    }

    /** Reads the options of a session. A missing option fails only the calls that need it; messages name setters. */
    public static EndpointSettings onDemand(
            ModelArtsConfiguration options, Map<String, String> environment, @Nullable SSLContext sslContext) {
        if (options.isStreaming()) {
            throw new ModelArtsRequestException(
                    "setStreaming(true) is not allowed for a session, whose responses are complete: use a route to stream");
        }
        return read(options, new ModelArtsConfiguration(), environment, sslContext, OptionNames.SETTERS);
    }

    /**
     * Reads the options of a component itself. A missing option fails only the calls that need it.
     *
     * @param sslContext the trusted certificates, or null for the platform's default
     */
    public static EndpointSettings ofComponent(
            ModelArtsConfiguration defaults, Map<String, String> environment, @Nullable SSLContext sslContext) {
        return read(defaults, defaults, environment, sslContext, OptionNames.PROPERTIES);
    }

    private static EndpointSettings read(
            ModelArtsConfiguration options,
            ModelArtsConfiguration defaults,
            Map<String, String> environment,
            @Nullable SSLContext sslContext,
            OptionNames names) {
        AllowedAddresses allowedAddresses =
                new AllowedAddresses(options.getAllowedHosts(), new PlainHttp(options.isAllowHttp()));
        TargetMapper targets = TargetOptions.of(options, allowedAddresses);
        IdentityOptions identities = new IdentityOptions(options, defaults, environment, names);
        ValueOrFailure<Identity> identity = ValueOrFailure.of(identities::identity);
        ClientSettings http = new ClientSettings(
                sslContext, ProxyOptions.of(options), options.getMaxConnections(), options.isHttp2());
        Limits limits = new Limits(
                options.getConnectTimeout(),
                options.getResponseTimeout(),
                options.getMaxResponseSize(),
                options.isStreaming() ? new Limits.Streaming(options.getStreamTimeout()) : null);
        return new EndpointSettings(
                options.getOperation(),
                options.isAllowHeaderOverride(),
                targets,
                new RequestMapper(
                        targets,
                        options.getHttpMethod(),
                        new BodyMapper(
                                options.getBodyType(),
                                options.getInputName(),
                                options.getMaxRequestSize() == null
                                        ? BodyMapper.NO_LIMIT
                                        : options.getMaxRequestSize()),
                        ForwardedHeaders.of(options.getForwardHeaders())),
                new ResponseMapper(options.isThrowExceptionOnFailure(), options.getMaxEventSize()),
                new CallSettings(
                        identity,
                        ValueOrFailure.of(
                                () -> SessionOptions.of(options, identities.session(identity.value()), names)),
                        allowedAddresses,
                        http,
                        limits,
                        options.getMaxWaiting(),
                        options.getAdmissionTimeout(),
                        options.getMaxRetries(),
                        options.getRetryOn(),
                        options.isClockSkewCorrection(),
                        options.getTotalTimeout(),
                        options.getWorkerPool()),
                ValueOrFailure.of(
                        () -> ObsOptions.of(options, identities.session(identity.value()), http, limits, names)),
                ObsOptions.exchanges(options, targets),
                ObsOptions.batches(options));
    }

    /** Refuses an endpoint if an option is missing that no exchange can supply. */
    private static void requireComplete(
            ModelArtsConfiguration options, ModelArtsConfiguration defaults, TargetMapper targets) {
        ManagementOperation operation = ManagementOperation.of(options.getOperation());
        operation.requireIn(options.getApiVersion());
        if (operation.concernsService()) {
            operation.required(targets.service());
            return;
        }
        String named = options.getServiceName() == null ? options.getServiceId() : options.getServiceName();
        boolean own = !Objects.equals(options.getServiceName(), defaults.getServiceName())
                || !Objects.equals(options.getServiceId(), defaults.getServiceId());
        if (own && named != null) {
            throw new ModelArtsRequestException(
                    operation.name() + " does not use serviceId or serviceName: remove it, and set filters in the body,"
                            + " {\"service_name\": \"...\"} for example");
        }
    }

    /** What the endpoint calls, without a query, and what it authenticates with, without values; for a log line. */
    public String described() {
        boolean predicts = !operation.isManagement() && !operation.usesObs();
        String service = targets.configured();
        String where = predicts ? "the service that headers name" : "the management API";
        if (operation.usesObs()) {
            service = operation == ModelArtsOperation.runBatch ? "OBS and the management API" : "OBS";
        }
        String does = operation == ModelArtsOperation.sign ? " signs requests for " : " calls ";
        Identity identity =
                predicts ? calls.identity().get() : calls.session().get().identity();
        return operation + does + (service == null ? where : service) + " and authenticates with "
                + identity.described();
    }

    /**
     * The operation for this message.
     *
     * @throws ModelArtsRequestException if its header does not name an operation
     */
    public ModelArtsOperation operation(Message message) {
        String chosen = allowHeaderOverride ? message.getHeader(ModelArtsConstants.OPERATION, String.class) : null;
        if (chosen == null) {
            return operation;
        }
        try {
            return OptionConverters.read(
                    ModelArtsOperation.class, "The header " + ModelArtsConstants.OPERATION, chosen);
        } catch (IllegalArgumentException e) {
            throw new ModelArtsRequestException(String.valueOf(e.getMessage()), e);
        }
    }
}
