package io.github.camelmodelarts.obs;

import java.io.IOException;
import java.net.URI;
import java.net.UnknownServiceException;
import java.util.regex.Pattern;

import okhttp3.HttpUrl;
import okhttp3.Interceptor;
import okhttp3.Request;
import okhttp3.Response;

import io.github.camelmodelarts.api.ServiceAddress;
import io.github.camelmodelarts.http.HostPatterns;

/**
 * The hosts of OBS. Refuses requests to other hosts that are not of OBS. Huawei's client follows a redirect to any host that a response names, and sends a signature and
 * the security token there. Immutable.
 */
final class ObsHosts implements Interceptor {

    /** OBS redirects to the region of a bucket (OBS API reference, "Error Codes": TemporaryRedirect, PermanentRedirect). */
    private static final HostPatterns CLOUD = HostPatterns.of(
            "obs.*.myhuaweicloud.com,*.obs.*.myhuaweicloud.com,obs.*.myhuaweicloud.eu,*.obs.*.myhuaweicloud.eu");

    private static final Pattern IP_ADDRESS = Pattern.compile("\\[.*]|[0-9.]+");

    private final HttpUrl endpoint;

    ObsHosts(ServiceAddress endpoint) {
        this.endpoint = HttpUrl.get(withPort(endpoint));
    }

    /** Whether buckets are a part of the path. Elsewhere they are a part of the host name, which an IP address does not allow. */
    static boolean isPathStyle(ServiceAddress endpoint) {
        return endpoint.isLoopback()
                || IP_ADDRESS.matcher(endpoint.uri().getHost()).matches();
    }

    /** The endpoint with its port, also if it is the default one: the client takes the last group of an IPv6 address for a port. */
    static String withPort(ServiceAddress endpoint) {
        URI uri = endpoint.uri();
        int port = uri.getPort() >= 0 ? uri.getPort() : endpoint.isSecure() ? 443 : 80;
        return uri.getScheme() + "://" + uri.getHost() + ":" + port;
    }

    @Override
    public Response intercept(Chain chain) throws IOException {
        Request request = chain.request();
        HttpUrl url = request.url();
        if (endpoint.isHttps() && !url.isHttps()) {
            throw new UnknownServiceException("OBS redirected a request to plain http; nothing was sent there");
        }
        if (!isOfObs(url.host())) {
            throw new UnknownServiceException("OBS redirected a request to " + url.host()
                    + ", which is not a host of obsEndpoint; nothing was sent there");
        }
        return chain.proceed(request);
    }

    private boolean isOfObs(String host) {
        return host.equals(endpoint.host())
                || host.endsWith("." + endpoint.host())
                || (CLOUD.matches(endpoint.host()) && CLOUD.matches(host));
    }
}
