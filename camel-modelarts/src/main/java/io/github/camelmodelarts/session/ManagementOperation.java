package io.github.camelmodelarts.session;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.api.ApiVersion;
import io.github.camelmodelarts.api.ModelArtsConstants;
import io.github.camelmodelarts.api.ModelArtsOperation;
import io.github.camelmodelarts.api.ModelArtsRequestException;

/**
 * Describes how an operation of ModelArts' management API is called: method, path and input in each generation of the API.
 *
 * @param operation the operation's name in a route
 * @param input how the operation uses the exchange's body
 * @param v1 how it is called in the first generation (apiVersion=v1), or null if it does not exist there
 * @param v2 how it is called in the second generation (apiVersion=v2), or null if it does not exist there
 */
public record ManagementOperation(
        ModelArtsOperation operation,
        Input input,
        @Nullable Shape v1,
        @Nullable Shape v2) {

    private static final String SERVICE = "/services/{service_id}";
    private static final String APP_AUTH_API = SERVICE + "/app-auth-apis/{api_id}";
    private static final Set<String> EVENT_FILTERS =
            Set.of("event_type", "start_time", "end_time", "offset", "limit", "sort_by", "order");

    private static final Map<ModelArtsOperation, ManagementOperation> ALL = new EnumMap<>(ModelArtsOperation.class);

    static {
        add(
                ModelArtsOperation.listServices,
                Input.FILTERS,
                Shape.get("/services")
                        .with(Set.of(
                                "service_id",
                                "service_name",
                                "model_id",
                                "cluster_id",
                                "workspace_id",
                                "infer_type",
                                "status",
                                "offset",
                                "limit",
                                "sort_by",
                                "order",
                                "tags"))
                        .with(new Listing("services", "service_id", "total_count", 1000, true)),
                Shape.get("/services")
                        .with(Set.of(
                                "id",
                                "name",
                                "status",
                                "auth_type",
                                "type",
                                "pool_id",
                                "workspace_id",
                                "tags",
                                "offset",
                                "limit",
                                "sort_key",
                                "sort_dir"))
                        .with(new Listing("data", "id", "total", 500, false)));
        add(ModelArtsOperation.describeService, Input.NONE, Shape.get(SERVICE), Shape.get(SERVICE));
        add(ModelArtsOperation.awaitService, Input.NONE, Shape.get(SERVICE), Shape.get(SERVICE));
        add(
                ModelArtsOperation.startService,
                Input.NONE,
                Shape.of("PUT", SERVICE).with("{\"status\":\"running\"}"),
                Shape.of("POST", SERVICE + "/start"));
        add(
                ModelArtsOperation.stopService,
                Input.NONE,
                Shape.of("PUT", SERVICE).with("{\"status\":\"stopped\"}"),
                Shape.of("POST", SERVICE + "/stop"));
        add(
                ModelArtsOperation.deployService,
                Input.OBJECT,
                Shape.of("POST", "/services"),
                Shape.of("POST", "/services"));
        add(ModelArtsOperation.updateService, Input.OBJECT, Shape.of("PUT", SERVICE), Shape.of("PUT", SERVICE));
        add(
                ModelArtsOperation.deleteService,
                Input.NONE,
                Shape.of("DELETE", SERVICE),
                Shape.of("POST", "/services/delete").with("{\"service_ids\":[\"{service_id}\"]}"));
        add(
                ModelArtsOperation.serviceMonitor,
                Input.FILTERS,
                Shape.get(SERVICE + "/monitor").with(Set.of("node_id")),
                null);
        add(
                ModelArtsOperation.serviceLogs,
                Input.FILTERS,
                Shape.get(SERVICE + "/logs").with(Set.of("update_time")),
                null);
        add(
                ModelArtsOperation.serviceEvents,
                Input.FILTERS,
                Shape.get(SERVICE + "/events").with(EVENT_FILTERS),
                Shape.get(SERVICE + "/events").with(EVENT_FILTERS));
        add(
                ModelArtsOperation.listApps,
                Input.FILTERS,
                Shape.get("/app-auth/apps")
                        .with(Set.of("app_name", "workspace_id", "offset", "limit", "sort_by", "order"))
                        .with(new Listing("apps", "app_id", "total_count", 1000, true)),
                null);
        add(ModelArtsOperation.appExists, Input.FILTERS, Shape.get("/app-auth/apps/{app_name}/exists"), null);
        add(ModelArtsOperation.listApisOfApp, Input.FILTERS, Shape.get("/app-auth/apps/{app_id}/auth-apis"), null);
        add(ModelArtsOperation.listAppAuthApis, Input.NONE, Shape.get(SERVICE + "/app-auth-apis"), null);
        add(ModelArtsOperation.describeAppAuth, Input.NONE, Shape.get(SERVICE + "/api-auths"), null);
        add(ModelArtsOperation.enableAppAuth, Input.OBJECT, Shape.of("POST", SERVICE + "/app-auth-api"), null);
        add(ModelArtsOperation.authorizeApp, Input.OBJECT, Shape.of("POST", APP_AUTH_API + "/app-auth-api"), null);
        add(ModelArtsOperation.unbindApp, Input.OBJECT, Shape.of("DELETE", APP_AUTH_API + "/app-auth-api"), null);
        add(
                ModelArtsOperation.listAuthorizedApps,
                Input.FILTERS, /* the API reference spells the filter this way, without a c */
                Shape.get(APP_AUTH_API + "/api-auths").with(Set.of("iphertext_enabled")),
                null);
    }

    private static void add(ModelArtsOperation operation, Input input, @Nullable Shape v1, @Nullable Shape v2) {
        ALL.put(operation, new ManagementOperation(operation, input, v1, v2));
    }

    /**
     * The row of an operation.
     *
     * @throws IllegalArgumentException if it is not an operation of the management API
     */
    public static ManagementOperation of(ModelArtsOperation operation) {
        ManagementOperation known = ALL.get(operation);
        if (known == null) {
            throw new IllegalArgumentException(operation + " is not an operation of the management API");
        }
        return known;
    }

    /** The operation's name, as in a route. */
    public String name() {
        return operation.name();
    }

    /** Whether the operation repeats its request until the service runs. */
    public boolean isAwait() {
        return operation == ModelArtsOperation.awaitService;
    }

    /**
     * How the operation is called in a generation.
     *
     * @throws ModelArtsRequestException if it does not exist in that generation
     */
    Shape in(ApiVersion version) {
        Shape shape = version == ApiVersion.v1 ? v1 : v2;
        if (shape == null) {
            throw new ModelArtsRequestException(operation + " exists only in apiVersion="
                    + (version == ApiVersion.v1 ? "v2" : "v1") + ": the service must belong to that generation");
        }
        return shape;
    }

    /**
     * Checks that the operation exists in a generation.
     *
     * @throws ModelArtsRequestException if it does not
     */
    public void requireIn(ApiVersion version) {
        in(version);
    }

    /**
     * Checks that a service is set.
     *
     * @param service the service that is set, or null
     * @throws ModelArtsRequestException if none is set; the message says how to set one
     */
    public ServiceReference required(@Nullable ServiceReference service) {
        if (service == null) {
            throw new ModelArtsRequestException(
                    operation + " requires serviceId or serviceName: set the option, or, with"
                            + " allowHeaderOverride=true, the header " + ModelArtsConstants.SERVICE_ID + " or "
                            + ModelArtsConstants.SERVICE_NAME + ". The option address is only for predict");
        }
        return service;
    }

    /** Whether the operation requires a service. */
    public boolean concernsService() {
        return List.of(v1 == null ? "" : v1.path(), v2 == null ? "" : v2.path() + v2.body()).stream()
                .anyMatch(text -> text.contains("{service_id}"));
    }

    /** How an operation uses the exchange's body. */
    public enum Input {
        /** The body is ignored. */
        NONE,
        /** The body is a JSON object whose fields are filters; it may be absent. */
        FILTERS,
        /** The body is a JSON object that is sent. */
        OBJECT
    }

    /**
     * How an operation is called in one generation.
     *
     * @param path the path below the project, with variables in braces: the service's id, and fields that are taken out of the input
     * @param filters the documented query parameters
     * @param body the fixed body, as JSON with variables; empty if the input is sent
     * @param listing how the pages are read, or null if there are no pages
     */
    record Shape(
            String method,
            String path,
            Set<String> filters,
            String body,
            @Nullable Listing listing) {

        static Shape of(String method, String path) {
            return new Shape(method, path, Set.of(), "", null);
        }

        static Shape get(String path) {
            return of("GET", path);
        }

        Shape with(Set<String> documented) {
            return new Shape(method, path, documented, body, listing);
        }

        Shape with(String sent) {
            return new Shape(method, path, filters, sent, listing);
        }

        Shape with(Listing pages) {
            return new Shape(method, path, filters, body, pages);
        }
    }

    /**
     * How a list that has pages is read.
     *
     * @param items the field with a page's entries
     * @param id the field that identifies an entry
     * @param total the field with the number of all entries
     * @param most the largest number of entries in a page
     * @param mayCountPages whether {@code offset} may be the number of a page instead of an entry: the documents contradict each other
     */
    record Listing(String items, String id, String total, int most, boolean mayCountPages) {}
}
