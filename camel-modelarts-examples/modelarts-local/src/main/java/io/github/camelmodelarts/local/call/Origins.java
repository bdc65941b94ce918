package io.github.camelmodelarts.local.call;

import org.jspecify.annotations.Nullable;

/** How the server is reached: scheme and authority of its base URLs. Known once the ports are open. */
public final class Origins {

    private volatile @Nullable Ports ports;

    private record Ports(int plain, int tls) {}

    /** None yet. */
    public Origins() {}

    /** Says which ports are open. */
    public void opened(int plain, int tls) {
        ports = new Ports(plain, tls);
    }

    /** Over plain HTTP. */
    public String plain() {
        return "http://127.0.0.1:" + ports().plain();
    }

    /** Over TLS. */
    public String tls() {
        return "https://localhost:" + ports().tls();
    }

    /** The one that fits how a call came in. */
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
