/**
 * The management API in both generations, its services, and the changes of their state. Public API are its settings,
 * {@link ManagementApi}, and the settings of one service: {@link Deployment} with {@link ServiceState},
 * {@link Addresses}, {@link AddressKind} and {@link CallCount}. The rest is internal.
 */
@NullMarked
package io.github.camelmodelarts.local.management;

import org.jspecify.annotations.NullMarked;
