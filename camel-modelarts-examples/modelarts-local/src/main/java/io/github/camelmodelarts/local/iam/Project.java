package io.github.camelmodelarts.local.iam;

/** A project of an account; the default one of a region has the region's id for its name. */
record Project(String account, String id, String name, boolean enabled) {}
