package io.github.camelmodelarts;

import com.obs.services.ObsClient;

/**
 * Opens Huawei's own client for OBS, the object store of the cloud, with the credentials, the region, the trusted certificates and the proxy
 * of a session or component. It requires the dependency {@code com.huaweicloud:esdk-obs-java:3.25.5}, without log4j-core and log4j-api.
 *
 * <p>A session or component has one client for OBS, and closes it when it is closed itself. The client's own {@code close()} and {@code
 * refresh(...)} do nothing and are refused, because other code uses the same client.
 */
public final class ObsClients {

    private ObsClients() {}

    /**
     * The client of a session.
     *
     * @throws RuntimeException that names the option if one is missing, or the dependency
     */
    public static ObsClient of(ModelArtsSession session) {
        return session.obs().client();
    }

    /**
     * The client of a component, with the options of the component itself. It can be created before the component is started; requests are
     * possible once it is started.
     *
     * @throws RuntimeException that names the option if one is missing, or the dependency
     */
    public static ObsClient of(ModelArtsComponent component) {
        return component.obs().client();
    }
}
