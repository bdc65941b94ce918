package io.github.camelmodelarts.local.batch;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

import com.fasterxml.jackson.databind.json.JsonMapper;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class CsvMappingTest {

    private static CsvMapping mapping(String parameter) throws IOException {
        return new CsvMapping(
                new JsonMapper().readTree("{\"type\":\"object\",\"properties\":{\"p\":" + parameter + "}}"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'type':'string','index':0}|{'p':'5.10'}",
                "{'type':'string','index':2}|{'p':' x '}",
                "{'type':'number','index':0}|{'p':5.10}",
                "{'type':'integer','index':1}|{'p':7}",
                "{'type':'boolean','index':3}|{'p':true}",
                "{'type':'array','items':{'type':'integer','index':1}}|{'p':[7]}",
                "{'type':'array','items':[{'type':'integer','index':1},{'type':'boolean','index':3}]}|{'p':[7,true]}",
                "{'type':'object','properties':{}}|{'p':{}}",
                "{'type':'string','index':4}|{}",
                "{'type':'string','index':-1}|{}",
                "{'type':'string','index':'0'}|{}",
                "{'type':'string'}|{}"
            },
            quoteCharacter = '\0')
    void convertsColumnsToTheTypesOfTheRule(String parameter, String request) throws IOException {
        assertThat(mapping(parameter.replace('\'', '"')).request("5.10,7, x ,TRUE"))
                .asString(StandardCharsets.UTF_8)
                .isEqualTo(request.replace('\'', '"'));
    }

    @ParameterizedTest
    @CsvSource({"number, x", "integer, 1.5", "integer, ''", "boolean, yes"})
    void rejectsColumnsOfAnotherType(String type, String column) throws IOException {
        CsvMapping mapping = mapping("{\"type\":\"" + type + "\",\"index\":0}");
        assertThatThrownBy(() -> mapping.request(column)).hasMessageContainingAll(type, "for p");
    }
}
