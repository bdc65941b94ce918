package io.github.camelmodelarts.local.gateway;

import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.local.api.Model;
import io.github.camelmodelarts.local.management.Catalogue;
import io.github.camelmodelarts.local.management.Deployment;
import io.github.camelmodelarts.local.management.ServiceState;
import io.github.camelmodelarts.local.text.StableId;

/** The services of one server. Thread-safe. */
public final class Services implements Catalogue {

    private final Map<String, Service> byId = new ConcurrentHashMap<>();
    private final Map<String, Service> byName = new ConcurrentHashMap<>();
    private final Clock clock;
    private final String project;

    /**
     * Creates an empty set.
     *
     * @param project the project of services that are not deployed into another one
     */
    public Services(Clock clock, String project) {
        this.clock = clock;
        this.project = project;
    }

    /** Adds a service. Its id is the same after each start, so that its address can be configured. */
    public Service add(String name, Model model) {
        String id = StableId.uuid(name);
        Service service = new Service(name, id, project, model, clock);
        if (byName.putIfAbsent(name, service) != null) {
            throw new IllegalArgumentException("There already is a service named " + name);
        }
        byId.put(id, service);
        return service;
    }

    /** The service with a name; if there is none, the message lists the names that exist. */
    public Service named(String name) {
        Service service = byName.get(name);
        if (service == null) {
            throw new IllegalArgumentException("There is no service named " + name + ": use one of " + names());
        }
        return service;
    }

    /** All names, in alphabetical order. */
    public List<String> names() {
        return byName.keySet().stream().sorted().toList();
    }

    @Nullable
    Service withId(String id) {
        return byId.get(id);
    }

    @Override
    public List<Deployment> all() {
        return byId.values().stream().map(Service::deployment).toList();
    }

    @Override
    public Deployment deploy(String name, String projectId, Model model) {
        String id = UUID.randomUUID().toString();
        Service service = new Service(name, id, projectId, model, clock);
        service.deployment().force(ServiceState.PENDING, null);
        byId.put(id, service);
        // another project may have a service with this name
        byName.putIfAbsent(name, service);
        return service.deployment();
    }

    @Override
    public @Nullable Model modelOf(Deployment deployment) {
        Service service = byId.get(deployment.id());
        return service == null ? null : service.model();
    }

    @Override
    public void remove(Deployment deployment) {
        Service service = byId.remove(deployment.id());
        if (service != null) {
            byName.remove(service.name(), service);
        }
    }
}
