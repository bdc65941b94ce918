package io.github.camelmodelarts.http;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Flow;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** A body is passed to its one subscriber in order, not faster than requested, and ends once. */
class ReceivedBodyTest {

    private static final int WINDOW = 64 * 1024;

    private final List<String> asked = new ArrayList<>();
    private final ReceivedBody body = new ReceivedBody(() -> asked.add("cancel"));
    private final Noting subscriber = new Noting();

    private static class Noting implements Flow.Subscriber<ByteBuffer> {
        final List<String> told = new ArrayList<>();
        Flow.Subscription subscription;
        private Error thrown;

        @Override
        public void onSubscribe(Flow.Subscription given) {
            subscription = given;
        }

        @Override
        public void onNext(ByteBuffer piece) {
            told.add(text(piece));
            if (thrown != null) {
                throw thrown;
            }
        }

        @Override
        public void onError(Throwable failure) {
            told.add(failure.toString());
        }

        @Override
        public void onComplete() {
            told.add("end");
        }
    }

    private static String text(ByteBuffer piece) {
        return StandardCharsets.US_ASCII.decode(piece).toString();
    }

    private void arrives(String piece) throws IOException {
        body.add(ByteBuffer.wrap(piece.getBytes(StandardCharsets.US_ASCII)));
        body.taken(piece.length());
    }

    private void connected() throws IOException {
        body.from(more -> asked.add("" + more));
    }

    @Test
    void passesOnRequestedPiecesAndKeepsTheRest() throws IOException {
        body.subscribe(subscriber);
        subscriber.subscription.request(1);
        arrives("a");
        arrives("b");
        arrives("c");
        body.end();

        assertThat(subscriber.told).containsExactly("a");
        subscriber.subscription.request(1);
        assertThat(subscriber.told)
                .as("small pieces are joined while they wait")
                .containsExactly("a", "bc", "end");
    }

    @Test
    void waitsForASubscriberThatComesLate() throws IOException {
        arrives("a");
        body.end();
        body.subscribe(subscriber);

        assertThat(subscriber.told).isEmpty();
        subscriber.subscription.request(1);
        assertThat(subscriber.told).containsExactly("a", "end");
    }

    @Test
    void signalsTheEndOfAnEmptyBodyWithoutARequest() {
        body.subscribe(subscriber);
        body.end();

        assertThat(subscriber.told).containsExactly("end");
    }

    @Test
    void requestsAsManyBytesAsWerePassedOnInSteps() throws IOException {
        String piece = "a".repeat(ReceivedBody.LARGEST_PIECE);
        body.subscribe(subscriber);
        connected();
        arrives(piece);
        arrives(piece);
        arrives("bc");
        assertThat(asked).containsExactly("" + WINDOW);

        subscriber.subscription.request(2);
        assertThat(asked).as("a piece still waits").hasSize(1);
        subscriber.subscription.request(1);

        assertThat(asked).containsExactly("" + WINDOW, "" + (2 * piece.length() + 2));
        connected();
        assertThat(asked)
                .as("an exhausted window opens only when something is requested")
                .hasSize(2);
    }

    /** HTTP/2: the padding of a frame uses up the window, but is not read. */
    @Test
    void opensAnExhaustedWindowAlthoughLittleWasPassedOn() throws IOException {
        body.subscribe(subscriber);
        connected();
        subscriber.subscription.request(5);
        arrives("abc");
        assertThat(asked).containsExactly("" + WINDOW);

        connected();

        assertThat(asked).containsExactly("" + WINDOW, "" + WINDOW / 2);
    }

    @Test
    void requestsAllBytesIfAllPiecesAreRequested() throws IOException {
        body.subscribe(subscriber);
        subscriber.subscription.request(Long.MAX_VALUE);
        connected();

        assertThat(asked).containsExactly("" + Integer.MAX_VALUE);
    }

    @Test
    void signalsAFailureAfterThePiecesThatHaveArrived() throws IOException {
        body.subscribe(subscriber);
        arrives("a");
        body.fail(new IOException("broken"));
        body.end();

        assertThat(subscriber.told).isEmpty();
        subscriber.subscription.request(1);
        assertThat(subscriber.told).containsExactly("a", "java.io.IOException: broken");
    }

    @Test
    void signalsNothingAfterCancellation() throws IOException {
        body.subscribe(subscriber);
        subscriber.subscription.request(9);
        arrives("a");
        subscriber.subscription.cancel();
        arrives("b");
        body.end();

        assertThat(subscriber.told).containsExactly("a");
        assertThat(asked).contains("cancel");
    }

    @Test
    void refusesASecondSubscriber() throws IOException {
        Noting second = new Noting();
        body.subscribe(subscriber);
        body.subscribe(second);
        second.subscription.request(1);
        second.subscription.cancel();
        subscriber.subscription.request(1);
        arrives("a");
        body.end();

        assertThat(second.told).singleElement().asString().contains("already has a subscriber");
        assertThat(subscriber.told).containsExactly("a", "end");
    }

    @Test
    void failsASubscriberThatRequestsNothing() {
        body.subscribe(subscriber);
        subscriber.subscription.request(0);

        assertThat(subscriber.told).singleElement().asString().contains("requested 0 pieces");
        assertThat(asked).containsExactly("cancel");
    }

    @Test
    void endsWithTheErrorThatItsSubscriberThrows() throws IOException {
        body.subscribe(subscriber);
        subscriber.subscription.request(9);
        subscriber.thrown = new OutOfMemoryError("a test's");
        arrives("a");

        assertThat(subscriber.told).containsExactly("a", "java.lang.OutOfMemoryError: a test's");
        assertThat(asked).contains("cancel");
    }

    @Test
    void signalsTheFailureToASubscriberThatThrowsAtTheEnd() throws IOException {
        Noting failing = new Noting() {
            @Override
            public void onComplete() {
                throw new OutOfMemoryError("a test's");
            }
        };
        body.subscribe(failing);
        body.end();

        assertThat(failing.told).containsExactly("java.lang.OutOfMemoryError: a test's");
    }

    @Test
    void passesOnPiecesThatAreRequestedDuringASignal() throws IOException {
        String large = "a".repeat(ReceivedBody.LARGEST_PIECE);
        arrives(large);
        arrives("b");
        body.end();
        Noting asking = new Noting() {
            @Override
            public void onSubscribe(Flow.Subscription given) {
                super.onSubscribe(given);
                given.request(1);
            }

            @Override
            public void onNext(ByteBuffer piece) {
                subscription.request(1);
                super.onNext(piece);
            }
        };
        body.subscribe(asking);

        assertThat(asking.told).containsExactly(large, "b", "end");
    }
}
