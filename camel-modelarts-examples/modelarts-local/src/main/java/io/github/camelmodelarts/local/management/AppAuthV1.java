package io.github.camelmodelarts.local.management;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;

import io.github.camelmodelarts.local.rest.OperationTable;
import io.github.camelmodelarts.local.rest.RestAnswer;
import io.github.camelmodelarts.local.rest.RestException;
import io.github.camelmodelarts.local.rest.RestRequest;

/**
 * Application authentication (ModelArts API reference, "Application Authentication Management"): which app may call
 * which service. There is one app, the app of the gateway. Inferred: the response to an unknown app, the fields of
 * {@code exists}, and that secrets are shown unmasked.
 */
final class AppAuthV1 {

    private static final String SERVICE = "/v1/{project}/services/{service}";
    private static final String API = SERVICE + "/app-auth-apis/{api}";
    private static final String APPS = "/v1/{project}/app-auth/apps";

    private final Catalogue catalogue;
    private final App app;

    AppAuthV1(Catalogue catalogue, App app) {
        this.catalogue = catalogue;
        this.app = app;
    }

    /** Adds the operations. */
    void addTo(OperationTable operations) {
        operations
                .on("GET", SERVICE + "/app-auth-apis", this::listApis)
                .on("GET", SERVICE + "/api-auths", this::describe)
                .on("POST", SERVICE + "/app-auth-api", this::register)
                .on("POST", API + "/app-auth-api", request -> bind(request, true))
                .on("DELETE", API + "/app-auth-api", request -> bind(request, false))
                .on("GET", API + "/api-auths", this::listBindings)
                .on("GET", APPS, this::listApps)
                .on("GET", APPS + "/{app}/exists", this::exists)
                .on("GET", APPS + "/{app}/auth-apis", this::listApisOfApp);
    }

    private RestAnswer listApis(RestRequest request) throws RestException {
        Deployment service = service(request);
        return apis(service.hasAppAuth() ? List.of(api(service, request)) : List.of());
    }

    private static RestAnswer apis(List<Map<String, Object>> apis) {
        return RestAnswer.json(JsonV1.page("apis", apis, apis.size()));
    }

    private RestAnswer describe(RestRequest request) throws RestException {
        Deployment service = service(request);
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("enable_app_auth", service.hasAppAuth());
        if (service.hasAppAuth()) {
            answer.put("app_auth_api", Map.of("api_id", apiId(service), "authed_apps", boundApps(service)));
        }
        return RestAnswer.json(answer);
    }

    private RestAnswer register(RestRequest request) throws RestException {
        Deployment service = service(request);
        service.appAuth(true);
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("api", api(service, request));
        answer.put("auth_result", results(service, SharedOperations.object(request), true));
        return RestAnswer.json(answer);
    }

    private RestAnswer bind(RestRequest request, boolean bound) throws RestException {
        Deployment service = serviceOfApi(request);
        List<Map<String, Object>> results = results(service, SharedOperations.object(request), bound);
        return RestAnswer.json(Map.of(bound ? "auth_result" : "unauth_result", results));
    }

    private RestAnswer listBindings(RestRequest request) throws RestException {
        List<Map<String, Object>> auths = boundApps(serviceOfApi(request));
        return RestAnswer.json(JsonV1.page("auths", auths, auths.size()));
    }

    /** Huawei documents {@code offset} as "sequence number of the page"; with one app there is no second page. */
    private RestAnswer listApps(RestRequest request) {
        String name = request.query("app_name");
        boolean shown = (name == null || app.name().contains(name))
                && request.query("offset", "0").equals("0");
        List<Map<String, Object>> apps = shown ? List.of(appFields()) : List.of();
        return RestAnswer.json(JsonV1.page("apps", apps, 1));
    }

    private RestAnswer exists(RestRequest request) {
        return RestAnswer.json(Map.of("exists", app.name().equals(request.variable("app"))));
    }

    private RestAnswer listApisOfApp(RestRequest request) {
        boolean known = app.id().equals(request.variable("app"));
        return apis(catalogue.all().stream()
                .filter(service -> known && service.hasAppAuth() && service.isAppBound())
                .filter(service -> service.project().equals(request.variable("project")))
                .map(service -> api(service, request))
                .toList());
    }

    private Deployment service(RestRequest request) throws RestException {
        return SharedOperations.service(catalogue, request, request.variable("service"));
    }

    private Deployment serviceOfApi(RestRequest request) throws RestException {
        Deployment service = service(request);
        if (!service.hasAppAuth() || !apiId(service).equals(request.variable("api"))) {
            throw ManagementErrors.noAppAuth();
        }
        return service;
    }

    private static String apiId(Deployment service) {
        return service.id().replace("-", "");
    }

    private static Map<String, Object> api(Deployment service, RestRequest request) {
        Map<String, Object> fields = JsonV1.head(service);
        fields.put("api_id", apiId(service));
        fields.put("api_name", "api-" + service.name());
        fields.put("api_method", "ANY");
        fields.put("api_remark", "");
        fields.put("auth_type", "APP");
        fields.put("predict_url", service.address(AddressKind.APP, request.origin()));
        fields.put("support_app_code", true);
        return fields;
    }

    private List<Map<String, Object>> results(Deployment service, JsonNode body, boolean bound) throws RestException {
        if (!body.path("apps").isArray()) {
            throw ManagementErrors.invalid("apps");
        }
        List<Map<String, Object>> results = new ArrayList<>();
        for (JsonNode wanted : body.path("apps")) {
            String id = wanted.path("app_id").asText();
            boolean known = id.equals(app.id());
            if (known) {
                service.bindApp(bound);
            }
            Map<String, Object> result = new LinkedHashMap<>();
            result.put("api_id", apiId(service));
            result.put("app_id", id);
            result.put("auth_id", known ? apiId(service) + app.id() : "");
            result.put("success", known);
            result.put("reason", known ? "" : "The app does not exist.");
            results.add(result);
        }
        return results;
    }

    private List<Map<String, Object>> boundApps(Deployment service) {
        return service.isAppBound() ? List.of(appFields()) : List.of();
    }

    private Map<String, Object> appFields() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("app_id", app.id());
        fields.put("app_name", app.name());
        fields.put("app_remark", "");
        fields.put("app_type", "APIG");
        fields.put("app_key", app.key());
        fields.put("app_secret", app.secret());
        fields.put("app_codes", List.of(app.code()));
        return fields;
    }
}
