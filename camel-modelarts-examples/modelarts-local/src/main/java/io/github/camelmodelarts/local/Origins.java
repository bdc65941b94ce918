package io.github.camelmodelarts.local;

import org.jspecify.annotations.Nullable;

/** How the server is reached: scheme and authority of its base URLs. Known once the ports are open. */
final class Origins {

    private volatile @Nullable Listeners listeners;

    void opened(Listeners open) {
        listeners = open;
    }

    String plain() {
        return "http://127.0.0.1:" + open().port();
    }

    String tls() {
        return "https://localhost:" + open().tlsPort();
    }

    /** The one that fits how a call came in. */
    String of(Call call) {
        return call.exchange().getRequestScheme().equals("https") ? tls() : plain();
    }

    private Listeners open() {
        Listeners open = listeners;
        if (open == null) {
            throw new IllegalStateException("The ports are not open yet");
        }
        return open;
    }
}
