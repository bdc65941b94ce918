package io.github.camelmodelarts.api.result;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import com.fasterxml.jackson.databind.json.JsonMapper;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.camelmodelarts.api.ModelArtsResponseException;
import io.github.camelmodelarts.api.result.ChatChunk.ToolCallDelta;
import io.github.camelmodelarts.api.result.ChatCompletion.Choice;
import io.github.camelmodelarts.api.result.ChatCompletion.ToolCall;
import io.github.camelmodelarts.api.result.Rerank.Result;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Reads the responses of language models, and refuses those that do not match or are errors. Complete responses are the seeds of
 * {@link LanguageModelFuzzTest}, whose names say where they come from. Messages never contain a value ({@code canary}).
 */
class LanguageModelResultsTest {

    private static byte[] seed(String name) throws IOException {
        String path = "LanguageModelFuzzTestInputs/readsAResponseOrSaysWhatIsWrong/" + name;
        try (InputStream in = LanguageModelResultsTest.class.getResourceAsStream(path)) {
            return Objects.requireNonNull(in, path).readAllBytes();
        }
    }

    @Test
    void readsAChatCompletion() throws Exception {
        ChatCompletion chat = ChatCompletion.parse(seed("maas-chat"));

        assertThat(chat)
                .isEqualTo(new ChatCompletion(
                        "chat-71406e38",
                        "deepseek-v3",
                        List.of(new Choice(0, "Hello", "", List.of(), "stop")),
                        new TokenUsage(15, 2, 17)));
        assertThat(chat.text()).isEqualTo("Hello");
        assertThat(ChatCompletion.of(new JsonMapper().readTree(seed("maas-chat"))))
                .isEqualTo(chat);
    }

    @Test
    void readsReasoningAndNumbersThatAreText() throws Exception {
        ChatCompletion chat = ChatCompletion.parse(seed("maas-chat-thinking"));

        assertThat(chat.text()).isEqualTo("4");
        assertThat(chat.choices().get(0).reasoning()).isEqualTo("2 and 2");
        assertThat(chat.usage()).isEqualTo(new TokenUsage(15, 9, 24));
    }

    @Test
    void readsToolCallsWithoutAText() throws Exception {
        ChatCompletion chat = ChatCompletion.parse(seed("vllm-tool-calls"));

        assertThat(chat.text()).isEmpty();
        assertThat(chat.usage()).isNull();
        assertThat(chat.choices())
                .containsExactly(new Choice(
                        0,
                        "",
                        "which city?",
                        List.of(
                                new ToolCall("call_1", "weather", "{\"city\": \"Bonn\"}"),
                                new ToolCall("call_2", "clock", "{\"zone\":\"CET\"}"),
                                new ToolCall(null, "stop", "")),
                        "tool_calls"));
    }

