package io.github.camelmodelarts.local.call;

import org.jspecify.annotations.Nullable;

/** Scheme and authority of the server's base URLs. Known after the ports are open. */
public final class Origins {

    private volatile @Nullable Ports ports;

    private record Ports(int plain, int tls) {}

    /** Creates it without ports. */
    public Origins() {}

    /** Sets the open ports. */
    public void opened(int plain, int tls) {
        ports = new Ports(plain, tls);
    }

    /** The base URL over plain HTTP. */
    public String plain() {
        return "http://127.0.0.1:" + ports().plain();
    }

    /** The base URL over TLS. */
    public String tls() {
        return "https://localhost:" + ports().tls();
    }

    /** The base URL with the scheme of a call. */
    public String of(Call call) {
        return call.exchange().getRequestScheme().equals("https") ? tls() : plain();
    }

    private Ports ports() {
        Ports open = ports;
        if (open == null) {
            throw new IllegalStateException("The ports are not open yet");
        }
        return open;
    }
}
