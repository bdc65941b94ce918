package io.github.camelmodelarts.docs;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import io.github.camelmodelarts.api.ModelArtsAuthenticationException;
import io.github.camelmodelarts.api.ModelArtsBusyException;
import io.github.camelmodelarts.api.ModelArtsConnectionException;
import io.github.camelmodelarts.api.ModelArtsFailure;
import io.github.camelmodelarts.api.ModelArtsObsException;
import io.github.camelmodelarts.api.ModelArtsOperationFailedException;
import io.github.camelmodelarts.api.ModelArtsRequestException;
import io.github.camelmodelarts.api.ModelArtsResponseException;
import io.github.camelmodelarts.api.ModelArtsServiceStateException;
import io.github.camelmodelarts.api.ModelArtsStreamException;
import io.github.camelmodelarts.api.ModelArtsTimeoutException;

import static org.assertj.core.api.Assertions.assertThat;

/** Compares what the README and {@code docs/errors.md} say about exceptions with the classes. */
class ErrorsPageTest {

    private static final Path README = Path.of("..", "README.md");
    private static final Path ERRORS = Path.of("..", "docs", "errors.md");

    private static final List<Class<?>> EXCEPTIONS = List.of(
            ModelArtsOperationFailedException.class,
            ModelArtsAuthenticationException.class,
            ModelArtsTimeoutException.class,
            ModelArtsConnectionException.class,
            ModelArtsBusyException.class,
            ModelArtsRequestException.class,
            ModelArtsResponseException.class,
            ModelArtsStreamException.class,
            ModelArtsServiceStateException.class,
            ModelArtsObsException.class);

    @Test
    void readmeListsEveryException() throws Exception {
        String readme = Files.readString(README);
        for (Class<?> exception : EXCEPTIONS) {
            assertThat(ModelArtsFailure.class).isAssignableFrom(exception);
            assertThat(readme).contains("`" + exception.getSimpleName() + "`");
        }
    }

    @Test
    void errorsPageSaysWhatElseTheExceptionsAre() throws Exception {
        String errors = Files.readString(ERRORS);
        for (Class<?> exception : EXCEPTIONS) {
            Matcher row = Pattern.compile("\\| `" + exception.getSimpleName() + "` \\| `(\\w+)` \\|")
                    .matcher(errors);
            assertThat(row.find()).as(exception.getSimpleName()).isTrue();
            assertThat(supertypes(exception)).contains(row.group(1));
        }
    }

    private static List<String> supertypes(Class<?> type) {
        return Stream.<Class<?>>iterate(type.getSuperclass(), Objects::nonNull, Class::getSuperclass)
                .map(Class::getSimpleName)
                .toList();
    }
}
