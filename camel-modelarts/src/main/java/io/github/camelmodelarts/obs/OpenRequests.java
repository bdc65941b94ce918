package io.github.camelmodelarts.obs;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import okhttp3.Call;
import okhttp3.EventListener;

/** The requests of a client, from their start until their response is read or closed. Thread-safe. */
final class OpenRequests extends EventListener {

    private final Set<Call> calls = ConcurrentHashMap.newKeySet();

    @Override
    public void callStart(Call call) {
        calls.add(call);
    }

    @Override
    public void callEnd(Call call) {
        calls.remove(call);
    }

    @Override
    public void callFailed(Call call, IOException failure) {
        calls.remove(call);
    }

    /** Ends all that are open now. The code that waits for a response or reads one gets an {@link IOException}. */
    void end() {
        // not a request that begins meanwhile: an upload that was ended removes its parts
        List.copyOf(calls).forEach(Call::cancel);
    }
}
