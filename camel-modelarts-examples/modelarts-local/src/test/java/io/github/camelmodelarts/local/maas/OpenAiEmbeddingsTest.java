package io.github.camelmodelarts.local.maas;

import java.util.List;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.errors.BadRequestException;
import com.openai.errors.NotFoundException;
import com.openai.models.embeddings.CreateEmbeddingResponse;
import com.openai.models.embeddings.EmbeddingCreateParams;
import com.openai.models.embeddings.EmbeddingCreateParams.EncodingFormat;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.camelmodelarts.local.ModelArtsLocal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** OpenAI's own client for Java asks the local MaaS for embeddings. */
class OpenAiEmbeddingsTest {

    private static final List<String> TEXTS = List.of("The river floods the old city.", "你好");

    private static ModelArtsLocal server;

    @BeforeAll
    static void start() {
        server = ModelArtsLocal.start();
    }

    @AfterAll
    static void close() {
        server.close();
    }

    private static CreateEmbeddingResponse embed(String base, EmbeddingCreateParams.Builder params) {
        OpenAIClient client = OpenAIOkHttpClient.builder()
                .baseUrl(server.maasEndpoint() + base)
                .apiKey(server.credentials().apiKey())
                .maxRetries(0)
                .build();
        try {
            return client.embeddings().create(params.build());
        } finally {
            client.close();
        }
    }

    private static EmbeddingCreateParams.Builder texts() {
        return EmbeddingCreateParams.builder().model(Maas.EMBEDDING_MODEL).inputOfArrayOfStrings(TEXTS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1", "/openai/v1"})
    void readsTheVectorsOfEachBase(String base) {
        server.clearRequests();

        CreateEmbeddingResponse response = embed(base, texts()).validate();

        assertThat(server.requests().get(0).bodyText()).contains("\"encoding_format\":\"base64\"");

        assertThat(response.data()).hasSize(2);
        assertThat(response.data().get(1).index()).isOne();
        assertThat(response.data().get(1).embedding()).hasSize(384);
        assertThat(response.usage().promptTokens()).isEqualTo(9 + 4);
    }

    @Test
    void readsTheSameNumbersFromBase64() {
        server.clearRequests();

        CreateEmbeddingResponse asked = embed("/v1", texts().encodingFormat(EncodingFormat.BASE64));
        CreateEmbeddingResponse floats = embed("/v1", texts().encodingFormat(EncodingFormat.FLOAT));

        assertThat(server.awaitRequests(2))
                .extracting(request -> request.bodyText().contains("base64"))
                .containsExactly(true, false);
        assertThat(asked.data().get(0).embedding())
                .isEqualTo(floats.data().get(0).embedding());
    }

    @Test
    void failsForFieldsThatMaasDoesNotKnow() {
        for (EmbeddingCreateParams.Builder params : List.of(texts().dimensions(64), texts().user("ada"))) {
            assertThatThrownBy(() -> embed("/v1", params))
                    .isInstanceOf(BadRequestException.class)
                    .hasMessageContaining("extra_forbidden");
        }
    }

    @Test
    void failsForAModelForChats() {
        assertThatThrownBy(() -> embed("/v1", texts().model(Maas.MODEL)))
                .isInstanceOfSatisfying(
                        NotFoundException.class,
                        failure -> assertThat(failure.code()).hasValue("ModelArts.81009"));
    }
}
