package io.github.camelmodelarts.http;

import org.apache.hc.client5.http.impl.routing.DefaultProxyRoutePlanner;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.jspecify.annotations.Nullable;

/** Selects the route to a host by the settings: through the proxy, or directly. */
final class ProxyRoutes extends DefaultProxyRoutePlanner {

    private final ClientSettings settings;

    ProxyRoutes(ClientSettings settings, ClientSettings.Proxy proxy) {
        super(new HttpHost("http", proxy.host(), proxy.port()));
        this.settings = settings;
    }

    @Override
    protected @Nullable HttpHost determineProxy(HttpHost target, HttpContext context) throws HttpException {
        return settings.proxyFor(target.getHostName()) == null ? null : super.determineProxy(target, context);
    }
}
