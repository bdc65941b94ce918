package io.github.camelmodelarts.http;

import java.util.concurrent.atomic.AtomicLong;

import org.apache.hc.core5.http.EndpointDetails;
import org.apache.hc.core5.util.Timeout;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** How long a shared connection is kept on which calls were given up. */
class LeftBehindTest {

    private final AtomicLong now = new AtomicLong();
    private final LeftBehind leftBehind = new LeftBehind(now::get);

    @Test
    void countsForEachConnectionByItself() {
        Connection one = new Connection();
        Connection other = new Connection();

        for (int i = 1; i < LeftBehind.MOST; i++) {
            assertThat(leftBehind.add(one)).isTrue();
            assertThat(leftBehind.add(other)).isTrue();
        }

        assertThat(leftBehind.add(one)).isFalse();
        assertThat(leftBehind.add(new Connection())).isTrue();
    }

    @Test
    void givesAConnectionUpOnWhichNothingComesWhileCallsFail() {
        Connection dead = new Connection();
        assertThat(leftBehind.add(dead)).isTrue();

        now.addAndGet(LeftBehind.SILENCE.toNanos() - 1);
        assertThat(leftBehind.add(dead)).isTrue();
        now.addAndGet(1);

        assertThat(leftBehind.add(dead)).isFalse();
    }

    @Test
    void keepsAConnectionOnWhichAnswersOfOthersCome() {
        Connection busy = new Connection();
        for (int i = 0; i < 5; i++) {
            assertThat(leftBehind.add(busy)).isTrue();
            now.addAndGet(LeftBehind.SILENCE.toNanos());
            busy.received++;
        }
    }

    private static final class Connection extends EndpointDetails {
        private long received = 100;

        private Connection() {
            super(null, null, Timeout.DISABLED);
        }

        @Override
        public long getRequestCount() {
            return 0;
        }

        @Override
        public long getResponseCount() {
            return 0;
        }

        @Override
        public long getSentBytesCount() {
            return 0;
        }

        @Override
        public long getReceivedBytesCount() {
            return received;
        }
    }
}
