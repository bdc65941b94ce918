package io.github.camelmodelarts;

import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutorService;

import javax.net.ssl.SSLContext;

import org.apache.camel.Message;
import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.api.ModelArtsRequestException;
import io.github.camelmodelarts.api.RetryOn;
import io.github.camelmodelarts.http.ClientSettings;
import io.github.camelmodelarts.http.Limits;

/**
 * Options in the form that calls need them in: read once, and then immutable.
 *
 * @param caller who calls services; not there if no service is called
 * @param session who manages services; not there if none is managed or looked up
 */
record Settings(
        ModelArtsOperation operation,
        boolean allowHeaderOverride,
        Targets targets,
        RequestMapper requests,
        ResponseMapper responses,
        Configured<Caller> caller,
        Configured<SessionSettings> session,
        ClientSettings client,
        Limits limits,
        int maxRetries,
        RetryOn retryOn,
        boolean clockSkewCorrection,
        Duration totalTimeout,
        @Nullable ExecutorService workerPool) {

    /**
     * Reads an endpoint's options. What its operation needs must be there; what only an exchange could ask for need not.
     *
     * @param defaults the component's options, among which credentials may stand
     * @throws RuntimeException that names the option if one is wrong or missing
     */
    static Settings of(
            ModelArtsConfiguration options,
            ModelArtsConfiguration defaults,
            Map<String, String> environment,
            @Nullable SSLContext sslContext) {
        Settings settings = read(options, defaults, environment, sslContext);
        if (settings.operation.isManagement()) {
            settings.session.get();
            if (!options.isAllowHeaderOverride()) {
                requireComplete(options, defaults, settings.targets);
            }
            return settings;
        }
        settings.targets.requireService();
        settings.caller.get();
        if (settings.targets.service() != null) {
            settings.session.get();
        }
        return settings;
    }

    /** Reads options that are used in any way; what is missing is found out when it is needed. */
    static Settings onDemand(
            ModelArtsConfiguration options, Map<String, String> environment, @Nullable SSLContext sslContext) {
        return read(options, new ModelArtsConfiguration(), environment, sslContext);
    }

    private static Settings read(
            ModelArtsConfiguration options,
            ModelArtsConfiguration defaults,
            Map<String, String> environment,
            @Nullable SSLContext sslContext) {
        Targets targets = Targets.of(options);
        CallerSelection selection = new CallerSelection(options, defaults, environment);
        Configured<Caller> caller = Configured.of(selection::caller);
        return new Settings(
                options.getOperation(),
                options.isAllowHeaderOverride(),
                targets,
                new RequestMapper(
                        targets,
                        options.getHttpMethod(),
                        new BodyMapper(options.getBodyType(), options.getInputName()),
                        ForwardedHeaders.of(options.getForwardHeaders())),
                new ResponseMapper(options.isThrowExceptionOnFailure()),
                caller,
                Configured.of(() -> session(options, selection, caller)),
                new ClientSettings(
                        sslContext, ProxyOptions.of(options), options.getMaxConnections(), options.isHttp2()),
                new Limits(options.getConnectTimeout(), options.getResponseTimeout(), options.getMaxResponseSize()),
                options.getMaxRetries(),
                options.getRetryOn(),
                options.isClockSkewCorrection(),
                options.getTotalTimeout(),
                options.getWorkerPool());
    }

    /** Where no exchange can change what is missing. */
    private static void requireComplete(
            ModelArtsConfiguration options, ModelArtsConfiguration defaults, Targets targets) {
        ModelArtsOperation operation = options.getOperation();
        if (operation.call() != null) {
            operation.call().requireIn(options.getApiVersion());
        }
        if (operation.concernsService() && targets.service() == null) {
            throw new ModelArtsRequestException(operation + " needs serviceId or serviceName"
                    + (options.getAddress() == null ? "" : "; address is for predict"));
        }
        String named = options.getServiceName() == null ? options.getServiceId() : options.getServiceName();
        boolean own = !Objects.equals(options.getServiceName(), defaults.getServiceName())
                || !Objects.equals(options.getServiceId(), defaults.getServiceId());
        if (!operation.concernsService() && own && named != null) {
            throw new ModelArtsRequestException(
                    operation + " takes neither serviceId nor serviceName, and would not look"
                            + " at it: give filters in the body, {\"service_name\": \"...\"} for example");
        }
    }

    private static SessionSettings session(
            ModelArtsConfiguration options, CallerSelection selection, Configured<Caller> caller) {
        return SessionOptions.of(options, selection.session(caller.value()));
    }

    /** What this message is to do. */
    ModelArtsOperation operation(Message message) {
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
