package io.github.camelmodelarts.console;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.apache.camel.Endpoint;
import org.apache.camel.spi.annotations.DevConsole;
import org.apache.camel.support.console.AbstractDevConsole;
import org.apache.camel.util.json.JsonArray;
import org.apache.camel.util.json.JsonObject;
import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.auth.PausedKey;
import io.github.camelmodelarts.client.ComponentState;
import io.github.camelmodelarts.client.HostState;
import io.github.camelmodelarts.session.KnownService;
import io.github.camelmodelarts.session.LockedLogin;

/** Camel's dev console {@code modelarts}: what the component does now, as text and as JSON. Camel finds it by a file of the jar. */
@DevConsole(name = "modelarts", displayName = "Huawei Cloud ModelArts", description = "Calls of ModelArts services")
public final class ModelArtsDevConsole extends AbstractDevConsole {

    /** An application can have thousands of endpoints of toD. */
    private static final int MOST_ENDPOINTS = 100;

    /** Called by Camel. */
    public ModelArtsDevConsole() {
        super("camel", "modelarts", "Huawei Cloud ModelArts", "Calls of ModelArts services");
    }

    /** All components of this type in the context. An application can have one for each of several names. */
    private List<ManagedState> components() {
        return getCamelContext().getComponentNames().stream()
                .map(getCamelContext()::hasComponent)
                .filter(ManagedState.class::isInstance)
                .map(ManagedState.class::cast)
                .toList();
    }

    /** The endpoints as messages show them: Camel does not mask each credential that a URI can have. */
    private Stream<String> endpoints() {
        return getCamelContext().getEndpoints().stream()
                .filter(endpoint -> endpoint.getComponent() instanceof ManagedState)
                .map(Endpoint::toString)
                .sorted();
    }

    @Override
    protected JsonObject doCallJson(Map<String, Object> options) {
        JsonArray hosts = new JsonArray();
        JsonArray keys = new JsonArray();
        JsonArray logins = new JsonArray();
        JsonArray services = new JsonArray();
        JsonArray failures = new JsonArray();
        int streams = 0;
        for (ManagedState component : components()) {
            ComponentState state = component.state();
            state.hosts().forEach(host -> hosts.add(json(host)));
            state.pausedKeys().forEach(key -> keys.add(json(key)));
            state.lockedLogins().forEach(login -> logins.add(json(login)));
            state.services().forEach(service -> services.add(json(service)));
            component.recentFailures().forEach(call -> failures.add(json(call)));
            streams += state.openStreams();
        }
        JsonArray shown = new JsonArray();
        endpoints().limit(MOST_ENDPOINTS).forEach(shown::add);
        JsonObject root = new JsonObject();
        root.put("endpointCount", (int) endpoints().count());
        root.put("endpoints", shown);
        root.put("hosts", hosts);
        root.put("pausedKeys", keys);
        root.put("lockedLogins", logins);
        root.put("services", services);
        root.put("openStreams", streams);
        root.put("recentFailures", failures);
        return root;
    }

    private static JsonObject json(HostState host) {
        JsonObject json = new JsonObject();
        json.put("host", host.host());
        json.put("inFlight", host.inFlight());
        json.put("waiting", host.waiting());
        json.put("limit", host.limit());
        json.put("connections", host.connections());
        json.put("retryQuota", host.retryQuota());
        json.put("connectionFailures", host.connectionFailures());
        putKnown(
                json,
                "clockOffsetSeconds",
                host.clockOffset() == null ? null : host.clockOffset().toSeconds());
        return json;
    }

    private static JsonObject json(PausedKey key) {
        JsonObject json = new JsonObject();
        json.put("maskedName", key.maskedName());
        json.put("remainingSeconds", key.remaining().toSeconds());
        return json;
    }

    private static JsonObject json(LockedLogin login) {
        JsonObject json = new JsonObject();
        json.put("maskedName", login.maskedName());
        json.put("remainingSeconds", login.remaining().toSeconds());
        return json;
    }

    private static JsonObject json(KnownService service) {
        JsonObject json = new JsonObject();
        json.put("service", service.service());
        putKnown(json, "state", service.state());
        putKnown(json, "host", service.host());
        return json;
    }

    private static JsonObject json(FailedCall call) {
        JsonObject json = new JsonObject();
        json.put("time", call.time().toString());
        json.put("operation", call.operation());
        json.put("target", call.target());
        json.put("category", call.category());
        putKnown(json, "code", call.code());
        json.put("status", call.status());
        json.put("failure", call.failure());
        return json;
    }

    private static void putKnown(JsonObject json, String name, @Nullable Object value) {
        if (value != null) {
            json.put(name, value);
        }
    }

    /** The same as the JSON: one line for each object. */
    @Override
    protected String doCallText(Map<String, Object> options) {
        List<String> lines = new ArrayList<>();
        doCallJson(options).forEach((name, value) -> {
            if (value instanceof JsonArray entries) {
                lines.add(name + ": " + entries.size());
                entries.forEach(entry -> lines.add("    " + line(entry)));
            } else {
                lines.add(name + ": " + value);
            }
        });
        return String.join("\n", lines) + "\n";
    }

    private static String line(Object entry) {
        if (!(entry instanceof JsonObject json)) {
            return String.valueOf(entry);
        }
        List<String> fields = new ArrayList<>();
        json.forEach((name, value) -> fields.add(name + "=" + value));
        return String.join(" ", fields);
    }
}
