package io.github.camelmodelarts.http;

import org.apache.hc.client5.http.impl.routing.DefaultProxyRoutePlanner;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.jspecify.annotations.Nullable;

/** Everything through the proxy but the hosts that are called directly. */
final class ProxyRoutes extends DefaultProxyRoutePlanner {

    private final HostPatterns direct;

    ProxyRoutes(HttpHost proxy, HostPatterns direct) {
        super(proxy);
        this.direct = direct;
    }

    @Override
    protected @Nullable HttpHost determineProxy(HttpHost target, HttpContext context) throws HttpException {
        return direct.matches(target.getHostName()) ? null : super.determineProxy(target, context);
    }
}
