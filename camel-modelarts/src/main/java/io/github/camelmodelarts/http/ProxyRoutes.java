package io.github.camelmodelarts.http;

import java.util.Locale;

import org.apache.hc.client5.http.impl.routing.DefaultProxyRoutePlanner;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.jspecify.annotations.Nullable;

/** Everything through the proxy but the hosts that are called directly. */
final class ProxyRoutes extends DefaultProxyRoutePlanner {

    private final ClientSettings.Proxy settings;

    ProxyRoutes(HttpHost proxy, ClientSettings.Proxy settings) {
        super(proxy);
        this.settings = settings;
    }

    @Override
    protected @Nullable HttpHost determineProxy(HttpHost target, HttpContext context) throws HttpException {
        return settings.isBypassedFor(target.getHostName().toLowerCase(Locale.ROOT))
                ? null
                : super.determineProxy(target, context);
    }
}
