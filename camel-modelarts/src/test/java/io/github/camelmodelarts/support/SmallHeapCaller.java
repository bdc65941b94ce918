package io.github.camelmodelarts.support;

import java.io.File;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import org.apache.camel.AsyncProducer;
import org.apache.camel.Exchange;

/** Program that calls servers that send or accept too much, and prints the outcomes. It runs in a separate process with a small heap. */
public final class SmallHeapCaller {

    private static final int PARALLEL = 16;

    private SmallHeapCaller() {}

    /**
     * Arguments: the address of a service that accepts everything, a file to send there, the address of a server that announces
     * more than it sends, and addresses of other servers to call.
     */
    public static void main(String[] args) throws Exception {
        try (Routes routes = Routes.anonymous()) {
            routes.context().setStreamCaching(false);
            for (int i = 3; i < args.length; i++) {
                print(routes.send("modelarts:predict?authType=NONE&totalTimeout=60s&address=" + args[i], "{}"));
            }
            File file = new File(args[1]);
            sendManyTimes(routes, args[0], () -> file);
            sendManyTimes(routes, args[0], () -> new Zeros(file.length()));
            sendManyTimes(routes, args[2] + "&totalTimeout=3s", () -> "{}");
        }
    }

    private static void sendManyTimes(Routes routes, String address, Supplier<Object> body) throws Exception {
        AsyncProducer producer = routes.producer("modelarts:predict?authType=NONE&bodyType=RAW&address=" + address);
        List<Exchange> exchanges = new ArrayList<>();
        CountDownLatch done = new CountDownLatch(PARALLEL);
        for (int i = 0; i < PARALLEL; i++) {
            Exchange exchange = routes.exchange(body.get());
            exchanges.add(exchange);
            producer.process(exchange, doneSync -> done.countDown());
        }
        if (!done.await(300, TimeUnit.SECONDS)) {
            throw new IllegalStateException("Some calls did not end");
        }
        exchanges.forEach(SmallHeapCaller::print);
    }

    private static void print(Exchange exchange) {
        System.out.println(
                exchange.getException() == null
                        ? exchange.getMessage().getBody(String.class)
                        : exchange.getException().getClass().getSimpleName());
    }

    /** A stream of zeros that needs no memory. */
    private static final class Zeros extends InputStream {
        private long left;

        private Zeros(long length) {
            this.left = length;
        }

        @Override
        public int read() {
            return left-- > 0 ? 0 : -1;
        }

        @Override
        public int read(byte[] bytes, int from, int count) {
            if (left <= 0) {
                return -1;
            }
            int some = (int) Math.min(left, count);
            Arrays.fill(bytes, from, from + some, (byte) 0);
            left -= some;
            return some;
        }
    }
}
