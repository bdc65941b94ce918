package io.github.camelmodelarts.local;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ModelArtsLocalTest {

    @Test
    void answersOverPlainHttpAndTls() throws Exception {
        try (ModelArtsLocal server = ModelArtsLocal.start()) {
            server.addService("echo", new EchoModel());
            HttpClient client =
                    HttpClient.newBuilder().sslContext(server.sslContext()).build();
            for (String address :
                    new String[] {server.address("echo"), server.tlsAddress("echo"), server.ipv6Address("echo")}) {
                HttpResponse<String> answer = client.send(
                        HttpRequest.newBuilder(URI.create(address + "/a?b=c"))
                                .header("X-Apig-AppCode", server.credentials().appCode())
                                .POST(HttpRequest.BodyPublishers.ofString("{}"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
                assertThat(answer.body()).contains("\"body\":\"{}\"");
                assertThat(answer.statusCode()).isEqualTo(200);
            }
        }
    }
}