    @Test
    void readsSeveralChoices() throws Exception {
        ChatCompletion chat = ChatCompletion.parse(seed("two-choices"));

        assertThat(chat)
                .isEqualTo(new ChatCompletion(
                        null,
                        null,
                        List.of(new Choice(0, "a", "", List.of(), null), new Choice(1, "", "", List.of(), "length")),
                        null));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{} | no choices. It has no field.",
                "{'choices':null,'usage':{'total_tokens':1}} | no choices",
                "{'choices':[]} | choices is empty",
                "{'choices':{'message':'canary'}} | choices is an object and not an array",
                "{'choices':['canary']} | there is no choices[0].message",
                "{'choices':[{'text':'canary','finish_reason':'stop'}]} | there is no choices[0].message",
                "{'choices':[{'message':'canary'}]} | choices[0].message is not an object",
                "{'choices':[{'message':{}}]} | choices[0].message has neither content nor tool_calls",
                "{'choices':[{'message':{'content':['canary']}}]} | choices[0].message.content is an array and not a text",
                "{'choices':[{'message':{'content':'a'}},{'message':{'tool_calls':'canary'}}]} | choices[1].message.tool_calls is a text and not an array",
                "{'choices':[{'message':{'tool_calls':[{'function':{'arguments':'canary'}}]}}]} | choices[0].message.tool_calls[0] has no function.name",
                "{'choices':[{'index':-1,'message':{'content':'canary'}}]} | choices[0].index is not a position from 0",
                "{'choices':[{'delta':{'content':'canary'}}]} | It looks like a chat stream: convert it to ChatChunk",
                "{'data':[{'embedding':[1]}]} | It looks like an embedding model: convert it to Embeddings",
                "{'results':[{'relevance_score':1}]} | It looks like a reranking: convert it to Rerank",
                "data: {'choices':[]} | this response is not JSON",
            })
    void refusesOtherResponsesThanAChatCompletion(String response, String found) {
        assertRefused(
                () -> ChatCompletion.parse(json(response)), "The response of a chat completion has choices", found);
    }

    @ParameterizedTest
    @CsvSource({
        "maas-81011, with the code ModelArts.81011",
        "maas-81101-nested, with the code ModelArts.81101",
        "vllm-error, with the code 404",
        "vllm-error-nested, with the code 400",
        "error-beside-choices, with the code 502",
    })
    void refusesAnErrorAlsoIfTheStatusWas200(String name, String code) throws Exception {
        byte[] response = seed(name);

        for (ThrowingCallable parsing : List.<ThrowingCallable>of(
                () -> ChatCompletion.parse(response),
                () -> ChatChunk.parse(response),
                () -> Embeddings.parse(response),
                () -> Rerank.parse(response))) {
            assertRefused(
                    parsing,
                    "this response is an error " + code,
                    "It is an error response: convert a response only if CamelHttpResponseCode is a success status");
        }
    }

    @Test
    void showsNoCodeThatCanBeAText() {
        assertRefused(
                () -> ChatCompletion.parse(json("{'error':{'code':'canary','message':'canary'}}")),
                "; this response is an error. It has the fields error.");
        assertRefused(() -> ChatCompletion.parse(json("{'error':'canary'}")), "this response is an error. ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'error':null",
                "'error':{}",
                "'error':''",
                "'error_code':0",
                "'error_code':'0'",
                "'error_code':null"
            })
    void readsAResponseThatSaysThatThereIsNoError(String error) throws Exception {
        assertThat(ChatCompletion.parse(json("{" + error + ",'choices':[{'message':{'content':'a'}}]}"))
                        .text())
                .isEqualTo("a");
    }

    @Test
    void readsAPartOfAnAnswer() throws Exception {
        ChatChunk chunk = ChatChunk.parse(seed("maas-chunk"));

        assertThat(chunk)
                .isEqualTo(new ChatChunk(
                        "chat-1", "deepseek-v3", List.of(new ChatChunk.Choice(0, "Hel", "", List.of(), null)), null));
        assertThat(chunk.text()).isEqualTo("Hel");
        assertThat(chunk.reasoning()).isEmpty();
        assertThat(chunk.finishReason()).isNull();
        assertThat(ChatChunk.of(new JsonMapper().readTree(seed("maas-chunk")))).isEqualTo(chunk);

        ChatChunk thinking = ChatChunk.parse(seed("maas-chunk-thinking"));
        assertThat(thinking.text()).isEmpty();
        assertThat(thinking.reasoning()).isEqualTo("2 and");
        assertThat(thinking.usage()).isNull();
    }

    @Test
    void readsAnEventWithTheUsageOnly() throws Exception {
        ChatChunk chunk = ChatChunk.parse(seed("maas-chunk-usage"));

        assertThat(chunk.choices()).isEmpty();
        assertThat(chunk.text()).isEmpty();
        assertThat(chunk.toolCalls()).isEmpty();
        assertThat(chunk.usage()).isEqualTo(new TokenUsage(15, 2, 17));
        assertThat(ChatChunk.parse(json("{'usage':{'total_tokens':3}}")).usage())
                .isEqualTo(new TokenUsage(3, 0, 3));
    }

    @Test
    void readsPartsOfToolCalls() throws Exception {
        assertThat(ChatChunk.parse(seed("vllm-chunk-tool-call")).toolCalls())
                .containsExactly(
                        new ToolCallDelta(1, "call_1", "weather", "{\"ci"), new ToolCallDelta(0, null, null, "}"));
    }

    @Test
    void readsTheEndOfAnAnswerWithoutADelta() throws Exception {
        assertThat(ChatChunk.parse(seed("chunk-without-delta")).finishReason()).isEqualTo("stop");
        assertThat(ChatChunk.parse(seed("chunk-without-choices")).choices()).isEmpty();
    }

    @Test
    void keepsTheTextsOfSeveralAnswersApart() throws Exception {
        ChatChunk second = ChatChunk.parse(json("{'choices':[{'index':1,'delta':{'content':'b'}}]}"));

        assertThat(second.choices()).extracting(ChatChunk.Choice::text).containsExactly("b");
        assertThat(second.text()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{} | this response has no choices nor usage",
                "{'type':'canary'} | this response has no choices nor usage. It has the fields type.",
                "{'choices':'canary'} | choices is a text and not an array",
                "{'choices':[{'delta':'canary'}]} | choices[0].delta is not an object",
                "{'choices':[{'index':0}]} | there is no choices[0].delta",
                "{'choices':[{'message':{'content':'canary'},'finish_reason':'stop'}]} | It looks like a chat completion: convert it to ChatCompletion",
                "[DONE] | this response is not JSON",
            })
    void refusesOtherEventsThanAPartOfAnAnswer(String response, String found) {
        assertRefused(() -> ChatChunk.parse(json(response)), "The response of a chat stream has choices", found);
    }

    @ParameterizedTest
    @ValueSource(strings = {"maas-embeddings", "maas-embeddings-base64"})
    void readsEmbeddingsInTheOrderOfTheTexts(String name) throws Exception {
        Embeddings embeddings = Embeddings.parse(seed(name));

        assertThat(embeddings)
                .isEqualTo(new Embeddings(
                        "bge-m3",
                        List.of(new float[] {0.5f, -0.25f, 0.001f}, new float[] {1, 2, 3}),
                        new TokenUsage(8, 0, 8)))
                .hasSameHashCodeAs(Embeddings.of(new JsonMapper().readTree(seed(name))))
                .hasToString("Embeddings[bge-m3, 2 vectors, " + embeddings.usage() + "]");
        assertThat(embeddings.vectors()).isUnmodifiable();
    }

    @Test
    void readsEmbeddingsWithoutIndexInTheOrderOfTheResponse() throws Exception {
        assertThat(Embeddings.parse(json("{'data':[{'embedding':[1]},{'embedding':['2']}]}"))
                        .vectors())
                .containsExactly(new float[] {1}, new float[] {2});
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{} | no data. It has no field.",
                "{'data':[]} | data is empty",
                "{'data':{'resp_data':['canary']}} | It looks like a tabular prediction: convert it to TabularPrediction",
                "{'data':['canary']} | this response has no data[0].embedding",
                "{'data':[{'embedding':[]}]} | data[0].embedding is empty",
                "{'data':[{'embedding':''}]} | data[0].embedding is empty",
                "{'data':[{'embedding':null}]} | no data[0].embedding",
                "{'data':[{'embedding':{'canary':1}}]} | data[0].embedding is an object and not an array",
                "{'data':[{'embedding':['canary']}]} | data[0].embedding[0] is not a finite number",
                "{'data':[{'embedding':[[1]]}]} | data[0].embedding[0] is an array and not a number",
                "{'data':[{'embedding':[1,null]}]} | data[0].embedding[1] is null and not a number",
                "{'data':[{'embedding':[1,NaN]}]} | data[0].embedding[1] is not a finite number",
                "{'data':[{'embedding':[1e39]}]} | data[0].embedding[0] is not a finite number",
                "{'data':[{'embedding':'canary!'}]} | data[0].embedding is a text that is not Base64",
                "{'data':[{'embedding':'AAAA'}]} | data[0].embedding has 3 bytes in Base64, which are no 4-byte numbers",
                "{'data':[{'embedding':'AADAfw=='}]} | data[0].embedding[0] is not a finite number",
                "{'data':[{'embedding':[1,2]},{'embedding':[1]}]} | data[1].embedding has 1 numbers and others have 2",
                "{'data':[{'index':0,'embedding':[1]},{'index':0,'embedding':[1]}]} | data[1].index is not the position of a text, or occurs twice",
                "{'data':[{'index':1,'embedding':[1]}]} | data[0].index is not the position of a text",
                "{'data':[{'index':0.5,'embedding':[1]}]} | data[0].index is not a position from 0",
            })
    void refusesWhatIsNoVector(String response, String found) {
        assertRefused(() -> Embeddings.parse(json(response)), "The response of an embedding model has data", found);
    }

    @Test
    void readsAReranking() throws Exception {
        assertThat(Rerank.parse(seed("maas-rerank")))
                .isEqualTo(new Rerank(
                        List.of(new Result(1, 0.9987, "Paris is a city"), new Result(0, 0.0001, "A cat")),
                        new TokenUsage(42, 0, 42)));
        assertThat(Rerank.of(new JsonMapper().readTree(seed("rerank-other-spelling"))))
                .isEqualTo(new Rerank(List.of(new Result(0, -2.5, "A cat"), new Result(2, -3, null)), null));
        assertThat(Rerank.parse(json("{'results':[]}")).results()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{} | no results. It has no field.",
                "{'results':{'canary':1}} | results is an object and not an array",
                "{'results':[{'relevance_score':1}]} | there is no results[0].index",
                "{'results':[{'index':0}]} | results[0].score is empty and not a number",
                "{'results':[{'index':'canary','score':1}]} | results[0].index is not a position from 0",
                "{'results':[{'index':0,'relevance_score':'canary'}]} | results[0].relevance_score is not a finite number",
                "{'results':[{'index':0,'score':1,'document':['canary']}]} | results[0].document is an array and not a text",
                "{'results':[{'index':0,'score':1},{'index':0,'score':2}]} | two of the results have the same index",
            })
    void refusesOtherResponsesThanAReranking(String response, String found) {
        assertRefused(() -> Rerank.parse(json(response)), "The response of a reranking has results", found);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{'prompt_tokens':5,'completion_tokens':2,'total_tokens':7} | 5 | 2 | 7",
                "{'prompt_tokens':5,'completion_tokens':2} | 5 | 2 | 7",
                "{'input_tokens':5,'output_tokens':2} | 5 | 2 | 7",
                "{'prompt_tokens':5,'total_tokens':5} | 5 | 0 | 5",
                "{'prompt_tokens':5} | 5 | 0 | 5",
                "{'completion_tokens':2,'total_tokens':7} | 5 | 2 | 7",
                "{'completion_tokens':2} | 0 | 2 | 2",
                "{'total_tokens':7} | 7 | 0 | 7",
                "{'prompt_tokens':' 5 ','completion_tokens':2.0,'total_tokens':null} | 5 | 2 | 7",
                "{'prompt_tokens':-1,'completion_tokens':2,'total_tokens':1} | 0 | 2 | 1",
            })
    void computesTheCountsThatAServiceOmits(String usage, long input, long output, long total) throws Exception {
        assertThat(TokenUsage.of(new JsonMapper().readTree(json("{'usage':" + usage + "}"))))
                .isEqualTo(new TokenUsage(input, output, total));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "{}",
                "'canary'",
                "[]",
                "{'prompt_tokens':0.5,'completion_tokens':'canary','total_tokens':1e400}"
            })
    void ignoresAUsageWithoutCounts(String usage) throws Exception {
        @Nullable TokenUsage read = TokenUsage.of(new JsonMapper().readTree(json("{'usage':" + usage + "}")));

        assertThat(read).isNull();
    }

    @Test
    void recordsAreImmutable() {
        List<ToolCall> toolCalls = new ArrayList<>(List.of(new ToolCall(null, "a", "")));
        List<Choice> choices = new ArrayList<>(List.of(new Choice(0, "a", "", toolCalls, null)));
        ChatCompletion chat = new ChatCompletion(null, null, choices, null);
        choices.clear();
        toolCalls.clear();

        assertThat(chat.choices()).hasSize(1).isUnmodifiable();
        assertThat(chat.choices().get(0).toolCalls()).hasSize(1).isUnmodifiable();
        assertThat(new ChatChunk(null, null, new ArrayList<>(), null).choices()).isUnmodifiable();
        assertThat(new Rerank(new ArrayList<>(), null).results()).isUnmodifiable();
    }

    private static void assertRefused(ThrowingCallable parsing, String... inMessage) {
        assertThatThrownBy(parsing)
                .isInstanceOf(ModelArtsResponseException.class)
                .hasMessageContainingAll(inMessage)
                .hasNoCause()
                .message()
                .doesNotContain("canary");
    }

    private static String json(String text) {
        return text.replace('\'', '"');
    }
}
