package io.github.camelmodelarts.local.management;

import java.util.List;

import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.local.api.Model;

/** The services that the management API manages. */
public interface Catalogue {

    /** A snapshot of all services, in no order. */
    List<Deployment> all();

    /** Adds a stopped service with a new id. */
    Deployment deploy(String name, String project, Model model);

    /** The model of a service; null if it was removed. */
    @Nullable
    Model modelOf(Deployment deployment);

    /** Removes a service; its addresses become invalid. */
    void remove(Deployment deployment);
}
