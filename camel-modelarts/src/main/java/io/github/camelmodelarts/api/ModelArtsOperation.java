package io.github.camelmodelarts.api;

/** What an endpoint does; its name is the path of the URI. */
public enum ModelArtsOperation {
    /** Sends the exchange's body to a real-time service and hands its prediction on. */
    predict,
    /** Tells what predict would send, as a command for curl without secrets, and how it is signed; sends nothing to the service. */
    sign,
    /** Lists services; the body may hold filters. Reads all pages. */
    listServices,
    /** Tells all about a service. */
    describeService,
    /** Starts a service; goes on before it runs. */
    startService,
    /** Stops a service; goes on before it has stopped. */
    stopService,
    /** Waits until a service runs, and tells all about it; fails if it failed. */
    awaitService,
    /** Deploys a service as the body says; goes on before it runs. */
    deployService,
    /** Changes a service as the body says. */
    updateService,
    /** Deletes a service. */
    deleteService,
    /** Tells what a service uses and how often it was called. First generation only. */
    serviceMonitor,
    /** Tells how a service was updated. First generation only. */
    serviceLogs,
    /** Tells what happened to a service; the body may hold filters. */
    serviceEvents,
    /** Lists the applications of the project; the body may hold filters. Reads all pages. First generation only. */
    listApps,
    /** Tells whether there is an application of the {@code app_name} in the body. First generation only. */
    appExists,
    /** Lists the APIs that the application with the {@code app_id} in the body may call. First generation only. */
    listApisOfApp,
    /** Lists a service's APIs for application authentication, with their addresses. First generation only. */
    listAppAuthApis,
    /** Tells whether application authentication is on, and which applications may call, secrets included. First generation only. */
    describeAppAuth,
    /** Turns application authentication on for the {@code apps} in the body. First generation only. */
    enableAppAuth,
    /** Authorises the {@code apps} in the body for a service's API. First generation only. */
    authorizeApp,
    /** Lists the applications that may call a service's API, secrets included. First generation only. */
    listAuthorizedApps,
    /** Takes the authorisation of the {@code apps} in the body away. First generation only. */
    unbindApp;

    /** Whether it goes to the management API, and needs a session. */
    public boolean isManagement() {
        return this != predict && this != sign;
    }
}
