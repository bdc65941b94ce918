package io.github.camelmodelarts.local.iam;

/** A project of an account. The default project of a region has the region's id as its name. */
record Project(String account, String id, String name, boolean enabled) {}
