package io.github.camelmodelarts.local;

import org.jspecify.annotations.Nullable;

/** How the server is reached: scheme and authority of its base URLs. Known once the ports are open. */
final class Origins {

    private volatile @Nullable Ports ports;

    private record Ports(int plain, int tls) {}

    void opened(int plain, int tls) {
        ports = new Ports(plain, tls);
    }

    String plain() {
        return "http://127.0.0.1:" + ports().plain();
    }

    String tls() {
        return "https://localhost:" + ports().tls();
    }

    /** The one that fits how a call came in. */
    String of(Call call) {
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
