package io.github.camelmodelarts.options;

import org.apache.camel.Endpoint;
import org.apache.camel.support.PropertyBindingSupport;
import org.apache.camel.test.junit5.CamelTestSupport;
import org.assertj.core.util.Throwables;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.camelmodelarts.ModelArtsComponent;
import io.github.camelmodelarts.api.AuthStrategy;
import io.github.camelmodelarts.api.AuthType;
import io.github.camelmodelarts.api.CredentialsProvider;
import io.github.camelmodelarts.api.ModelArtsAuthenticationException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

/** Tests which credentials an endpoint uses, and how it refuses missing or contradictory ones. Nothing is sent here. */
class IdentityOptionsTest extends CamelTestSupport {

    private static final String ADDRESS = "address=https://service.example.com/v1/infers/s1";

    private ModelArtsConfiguration component;

    @BeforeEach
    void findComponent() {
        component = context.getComponent("modelarts", ModelArtsComponent.class).getConfiguration();
    }

    @Test
    void missingCredentialsAreRefusedWithTheOptionsToSet() {
        assertRefused("", "No credentials are configured", "appKey and appSecret; or appCode", "authType=NONE");
    }

    @Test
    void twoCompleteSetsAreRefused() {
        assertRefused(
                "&appCode=canary-code&token=canary-token",
                "Several sets of credentials are complete: APP_CODE, TOKEN",
                "Set authType to select one");
    }

    @ParameterizedTest
    @CsvSource({
        "appKey=canary-key, appSecret",
        "appSecret=canary-secret, appKey",
        "accessKey=canary-key, secretKey",
        "secretKey=canary-secret, accessKey",
        "securityToken=canary-token, accessKey and secretKey",
        "username=canary-user, password",
        "password=canary-password, username",
        "account=canary-account, username and password",
    })
    @Tag("H68")
    void incompleteSetIsRefusedWithTheMissingOptions(String options, String missing) {
        assertRefused("&" + options, "requires " + missing, "camel.component.modelarts.");
    }

    @ParameterizedTest
    @CsvSource({
        "APP_SIGNATURE, appKey and appSecret",
        "APP_CODE, appCode",
        "APP_KEY, appKey",
        "AK_SK, accessKey and secretKey",
        "PASSWORD, username and password",
        "TOKEN, token",
        "API_KEY, apiKey",
    })
    void authTypeWithoutCredentialsIsRefusedWithTheMissingOptions(String authType, String missing) {
        assertRefused("&authType=" + authType, "authType=" + authType + " requires " + missing);
    }

    @Test
    void appKeyAloneIsNotInferred() {
        assertRefused("&appKey=canary-key", "requires appSecret", "or set authType=APP_KEY");
    }

    @Test
    void appKeyAloneIsUsedWithAuthTypeAppKey() {
        assertStarts("&authType=APP_KEY&appKey=k");
    }

    @ParameterizedTest
    @CsvSource({
        "appKey=k&appSecret=s",
        "appCode=c",
        "accessKey=k&secretKey=s",
        "accessKey=k&secretKey=s&securityToken=t",
        "username=u&password=p&region=cn-north-4",
        "account=a&username=u&password=p&projectId=p1&iamEndpoint=https://iam.example.com",
        "token=t",
        "apiKey=k"
    })
    void authTypeIsInferredFromOneCompleteSet(String options) {
        assertStarts("&" + options);
    }

    @Test
    void unknownAuthTypeIsRefusedWithTheKnownOnes() {
        assertThatThrownBy(() -> endpoint("&authType=DANCE"))
                .rootCause()
                .hasMessageContaining(
                        "authType=DANCE is unknown; known are [APP_SIGNATURE, APP_CODE, APP_KEY, AK_SK, PASSWORD, TOKEN, API_KEY, NONE]");
    }

    @Test
    void unknownOperationIsRefusedWithTheKnownOnes() {
        assertThatThrownBy(() -> context.getEndpoint("modelarts:dance?" + ADDRESS))
                .rootCause()
                .hasMessageContaining(
                        "operation=dance is unknown; known are [predict, sign, listServices, describeService");
    }

    @Test
    void setIsNotCompletedFromTheComponent() {
        component.setAppSecret("canary-secret");

        assertRefused("&appKey=canary-key", "requires appSecret", "taken whole from one place");
    }

    @Test
    void endpointsSetReplacesTheComponentsSet() {
        component.setAuthType(AuthType.AK_SK);
        component.setAccessKey("k");
        component.setSecretKey("s");

        assertStarts("&appCode=c");
        assertStarts("");
    }

    @Test
    void authTypeSelectsOneOfTheComponentsSets() {
        component.setAppKey("k");
        component.setAppSecret("s");
        component.setAppCode("c");

        assertRefused("", "APP_SIGNATURE, APP_CODE");
        assertStarts("&authType=APP_CODE");
        assertStarts("&authType=APP_SIGNATURE");
    }

