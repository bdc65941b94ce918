package io.github.camelmodelarts.http;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;

import org.apache.hc.client5.http.DnsResolver;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** A name is resolved once for all calls that need it, on another thread, and again after half a minute in the background. */
class NamesTest {

    private static final long HALF_A_MINUTE = 30_000_000_000L;
    private static final long TEN_MINUTES = 600_000_000_000L;

    private final List<String> asked = new ArrayList<>();
    private final List<Runnable> aside = new ArrayList<>();
    private final AtomicLong now = new AtomicLong();
    private boolean fails;
    private final Names names = new Names(new Dns(), aside::add, now::get);

    private final class Dns implements DnsResolver {

        @Override
        public InetAddress[] resolve(String host) throws UnknownHostException {
            asked.add(host);
            if (host.startsWith("unknown") || fails) {
                throw new UnknownHostException(host);
            }
            return new InetAddress[] {InetAddress.getByAddress(new byte[] {127, 0, 0, (byte) asked.size()})};
        }

        @Override
        public String resolveCanonicalHostname(String host) {
            return host;
        }
    }

    private void run() {
        List<Runnable> tasks = List.copyOf(aside);
        aside.clear();
        tasks.forEach(Runnable::run);
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "::1", "[::1]"})
    void doesNotResolveIpAddresses(String address) {
        assertThat(names.knows(address)).isTrue();
    }

    @Test
    void resolvesOnceForAllWaitingCallsAndNeverOnTheirThread() throws UnknownHostException {
        CompletableFuture<?> one = names.lookUp("service.example");
        CompletableFuture<?> other = names.lookUp("service.example");
        assertThat(asked).isEmpty();
        assertThatThrownBy(() -> names.resolve("service.example")).isInstanceOf(UnknownHostException.class);

        run();

        assertThat(one).isCompleted();
        assertThat(other).isCompleted();
        assertThat(asked).containsExactly("service.example");
        assertThat(names.knows("service.example")).isTrue();
        assertThat(names.resolve("service.example")).hasSize(1);
        assertThat(asked).hasSize(1);
    }

    @Test
    void resolvesAgainAfterHalfAMinuteAndKeepsTheOldAddressMeanwhile() throws UnknownHostException {
        names.lookUp("service.example");
        run();
        InetAddress first = names.resolve("service.example")[0];
        now.addAndGet(HALF_A_MINUTE);

        assertThat(names.knows("service.example")).isTrue();
        assertThat(names.resolve("service.example")).containsExactly(first);
        run();
        assertThat(names.resolve("service.example")).doesNotContain(first);
        assertThat(asked).hasSize(2);
    }

    @Test
    void keepsAnAddressForTenMinutesWhileTheNameCantBeResolved() throws UnknownHostException {
        names.lookUp("service.example");
        run();
        fails = true;
        for (long age = 0; age < TEN_MINUTES - HALF_A_MINUTE; age += HALF_A_MINUTE) {
            now.addAndGet(HALF_A_MINUTE);
            assertThat(names.knows("service.example")).isTrue();
            run();
        }

        now.addAndGet(HALF_A_MINUTE);

        assertThat(names.knows("service.example")).isFalse();
    }

    @Test
    void doesNotCacheFailures() {
        CompletableFuture<?> failed = names.lookUp("unknown.example");
        run();
        assertThat(failed).isCompletedExceptionally();
        assertThat(names.knows("unknown.example")).isFalse();

        names.lookUp("unknown.example");
        run();

        assertThat(asked).hasSize(2);
    }

    @Test
    void evictsNamesThatAreNoLongerUsed() {
        for (int i = 0; i < 1000; i++) {
            names.lookUp("host-" + i + ".example");
        }
        run();
        now.addAndGet(TEN_MINUTES);
        names.lookUp("another.example");
        run();

        assertThatThrownBy(() -> names.resolve("host-1.example")).isInstanceOf(UnknownHostException.class);
        assertThat(names.knows("another.example")).isTrue();
    }
}
