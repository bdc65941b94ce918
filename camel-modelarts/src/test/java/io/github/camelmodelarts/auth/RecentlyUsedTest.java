package io.github.camelmodelarts.auth;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Which values are found after a while. */
class RecentlyUsedTest {

    private final RecentlyUsed<Integer, Object> map = new RecentlyUsed<>(10);

    private void use(int from, int to) {
        IntStream.range(from, to).forEach(key -> map.get(key, absent -> new Object()));
    }

    /** Holds values without using them. */
    private long found(int from, int to) {
        return IntStream.range(from, to).filter(key -> map.find(key) != null).count();
    }

    @Test
    @Tag("K27")
    @DisplayName("K27: keeps the values that were used last, and forgets the others once they are collected")
    void keepsTheValuesThatWereUsedLast() {
        use(0, 1000);

        await().untilAsserted(() -> {
            System.gc();
            assertThat(found(0, 990)).isZero();
        });
        assertThat(found(990, 1000)).isEqualTo(10);
    }

    @Test
    @Tag("K27")
    @DisplayName("K27: finds a value that is held, however many others were used since")
    void findsAValueThatIsReferencedElsewhere() {
        Object held = map.get(-1, absent -> new Object());

        use(0, 1000);
        System.gc();

        assertThat(map.get(-1, absent -> new Object())).isSameAs(held);
    }

    @Test
    @Tag("K27")
    @DisplayName("K27: keeps a value that is used again and again, though nothing holds it")
    void keepsAValueThatIsUsedAgain() {
        AtomicInteger made = new AtomicInteger();
        for (int i = 0; i < 1000; i++) {
            map.get(-1, absent -> {
                made.incrementAndGet();
                return new Object();
            });
            use(3 * i, 3 * i + 3);
            if (i == 500) {
                System.gc();
            }
        }

        assertThat(made).hasValue(1);
    }

    @Test
    @Tag("K27")
    @DisplayName("K27: finds the value that was put last, after the one before it was collected too")
    void findsTheValueThatWasPutLast() {
        map.put(1, new int[] {1});
        map.put(1, new int[] {2});
        System.gc();
        use(2, 5);

        assertThat(map.find(1)).isEqualTo(new int[] {2});
    }

    @Test
    @Tag("K27")
    @DisplayName("K27: gives all threads the same value while one of them holds it")
    void returnsTheSameValueToAllThreads() throws Exception {
        List<Set<Object>> seen = new ArrayList<>();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            Set<Object> mine = new HashSet<>();
            seen.add(mine);
            Thread thread = new Thread(() -> {
                for (int key = 0; key < 2000; key++) {
                    mine.add(map.get(key, absent -> new Object()));
                }
            });
            threads.add(thread);
            thread.start();
        }
        for (Thread thread : threads) {
            thread.join();
        }

        assertThat(seen)
                .allSatisfy(one -> assertThat(one).isEqualTo(seen.get(0)).hasSize(2000));
    }
}