    @ParameterizedTest
    @CsvSource({"' canary', blank", "'canary ', blank", "'can\nary', line break"})
    @Tag("H67")
    void credentialWithBlanksIsRefused(String secret, String why) {
        component.setAppKey("k");
        component.setAppSecret(secret);

        assertRefused("", "appSecret", why, "remove it");
    }

    /** Spring does not replace the placeholder of a variable that is not set. */
    @Test
    void unresolvedPlaceholderIsRefused() {
        component.setAppKey("k");
        component.setAppSecret("${APP_SECRET}");

        assertRefused("", "appSecret is an unresolved placeholder", "set the variable");
    }

    @Test
    void credentialThatAHeaderCantContainIsRefusedWithoutShowingIt() {
        component.setAppCode("canary-ü");

        assertRefused("", "appCode contains a character that is not allowed in an HTTP header");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "apiKey  | Bearer canary",
                "apiKey  | bearer  canary",
                "apiKey  | BEARER canary",
                "apiKey  | Bearer",
                "apiKey  | Bearer: canary",
                "apiKey  | Authorization: Bearer canary",
                "apiKey  | authorization:Bearer canary",
                "token   | Bearer canary",
                "token   | X-Auth-Token: canary",
                "appCode | X-Apig-AppCode: canary",
                "appCode | Bearer canary",
            })
    @Tag("B22")
    void credentialThatWasCopiedWithItsHeaderIsRefused(String option, String value) throws Exception {
        PropertyBindingSupport.build()
                .withCamelContext(context)
                .withTarget(component)
                .withProperty(option, value)
                .bind();

        assertRefused("", option + " begins with \"Bearer \" or a header name", "set only the credential");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Bearers", "bearer-of-news", "my:Bearer", "authorization"})
    @Tag("B22")
    void keyThatOnlyLooksLikeAHeaderIsAccepted(String key) {
        component.setApiKey(key);

        assertStarts("");
    }

    @Test
    void stageThatAHeaderCantContainIsRefused() {
        component.setAppCode("c");

        assertRefused("&stage=RAW(ü)", "stage contains a character");
    }

    @Test
    void emptyCredentialCountsAsMissing() {
        component.setAppKey("k");
        component.setAppSecret("");

        assertRefused("", "requires appSecret");
    }

    @Test
    void authStrategyTogetherWithAuthTypeIsRefused() {
        context.getRegistry().bind("mine", (AuthStrategy) request -> null);

        assertRefused(
                "&authStrategy=#bean:mine&authType=NONE", "authStrategy is set together with authType or credentials");
        assertRefused("&authStrategy=#bean:mine&appCode=canary", "is set together with");
        assertStarts("&authStrategy=#bean:mine");
    }

    @Test
    void providerTogetherWithOtherCredentialsIsRefused() {
        context.getRegistry().bind("mine", (AuthStrategy) request -> null);
        context.getRegistry().bind("vault", (CredentialsProvider) transport -> null);

        assertRefused(
                "&credentialsProvider=#bean:vault&appCode=canary", "credentialsProvider is set together with appCode");
        assertRefused(
                "&credentialsProvider=#bean:vault&accessKey=canary&secretKey=canary",
                "credentialsProvider is set together with accessKey, secretKey");
        assertRefused(
                "&credentialsProvider=#bean:vault&authStrategy=#bean:mine",
                "credentialsProvider is set together with authStrategy");
        assertRefused(
                "&credentialsProvider=#bean:vault&authType=NONE",
                "credentialsProvider is set together with authType=NONE");
        assertStarts("&credentialsProvider=#bean:vault");
        assertStarts("&credentialsProvider=#bean:vault&authType=AK_SK");
    }

    @Test
    void endpointsProviderReplacesTheComponentsCredentials() {
        context.getRegistry().bind("vault", (CredentialsProvider) transport -> null);
        component.setAuthType(AuthType.NONE);
        component.setAppCode("c");

        assertStarts("&credentialsProvider=#bean:vault");
    }

    @Test
    void endpointsSetReplacesTheComponentsProvider() {
        context.getRegistry().bind("mine", (AuthStrategy) request -> null);
        component.setCredentialsProvider(transport -> null);

        assertRefused("&appKey=canary", "requires appSecret");
        assertStarts("&appCode=c");
        assertStarts("&authStrategy=#bean:mine");
        assertStarts("&authType=NONE");
        assertStarts("&authType=AK_SK");
        component.setAppCode("c");
        assertRefused("", "credentialsProvider is set together with appCode");
    }

    private Endpoint endpoint(String options) {
        return context.getEndpoint("modelarts:predict?" + ADDRESS + options);
    }

    private void assertStarts(String options) {
        assertThatCode(() -> endpoint(options)).doesNotThrowAnyException();
    }

    private void assertRefused(String options, String... said) {
        Throwable thrown = catchThrowable(() -> endpoint(options));

        assertThat(thrown).isNotNull();
        Throwable cause = Throwables.getRootCause(thrown);
        assertThat(cause).isInstanceOf(ModelArtsAuthenticationException.class);
        assertThat(cause.getMessage()).contains(said).doesNotContain("canary");
    }
}
