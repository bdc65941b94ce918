package io.github.camelmodelarts.api;

/** The operations of an endpoint. The name of an operation is the path of the endpoint's URI. */
public enum ModelArtsOperation {
    /** Sends the body to a real-time service and returns its prediction. */
    predict,
    /**
     * Returns the request that predict would send, as a curl command without secrets, and how it is signed. Sends
     * nothing to the service.
     */
    sign,
    /** Lists services; the body may contain filters. Reads all pages. */
    listServices,
    /** Returns all details of a service. */
    describeService,
    /** Starts a service; does not wait until it runs. */
    startService,
    /** Stops a service; does not wait until it has stopped. */
    stopService,
    /** Waits until a service runs and returns all its details; fails if the service fails. */
    awaitService,
    /** Deploys the service that the body describes; does not wait until it runs. */
    deployService,
    /** Updates a service with the settings in the body. */
    updateService,
    /** Deletes a service. */
    deleteService,
    /** Returns the resource usage of a service and the number of its calls. First generation only. */
    serviceMonitor,
    /** Returns the update log of a service. First generation only. */
    serviceLogs,
    /** Lists the events of a service; the body may contain filters. */
    serviceEvents,
    /** Lists the applications of the project; the body may contain filters. Reads all pages. First generation only. */
    listApps,
    /** Returns whether an application with the {@code app_name} in the body exists. First generation only. */
    appExists,
    /** Lists the APIs that the application with the {@code app_id} in the body may call. First generation only. */
    listApisOfApp,
    /** Lists a service's APIs for application authentication, with their addresses. First generation only. */
    listAppAuthApis,
    /**
     * Returns whether application authentication is on, and the applications that may call the service, secrets
     * included. First generation only.
     */
    describeAppAuth,
    /** Turns application authentication on for the {@code apps} in the body. First generation only. */
    enableAppAuth,
    /** Authorises the {@code apps} in the body for a service's API. First generation only. */
    authorizeApp,
    /** Lists the applications that may call a service's API, secrets included. First generation only. */
    listAuthorizedApps,
    /** Removes the authorisation of the {@code apps} in the body. First generation only. */
    unbindApp,
    /**
     * Uploads the file, the folder, the files or the bytes in the body to the folder {@code obsPath} in OBS. The body becomes
     * the path of the object or folder, {@code obs://bucket/key}.
     */
    uploadToObs,
    /**
     * Downloads the object or folder that the body or {@code obsPath} names to the local folder {@code localPath}. The body
     * becomes the file or folder.
     */
    downloadFromObs,
    /**
     * Predicts all files of a folder with a batch service, and waits until it has finished. The body becomes a list of
     * {@link io.github.camelmodelarts.api.result.BatchPrediction}. First generation only.
     */
    runBatch;

    /** Returns whether the operation is one of the management API, which needs a session. */
    public boolean isManagement() {
        return this != predict && this != sign && !usesObs();
    }

    /** Returns whether the operation reads or writes OBS, which needs a session and Huawei's OBS client. */
    public boolean usesObs() {
        return this == uploadToObs || this == downloadFromObs || this == runBatch;
    }
}
