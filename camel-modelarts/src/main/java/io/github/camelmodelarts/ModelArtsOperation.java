package io.github.camelmodelarts;

import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.session.ManagementCall;

/** What an endpoint does; its name is the path of the URI. */
public enum ModelArtsOperation {
    /** Sends the exchange's body to a real-time service and hands its prediction on. */
    predict(null),
    /** Tells what predict would send, as a command for curl without secrets, and how it is signed; sends nothing to the service. */
    sign(null),
    /** Lists services; the body may hold filters. Reads all pages. */
    listServices(ManagementCall.LIST_SERVICES),
    /** Tells all about a service. */
    describeService(ManagementCall.DESCRIBE_SERVICE),
    /** Starts a service; goes on before it runs. */
    startService(ManagementCall.START_SERVICE),
    /** Stops a service; goes on before it has stopped. */
    stopService(ManagementCall.STOP_SERVICE),
    /** Waits until a service runs, and tells all about it; fails if it failed. */
    awaitService(null),
    /** Deploys a service as the body says; goes on before it runs. */
    deployService(ManagementCall.DEPLOY_SERVICE),
    /** Changes a service as the body says. */
    updateService(ManagementCall.UPDATE_SERVICE),
    /** Deletes a service. */
    deleteService(ManagementCall.DELETE_SERVICE),
    /** Tells what a service uses and how often it was called. First generation only. */
    serviceMonitor(ManagementCall.SERVICE_MONITOR),
    /** Tells how a service was updated. First generation only. */
    serviceLogs(ManagementCall.SERVICE_LOGS),
    /** Tells what happened to a service; the body may hold filters. */
    serviceEvents(ManagementCall.SERVICE_EVENTS),
    /** Lists the applications of the project; the body may hold filters. Reads all pages. First generation only. */
    listApps(ManagementCall.LIST_APPS),
    /** Tells whether there is an application of the {@code app_name} in the body. First generation only. */
    appExists(ManagementCall.APP_EXISTS),
    /** Lists the APIs that the application with the {@code app_id} in the body may call. First generation only. */
    listApisOfApp(ManagementCall.LIST_APIS_OF_APP),
    /** Lists a service's APIs for application authentication, with their addresses. First generation only. */
    listAppAuthApis(ManagementCall.LIST_APP_AUTH_APIS),
    /** Tells whether application authentication is on, and which applications may call, secrets included. First generation only. */
    describeAppAuth(ManagementCall.DESCRIBE_APP_AUTH),
    /** Turns application authentication on for the {@code apps} in the body. First generation only. */
    enableAppAuth(ManagementCall.ENABLE_APP_AUTH),
    /** Authorises the {@code apps} in the body for a service's API. First generation only. */
    authorizeApp(ManagementCall.AUTHORIZE_APP),
    /** Lists the applications that may call a service's API, secrets included. First generation only. */
    listAuthorizedApps(ManagementCall.LIST_AUTHORIZED_APPS),
    /** Takes the authorisation of the {@code apps} in the body away. First generation only. */
    unbindApp(ManagementCall.UNBIND_APP);

    @SuppressWarnings("ImmutableEnumChecker") // a record of texts and of sets that are never written to
    private final @Nullable ManagementCall call;

    ModelArtsOperation(@Nullable ManagementCall call) {
        this.call = call;
    }

    /** How it is called, or null if it is more than one call. */
    @Nullable
    ManagementCall call() {
        return call;
    }

    /** Whether a service has to be named by its id or name. */
    boolean concernsService() {
        return this == awaitService || (call != null && call.concernsService());
    }

    /** Whether it goes to the management API, and needs a session. */
    boolean isManagement() {
        return this != predict && this != sign;
    }
}
