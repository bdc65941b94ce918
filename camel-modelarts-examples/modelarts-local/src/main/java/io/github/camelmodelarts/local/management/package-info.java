/**
 * The management API in both generations, the services that it shows, and how their state changes. Contract are its settings,
 * {@link ManagementApi}, and what is said of one service: {@link Deployment} with {@link ServiceState}, {@link Addresses},
 * {@link AddressKind} and {@link CallCount}. The rest is internal.
 */
@NullMarked
package io.github.camelmodelarts.local.management;

import org.jspecify.annotations.NullMarked;
