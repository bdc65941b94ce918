package io.github.camelmodelarts.health;

import java.util.ArrayList;
import java.util.List;

import org.apache.camel.CamelContext;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.health.HealthCheckHelper;
import org.apache.camel.health.WritableHealthCheckRepository;
import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.client.ModelArtsClient;

/**
 * The health check of one endpoint. It is in Camel's repository {@code producers} while a producer of the endpoint is a step of a route.
 * Without camel-health there is none. Thread-safe.
 */
public final class EndpointHealth {

    private static final String REPOSITORY = "producers";

    private final CamelContext context;
    private final CheckedEndpoint endpoint;
    private final List<ModelArtsClient> clients = new ArrayList<>();
    private @Nullable HealthCheck check;

    /** Creates the health of an endpoint without producers. */
    public EndpointHealth(CamelContext context, CheckedEndpoint endpoint) {
        this.context = context;
        this.endpoint = endpoint;
    }

    /** A producer starts that uses this client. */
    public synchronized void add(ModelArtsClient client) {
        clients.add(client);
        WritableHealthCheckRepository repository = check == null ? repository() : null;
        if (repository != null) {
            // the type needs camel-health: without it there is no repository, and this line is not reached
            HealthCheck made = new ProducerHealthCheck(endpoint, this::clients);
            repository.addHealthCheck(made);
            check = made;
        }
    }

    /** The producer with this client stops. */
    public synchronized void remove(ModelArtsClient client) {
        clients.remove(client);
        WritableHealthCheckRepository repository = check != null && clients.isEmpty() ? repository() : null;
        if (repository != null) {
            repository.removeHealthCheck(check);
            check = null;
        }
    }

    private synchronized List<ModelArtsClient> clients() {
        return List.copyOf(clients);
    }

    private @Nullable WritableHealthCheckRepository repository() {
        return HealthCheckHelper.getHealthCheckRepository(context, REPOSITORY, WritableHealthCheckRepository.class);
    }
}
