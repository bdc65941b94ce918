package io.github.camelmodelarts.http;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.apache.camel.AsyncProducer;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.apache.hc.client5.http.DnsResolver;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.github.camelmodelarts.ComponentAccess;
import io.github.camelmodelarts.ModelArtsComponent;
import io.github.camelmodelarts.api.ModelArtsConnectionException;
import io.github.camelmodelarts.api.ModelArtsTimeoutException;
import io.github.camelmodelarts.local.EchoModel;
import io.github.camelmodelarts.local.ModelArtsLocal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** A slow name resolution delays the calls to that host, but neither other calls nor the calling thread. */
class SlowNamesTest {

    private final CountDownLatch slow = new CountDownLatch(1);
    private final Map<String, AtomicInteger> asked = new ConcurrentHashMap<>();
    private final List<String> threads = new ArrayList<>();
    private ModelArtsLocal local;
    private DefaultCamelContext context;

    private final class Dns implements DnsResolver {

        @Override
        public InetAddress[] resolve(String host) throws UnknownHostException {
            if (host.endsWith(".example")) {
                asked.computeIfAbsent(host, first -> new AtomicInteger()).incrementAndGet();
                synchronized (threads) {
                    threads.add(Thread.currentThread().getName());
                }
            }
            if (host.startsWith("unknown")) {
                throw new UnknownHostException(host);
            } else if (host.startsWith("slow")) {
                try {
                    slow.await();
                } catch (InterruptedException e) {
                    throw new UnknownHostException("interrupted");
                }
            }
            return new InetAddress[] {InetAddress.getLoopbackAddress()};
        }

        @Override
        public String resolveCanonicalHostname(String host) {
            return host;
        }
    }

    @BeforeEach
    void start() throws Exception {
        local = ModelArtsLocal.start();
        local.addService("open", new EchoModel()).withoutAuthentication();
        context = new DefaultCamelContext();
        ModelArtsComponent component = ComponentAccess.component(
                InstantSource.system(),
                System::nanoTime,
                () -> 0.99,
                readers -> new HttpClients(readers, new Dns(), HttpClients.MOST_OPEN));
        component.getConfiguration().setAllowHttp(true);
        context.addComponent("modelarts", component);
        context.start();
    }

    @AfterEach
    void stop() throws Exception {
        slow.countDown();
        context.close();
        local.close();
    }

    private CompletableFuture<Exchange> call(String host, String options) throws Exception {
        AsyncProducer producer = context.getEndpoint("modelarts:predict?authType=NONE&address="
                        + local.address("open").replace("127.0.0.1", host).replace("localhost", host) + options)
                .createAsyncProducer();
        producer.start();
        Exchange exchange = new DefaultExchange(context);
        exchange.getMessage().setBody("{}");
        CompletableFuture<Exchange> done = new CompletableFuture<>();
        assertThat(producer.process(exchange, doneSync -> done.complete(exchange)))
                .isFalse();
        return done;
    }

    @Test
    void delaysOnlyCallsToThatHost() throws Exception {
        CompletableFuture<Exchange> timedOut = call("slow.example", "&totalTimeout=500ms");
        CompletableFuture<Exchange> waiting = call("slow.example", "");
        for (int i = 0; i < 20; i++) {
            assertThat(call("quick.example", "").get(30, TimeUnit.SECONDS).getException())
                    .isNull();
        }

        Exchange late = timedOut.get(30, TimeUnit.SECONDS);
        assertThat(late.getException()).isInstanceOf(ModelArtsTimeoutException.class);
        assertThat(waiting).isNotDone();
        slow.countDown();
        assertThat(waiting.get(30, TimeUnit.SECONDS).getException()).isNull();
        assertThat(asked.get("slow.example")).hasValue(1);
        assertThat(asked.get("quick.example")).hasValue(1);
        assertThat(threads).allSatisfy(thread -> assertThat(thread).contains("ModelArtsReaders"));
    }

    @Test
    void saysThatANameIsNotKnown() throws Exception {
        Exchange exchange = call("unknown.example", "&maxRetries=0").get(30, TimeUnit.SECONDS);

        assertThat(exchange.getException())
                .isInstanceOf(ModelArtsConnectionException.class)
                .hasMessageContaining("The host name can't be resolved");
    }

    @Test
    void sendsNothingForACallThatWasCancelledMeanwhile() throws Exception {
        CompletableFuture<Exchange> timedOut = call("slow.example", "&totalTimeout=300ms");
        assertThat(timedOut.get(30, TimeUnit.SECONDS).getException()).isInstanceOf(ModelArtsTimeoutException.class);

        slow.countDown();
        await().until(() -> asked.containsKey("slow.example"));
        assertThat(call("slow.example", "").get(30, TimeUnit.SECONDS).getException())
                .isNull();
        local.awaitRequests(1);
        assertThat(local.requests()).hasSize(1);
    }
}
