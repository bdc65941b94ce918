package io.github.camelmodelarts.examples.operate;

import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import org.apache.camel.AsyncProducer;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;

/** Makes calls at random times, as many clients would: also if the earlier ones have no response yet. The same seed makes the same calls. */
final class Load {

    private static final double FLOWERS_PER_SECOND = 20;
    private static final double PAGES_PER_SECOND = 4;
    private static final double CHATS_PER_SECOND = 1.5;

    private static final int LARGEST_PAGE = 200_000;
    private static final int LONGEST_CHAT = 30;
    /** One chat of so many is stopped early. */
    private static final int STOPPED = 3;

    private static final double FASTEST_MILLIS = 5;
    private static final double USUAL_MILLIS = 20;

    private final CamelContext context;
    private final LocalCloud cloud;
    private final ScheduledExecutorService clock;
    private final Random random;

    /** @param clock a single thread, on which all calls start */
    Load(CamelContext context, LocalCloud cloud, ScheduledExecutorService clock, long seed) {
        this.context = context;
        this.cloud = cloud;
        this.clock = clock;
        this.random = new Random(seed);
    }

    /** Starts to make calls, until {@code clock} is shut down. */
    void start() {
        next(new Source(LoadRoutes.FLOWERS, FLOWERS_PER_SECOND));
        next(new Source(LoadRoutes.PAGES, PAGES_PER_SECOND));
        next(new Source(LoadRoutes.CHAT, CHATS_PER_SECOND));
    }

    private void next(Source source) {
        double seconds = -Math.log(1 - random.nextDouble()) / source.perSecond;
        clock.schedule(() -> call(source), (long) (seconds * 1e6), TimeUnit.MICROSECONDS);
    }

    private void call(Source source) {
        next(source);
        cloud.usualTime(Duration.ofNanos(
                (long) ((FASTEST_MILLIS - USUAL_MILLIS * Math.log(1 - random.nextDouble())) * 1e6)));
        Exchange exchange = source.producer.getEndpoint().createExchange();
        switch (source.route) {
            case LoadRoutes.PAGES -> {
                exchange.getMessage().setBody(new byte[random.nextInt(LARGEST_PAGE)]);
                exchange.getMessage().setHeader(Exchange.CONTENT_TYPE, "image/png");
            }
            case LoadRoutes.CHAT -> chat(exchange);
            default -> exchange.getMessage().setBody(Map.of("petal", random.nextInt(70) / 10.0));
        }
        source.producer.process(exchange, doneSync -> {});
    }

    private void chat(Exchange exchange) {
        int words = 1 + random.nextInt(LONGEST_CHAT);
        boolean stops = random.nextInt(STOPPED) == 0;
        exchange.getMessage().setBody("count to " + words);
        exchange.getMessage().setHeader(LoadRoutes.MOST_EVENTS, stops ? words / 2 : Integer.MAX_VALUE);
    }

    private final class Source {

        private final String route;
        private final double perSecond;
        private final AsyncProducer producer;

        Source(String route, double perSecond) {
            this.route = route;
            this.perSecond = perSecond;
            try {
                producer = context.getEndpoint(route).createAsyncProducer();
            } catch (Exception e) {
                throw new IllegalStateException("There is no route for " + route, e);
            }
            producer.start();
        }
    }
}
