package io.github.camelmodelarts.session;

import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.api.ApiVersion;
import io.github.camelmodelarts.api.ModelArtsRequestException;

/**
 * An operation of ModelArts' management API, as data.
 *
 * @param name as in a route
 * @param input what the exchange's body is for it
 * @param v1 how it is called in the first generation, or null if it is not there
 * @param v2 how it is called in the second generation, or null if it is not there
 */
public record ManagementCall(
        String name,
        Input input,
        @Nullable Shape v1,
        @Nullable Shape v2) {

    private static final String SERVICE = "/services/{service_id}";
    private static final String APP_AUTH_API = SERVICE + "/app-auth-apis/{api_id}";
    private static final Set<String> EVENT_FILTERS =
            Set.of("event_type", "start_time", "end_time", "offset", "limit", "sort_by", "order");

    /** Services, filtered; all pages. */
    public static final ManagementCall LIST_SERVICES = new ManagementCall(
            "listServices",
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

    /** All about a service. */
    public static final ManagementCall DESCRIBE_SERVICE =
            new ManagementCall("describeService", Input.NONE, Shape.get(SERVICE), Shape.get(SERVICE));

    /** Starts a service that does not run; returns before it does. */
    public static final ManagementCall START_SERVICE = new ManagementCall(
            "startService",
            Input.NONE,
            Shape.of("PUT", SERVICE).with("{\"status\":\"running\"}"),
            Shape.of("POST", SERVICE + "/start"));

    /** Stops a service; returns before it has stopped. */
    public static final ManagementCall STOP_SERVICE = new ManagementCall(
            "stopService",
            Input.NONE,
            Shape.of("PUT", SERVICE).with("{\"status\":\"stopped\"}"),
            Shape.of("POST", SERVICE + "/stop"));

    /** Deploys a service; returns before it runs. */
    public static final ManagementCall DEPLOY_SERVICE = new ManagementCall(
            "deployService", Input.OBJECT, Shape.of("POST", "/services"), Shape.of("POST", "/services"));

    /** Changes what a service was deployed with. */
    public static final ManagementCall UPDATE_SERVICE =
            new ManagementCall("updateService", Input.OBJECT, Shape.of("PUT", SERVICE), Shape.of("PUT", SERVICE));

    /** Deletes a service. */
    public static final ManagementCall DELETE_SERVICE = new ManagementCall(
            "deleteService",
            Input.NONE,
            Shape.of("DELETE", SERVICE),
            Shape.of("POST", "/services/delete").with("{\"service_ids\":[\"{service_id}\"]}"));

    /** What a service uses, and how often it was called. */
    public static final ManagementCall SERVICE_MONITOR = firstOnly(
            "serviceMonitor", Input.FILTERS, Shape.get(SERVICE + "/monitor").with(Set.of("node_id")));

    /** How a service was updated. */
    public static final ManagementCall SERVICE_LOGS =
            firstOnly("serviceLogs", Input.FILTERS, Shape.get(SERVICE + "/logs").with(Set.of("update_time")));

    /** What happened to a service in the last month. */
    public static final ManagementCall SERVICE_EVENTS = new ManagementCall(
            "serviceEvents",
            Input.FILTERS,
            Shape.get(SERVICE + "/events").with(EVENT_FILTERS),
            Shape.get(SERVICE + "/events").with(EVENT_FILTERS));

    /** The applications of the project; all pages. */
    public static final ManagementCall LIST_APPS = firstOnly(
            "listApps",
            Input.FILTERS,
            Shape.get("/app-auth/apps")
                    .with(Set.of("app_name", "workspace_id", "offset", "limit", "sort_by", "order"))
                    .with(new Listing("apps", "app_id", "total_count", 1000, true)));

    /** Whether there is an application of a name. */
    public static final ManagementCall APP_EXISTS =
            firstOnly("appExists", Input.FILTERS, Shape.get("/app-auth/apps/{app_name}/exists"));

    /** The services' APIs that an application may call. */
    public static final ManagementCall LIST_APIS_OF_APP =
            firstOnly("listApisOfApp", Input.FILTERS, Shape.get("/app-auth/apps/{app_id}/auth-apis"));

    /** The APIs of a service for application authentication, with their addresses. */
    public static final ManagementCall LIST_APP_AUTH_APIS =
            firstOnly("listAppAuthApis", Input.NONE, Shape.get(SERVICE + "/app-auth-apis"));

    /** Whether application authentication is on, and which applications with which secrets may call. */
    public static final ManagementCall DESCRIBE_APP_AUTH =
            firstOnly("describeAppAuth", Input.NONE, Shape.get(SERVICE + "/api-auths"));

    /** Turns application authentication on, and authorises applications. */
    public static final ManagementCall ENABLE_APP_AUTH =
            firstOnly("enableAppAuth", Input.OBJECT, Shape.of("POST", SERVICE + "/app-auth-api"));

    /** Authorises applications for an API of a service. */
    public static final ManagementCall AUTHORIZE_APP =
            firstOnly("authorizeApp", Input.OBJECT, Shape.of("POST", APP_AUTH_API + "/app-auth-api"));

    /** Takes applications' authorisation for an API of a service away. */
    public static final ManagementCall UNBIND_APP =
            firstOnly("unbindApp", Input.OBJECT, Shape.of("DELETE", APP_AUTH_API + "/app-auth-api"));

    /** The applications that may call an API of a service. */
    public static final ManagementCall LIST_AUTHORIZED_APPS = firstOnly(
            "listAuthorizedApps",
            Input.FILTERS,
            // spelled so in the API reference
            Shape.get(APP_AUTH_API + "/api-auths").with(Set.of("iphertext_enabled")));

    private static ManagementCall firstOnly(String name, Input input, Shape v1) {
        return new ManagementCall(name, input, v1, null);
    }

    /**
     * How it is called in a generation.
     *
     * @throws ModelArtsRequestException if it is not there
     */
    Shape in(ApiVersion version) {
        Shape shape = version == ApiVersion.v1 ? v1 : v2;
        if (shape == null) {
            throw new ModelArtsRequestException(name + " exists in apiVersion="
                    + (version == ApiVersion.v1 ? "v2" : "v1") + " only: the service has to be of that generation");
        }
        return shape;
    }

    /**
     * Refuses a generation in which it is not there.
     *
     * @throws ModelArtsRequestException that says so
     */
    public void requireIn(ApiVersion version) {
        in(version);
    }

    /** Whether a service has to be named. */
    public boolean concernsService() {
        return List.of(v1 == null ? "" : v1.path(), v2 == null ? "" : v2.path() + v2.body()).stream()
                .anyMatch(text -> text.contains("{service_id}"));
    }

    /** What an exchange's body is for an operation. */
    public enum Input {
        /** Nothing: whatever the body is, it is not looked at. */
        NONE,
        /** A JSON object whose fields are filters; may be absent. */
        FILTERS,
        /** A JSON object that is sent. */
        OBJECT
    }

    /**
     * How an operation is called.
     *
     * @param path below the project, with variables in braces: the service's id, and fields that are taken out of the input
     * @param filters the query parameters that are documented
     * @param body what is sent in any case, as JSON with variables; empty for the input
     * @param listing how its pages are read, or null if it has none
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
     * A list that comes in pages.
     *
     * @param items the field with a page's entries
     * @param id the field that tells entries apart
     * @param total the field with the number of all
     * @param most how many entries a page may have
     * @param mayCountPages whether {@code offset} may be the number of a page, and not that of an entry: the documents don't agree
     */
    record Listing(String items, String id, String total, int most, boolean mayCountPages) {}
}
