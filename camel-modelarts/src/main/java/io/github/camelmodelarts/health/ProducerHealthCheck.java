package io.github.camelmodelarts.health;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

import org.apache.camel.health.HealthCheckResultBuilder;
import org.apache.camel.impl.health.AbstractHealthCheck;

import io.github.camelmodelarts.auth.PausedKey;
import io.github.camelmodelarts.call.HostLoad;
import io.github.camelmodelarts.client.ModelArtsClient;
import io.github.camelmodelarts.client.Obstacles;
import io.github.camelmodelarts.session.LockedLogin;
import io.github.camelmodelarts.session.ServiceReference;
import io.github.camelmodelarts.session.ServiceStates;

/**
 * Says whether an endpoint can make its calls, as far as it is known without a call of a service: the check costs nothing. It never waits. A
 * check of readiness, because a restart of the application would not help.
 */
final class ProducerHealthCheck extends AbstractHealthCheck {

    /** As many calls in a row without a connection make a host count as unreachable. */
    static final int MOST_UNREACHED = 5;

    private final CheckedEndpoint endpoint;
    private final Supplier<List<ModelArtsClient>> clients;

    ProducerHealthCheck(CheckedEndpoint endpoint, Supplier<List<ModelArtsClient>> clients) {
        super("camel", "producer:modelarts-" + endpoint.id());
        this.endpoint = endpoint;
        this.clients = clients;
    }

    @Override
    protected void doCall(HealthCheckResultBuilder builder, Map<String, Object> options) {
        builder.detail("endpoint", endpoint.shown());
        List<ModelArtsClient> open = clients.get();
        Obstacles known = open.stream()
                .map(client -> client.obstacles(endpoint.predicts(), endpoint.manages()))
                .reduce(new Obstacles(List.of(), List.of(), Map.of()), Obstacles::plus);
        List<String> reasons = new ArrayList<>();
        keys(builder, known, reasons);
        logins(builder, known, reasons);
        hosts(builder, known, reasons);
        if (endpoint.service() != null) {
            service(builder, endpoint.service(), open, reasons);
        }
        if (reasons.isEmpty()) {
            builder.up();
        } else {
            builder.down().message(String.join(". ", reasons));
        }
    }

    private static void keys(HealthCheckResultBuilder builder, Obstacles known, List<String> reasons) {
        for (PausedKey key : known.pausedKeys()) {
            reasons.add("The key " + key.maskedName() + " was rejected and is paused for " + seconds(key.remaining())
                    + " s: correct the credentials");
        }
        details(builder, "key.paused", known.pausedKeys(), PausedKey::maskedName, PausedKey::remaining);
    }

    private static void logins(HealthCheckResultBuilder builder, Obstacles known, List<String> reasons) {
        for (LockedLogin login : known.lockedLogins()) {
            reasons.add("IAM rejected the user " + login.maskedName() + ", and no login is sent for "
                    + seconds(login.remaining()) + " s: correct the password");
        }
        details(builder, "login.locked", known.lockedLogins(), LockedLogin::maskedName, LockedLogin::remaining);
    }

    /** All names, and the longest time. */
    private static <T> void details(
            HealthCheckResultBuilder builder,
            String detail,
            List<T> all,
            Function<T, String> name,
            Function<T, Duration> remaining) {
        if (!all.isEmpty()) {
            builder.detail(detail, all.stream().map(name).collect(Collectors.joining(", ")))
                    .detail(
                            detail + ".seconds",
                            seconds(all.stream()
                                    .map(remaining)
                                    .max(Comparator.naturalOrder())
                                    .orElseThrow()));
        }
    }

    private static void hosts(HealthCheckResultBuilder builder, Obstacles known, List<String> reasons) {
        Map<String, HostLoad> hosts = new TreeMap<>(known.hosts());
        if (hosts.isEmpty()) {
            return;
        }
        HostLoad all = hosts.values().stream().reduce(HostLoad::plus).orElseThrow();
        builder.detail("host", String.join(", ", hosts.keySet()))
                .detail("host.in.flight", all.inFlight())
                .detail("host.waiting", all.waiting())
                .detail("host.limit", all.limit())
                .detail("host.retry.quota", all.retryQuota())
                .detail("host.connection.failures", all.unreached());
        hosts.forEach((host, load) -> {
            if (load.unreached() >= MOST_UNREACHED) {
                reasons.add("The last " + load.unreached() + " calls could not connect to " + host
                        + ": check the address, the network and the proxy");
            }
        });
    }

    private static void service(
            HealthCheckResultBuilder builder,
            ServiceReference service,
            List<ModelArtsClient> open,
            List<String> reasons) {
        ServiceStates.Answer answer = open.isEmpty()
                ? ServiceStates.Answer.NONE
                : open.get(0).management().state(service);
        String state = answer.status() == null ? "unknown" : answer.status().state();
        builder.detail("service", service.toString()).detail("service.state", state);
        if (answer.age() != null) {
            builder.detail("service.state.age.seconds", seconds(answer.age()));
        }
        if (answer.failure() != null) {
            builder.detail("service.failure", answer.failure());
        }
        if (answer.isDown()) {
            reasons.add(
                    state.equals(ServiceStates.MISSING)
                            ? "The service with " + service
                                    + " was not found, or several have this name: check its name or id, region and projectId"
                            : "The service with " + service + " does not run, its state is " + state
                                    + ": start it or wait until it runs; modelarts:serviceEvents tells why it does not");
        }
    }

    private static long seconds(Duration duration) {
        return duration.toSeconds();
    }
}
