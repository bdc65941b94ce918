package io.github.camelmodelarts.examples.scaleout.kafkashare;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.support.AsyncProcessorSupport;

/** A step that holds each exchange, without a thread, until the test ends it. */
final class HeldExchanges extends AsyncProcessorSupport {

    private record Held(Exchange exchange, AsyncCallback callback) {}

    private final Map<String, Held> held = new ConcurrentHashMap<>();
    private final List<String> seen = new CopyOnWriteArrayList<>();

    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
        String key = exchange.getMessage().getHeader(KafkaShareConstants.KEY, String.class);
        held.put(key, new Held(exchange, callback));
        seen.add(key);
        return false;
    }

    /** The keys of all exchanges that came, in their order. */
    List<String> seen() {
        return seen;
    }

    Exchange get(String key) {
        return held.get(key).exchange;
    }

    /** Ends exchanges on this thread. */
    void end(String... keys) {
        for (String key : keys) {
            end(key, exchange -> {});
        }
    }

    void end(String key, Consumer<Exchange> change) {
        Held ended = held.remove(key);
        change.accept(ended.exchange);
        ended.callback.done(false);
    }
}
