package io.github.camelmodelarts.events;

import java.util.Arrays;
import java.util.List;

import com.code_intelligence.jazzer.junit.FuzzTest;

import io.github.camelmodelarts.api.ModelArtsStreamException;

import static io.github.camelmodelarts.api.Plain.assertPlain;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Any bytes as a stream of events. The first byte is the size of the pieces in which they arrive; the second is the largest event, in
 * units of 16 bytes.
 */
class EventStreamFuzzTest {

    @FuzzTest
    void readsTheSameEventsFromAnyPieces(byte[] input) {
        int piece = input.length > 0 ? 1 + (input[0] & 0xff) : 1;
        int maxEventSize = input.length > 1 ? 16 * (1 + (input[1] & 0xff)) : 16;
        byte[] stream = Arrays.copyOfRange(input, Math.min(2, input.length), input.length);

        ParsedStream parsed = ParsedStream.of(stream, maxEventSize, List.of());

        assertThat(ParsedStream.of(stream, maxEventSize, List.of(piece))).hasToString(parsed.toString());
        assertThat(ParsedStream.of(parsed.written(), Integer.MAX_VALUE, List.of()))
                .hasToString(parsed.events().toString());
        if (parsed.failure() != null) {
            assertFailure(parsed.failure());
        }
        parsed.errors().forEach(EventStreamFuzzTest::assertFailure);
    }

    private static void assertFailure(ModelArtsStreamException failure) {
        assertPlain(failure.getMessage(), 2000);
        assertPlain(failure.getErrorCode(), 64 + 3);
        assertThat(failure).hasMessageNotContaining("test-secret");
    }
}
