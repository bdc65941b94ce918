package io.github.camelmodelarts.faults;

import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.github.camelmodelarts.support.CoreFaultTest;
import io.github.camelmodelarts.support.Ends;
import io.github.camelmodelarts.support.Ends.End;
import io.github.camelmodelarts.support.RouteTest;

import static org.assertj.core.api.Assertions.assertThat;

/** An {@link Error} that a body's code throws fails its exchange, and no other. */
class ErrorsInBodiesTest extends CoreFaultTest {

    private enum Thrown {
        NO_CLASS("test/Missing") {
            @Override
            void raise() {
                throw new NoClassDefFoundError("test/Missing");
            }
        },
        NO_MEMORY("of the test") {
            @Override
            void raise() {
                throw new OutOfMemoryError("of the test");
            }
        },
        STACK_OVERFLOW("StackOverflowError") {
            @Override
            void raise() {
                deeper(0);
            }

            private int deeper(int depth) {
                return depth < 0 ? depth : deeper(depth + 1) + 1;
            }
        },
        ASSERTION("of the test") {
            @Override
            void raise() {
                throw new AssertionError("of the test");
            }
        };

        private final String told;

        /** @param told text that the exchange's failure contains */
        Thrown(String told) {
            this.told = told;
        }

        abstract void raise();
    }

    private enum Where {
        GETTER {
            @Override
            Object body(Thrown thrown) {
                return new Pojo(thrown);
            }
        },
        GETTER_IN_A_LIST {
            @Override
            Object body(Thrown thrown) {
                return List.of(new Pojo(thrown));
            }
        },
        TEXT {
            @Override
            Object body(Thrown thrown) {
                return new Text(thrown);
            }
        },
        FIELD_OF_A_FORM {
            @Override
            Object body(Thrown thrown) {
                return Map.of("file", new byte[] {1}, "text", new Text(thrown));
            }
        };

        abstract Object body(Thrown thrown);
    }

    /** A body that Jackson writes. */
    public record Pojo(Thrown thrown) {
        public String getName() {
            thrown.raise();
            return "";
        }
    }

    private record Text(Thrown thrown) implements CharSequence {
        @Override
        public int length() {
            return 1;
        }

        @Override
        public char charAt(int index) {
            return 'x';
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return this;
        }

        @Override
        public String toString() {
            thrown.raise();
            return "";
        }
    }

    @ParameterizedTest
    @EnumSource
    @Tag("K01")
    @DisplayName("K01: an Error in the code of a body, while the request is built, at")
    void failsTheExchangeOnce(Where where) throws Exception {
        var producer = routes.producer(predict(echo));
        for (Thrown thrown : Thrown.values()) {
            Exchange exchange = routes.exchange(where.body(thrown));
            Ends own = new Ends();

            boolean sync = own.send(producer, exchange);

            assertThat(own.awaitAll()).hasSize(1).extracting(End::doneSync).containsOnly(sync);
            assertThat(exchange.getException()).isNotNull().hasStackTraceContaining(thrown.told);
        }
        RouteTest.assertPredicted(routes.send(predict(echo), "{}"));
    }

    @ParameterizedTest
    @EnumSource(names = {"NO_CLASS", "STACK_OVERFLOW"})
    @Tag("K01")
    @DisplayName("K01: a consumer with one thread, and an Error in the code of a body")
    void consumerContinuesWithTheNextExchange(Thrown thrown) throws Exception {
        BlockingQueue<Exchange> seen = new LinkedBlockingQueue<>();
        routes.context().addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                onException(Exception.class).handled(true).process(seen::add);
                from("seda:bodies").to(predict(echo)).process(seen::add);
            }
        });

        routes.template().sendBody("seda:bodies", new Pojo(thrown));
        routes.template().sendBody("seda:bodies", "{}");

        assertThat(failure(next(seen))).isNotNull();
        Exchange second = next(seen);
        assertThat(failure(second)).isNull();
        RouteTest.assertPredicted(second);
    }

    private static Exchange next(BlockingQueue<Exchange> seen) throws InterruptedException {
        Exchange exchange = seen.poll(SOON.toSeconds(), TimeUnit.SECONDS);
        assertThat(exchange).as("an exchange that ended").isNotNull();
        return exchange;
    }

    private static @Nullable Throwable failure(Exchange exchange) {
        return exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
    }
}
