package io.github.camelmodelarts.local.management;

import java.util.List;

import io.github.camelmodelarts.local.api.Model;

/** The services that the management API manages. */
public interface Catalogue {

    /** All of them, in any order; a snapshot. */
    List<Deployment> all();

    /** Adds one under a new id, stopped: a model behind an address. */
    Deployment deploy(String name, String project, Model model);

    /** Removes one: its addresses lead nowhere from now on. */
    void remove(Deployment deployment);
}
