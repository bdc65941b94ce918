package io.github.camelmodelarts.local;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

import io.github.camelmodelarts.local.api.AnswerStream;
import io.github.camelmodelarts.local.api.Model;
import io.github.camelmodelarts.local.api.ModelAnswer;
import io.github.camelmodelarts.local.api.ModelRequest;

/**
 * Returns the text of the request word by word, as a language model would: a stream of server-sent events with one word in each, and
 * {@code [DONE]} at the end. Thread-safe.
 */
public final class WordsModel implements Model {

    private static final Pattern WORD = Pattern.compile("\\S+");

    private final Duration pause;

    /** Creates the model; it pauses after each word. */
    public WordsModel(Duration pause) {
        this.pause = pause;
    }

    @Override
    public ModelAnswer predict(ModelRequest request) throws IOException {
        String text = new String(request.body().readAllBytes(), StandardCharsets.UTF_8);
        Iterable<String> words =
                () -> WORD.matcher(text).results().map(MatchResult::group).iterator();
        return ModelAnswer.events(AnswerStream.events(words).every(pause).done());
    }
}
