package io.github.camelmodelarts.session;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.github.camelmodelarts.api.Body;
import io.github.camelmodelarts.api.Credentials;
import io.github.camelmodelarts.api.Headers;
import io.github.camelmodelarts.api.Responses;
import io.github.camelmodelarts.api.ServiceRequest;
import io.github.camelmodelarts.api.Transport;

import static org.assertj.core.api.Assertions.assertThat;

/** A user is the same at all IAM endpoints of the cloud. The test uses a transport in memory, because no test may call the cloud. */
class UsersOfAllRegionsTest {

    private static final List<String> REGIONS = List.of("cn-north-4", "cn-east-3", "cn-south-1", "ap-southeast-1");

    private final AtomicInteger logins = new AtomicInteger();
    private final Transport refusing = Responses.by(request -> {
        logins.incrementAndGet();
        return CompletableFuture.completedFuture(
                Responses.of(401, Headers.NONE, "{\"error_code\":\"IAM.0062\"}".getBytes(StandardCharsets.UTF_8)));
    });

    @Test
    @Tag("K09")
    @DisplayName("K09: a wrong password is tried 3 times in all regions together")
    void countsWrongPasswordsOfAllRegionsTogether() {
        Tokens tokens = new Tokens(Timings.ofSystem(), outcome -> {});
        ServiceRequest request = ServiceRequest.of("POST", "https://service.example/v1", Body.NONE);
        for (String region : REGIONS) {
            IntStream.range(0, 5).forEach(project -> {
                Credentials.User user = new Credentials.User(
                        Regions.iamEndpoint(region), "test-account", "test-user", "wrong", "p-" + project, region);
                assertThat(tokens.strategy(user, "way", refusing)
                                .authenticate(request)
                                .toCompletableFuture())
                        .isCompletedExceptionally();
            });
        }

        assertThat(logins).hasValue(3);
    }

    @ParameterizedTest
    @CsvSource({
        "https://iam.cn-north-4.myhuaweicloud.com, myhuaweicloud.com",
        "https://IAM.cn-east-3.myhuaweicloud.com:443, myhuaweicloud.com",
        "https://iam.myhuaweicloud.com, myhuaweicloud.com",
        "https://iam.myhuaweicloud.eu, myhuaweicloud.eu",
        "https://iam.eu-west-101.myhuaweicloud.eu, myhuaweicloud.eu",
        "https://iam.myhuaweicloud.com.example.org, iam.myhuaweicloud.com.example.org",
        "https://modelarts.cn-north-4.myhuaweicloud.com, modelarts.cn-north-4.myhuaweicloud.com",
        "http://127.0.0.1:8080, 127.0.0.1:8080",
        "http://127.0.0.1:8081, 127.0.0.1:8081",
    })
    @Tag("K09")
    void findsTheCloudOfAnEndpoint(String endpoint, String cloud) {
        assertThat(Regions.cloud(endpoint)).isEqualTo(cloud);
    }
}
