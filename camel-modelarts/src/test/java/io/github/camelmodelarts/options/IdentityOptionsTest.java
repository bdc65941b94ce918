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

/** Which credentials an endpoint takes, and what it says when it can't take any. Nothing is sent here. */
class IdentityOptionsTest extends CamelTestSupport {

    private static final String ADDRESS = "address=https://service.example.com/v1/infers/s1";

    private ModelArtsConfiguration component;

    @BeforeEach
    void findComponent() {
        component = context.getComponent("modelarts", ModelArtsComponent.class).getConfiguration();
    }

    @Test
    void refusesToStartWithoutCredentialsAndNamesWhatToSet() {
        assertRefused("", "Nothing says who is calling", "appKey and appSecret; or appCode", "authType=NONE");
    }

    @Test
    void refusesToChooseBetweenTwoCompleteSets() {
        assertRefused(
                "&appCode=canary-code&token=canary-token",
                "Several sets of credentials are complete: APP_CODE, TOKEN",
                "Say with authType");
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
    void namesWhatHalfASetLacks(String options, String missing) {
        assertRefused("&" + options, "lacks " + missing, "camel.component.modelarts.");
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
    void namesWhatAnAuthTypeLacks(String authType, String missing) {
        assertRefused("&authType=" + authType, "authType=" + authType + " lacks " + missing);
    }

    @Test
    void neverInfersThatTheAppKeyAloneIsMeant() {
        assertRefused("&appKey=canary-key", "lacks appSecret", "or say authType=APP_KEY");
    }

    @Test
    void takesTheAppKeyAloneWhereTheUriSaysSo() {
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
    void infersTheAuthTypeFromTheOneCompleteSet(String options) {
        assertStarts("&" + options);
    }

    @Test
    void answersAnUnknownAuthTypeWithTheList() {
        assertThatThrownBy(() -> endpoint("&authType=DANCE"))
                .rootCause()
                .hasMessageContaining(
                        "authType=DANCE is unknown; known are [APP_SIGNATURE, APP_CODE, APP_KEY, AK_SK, PASSWORD, TOKEN, API_KEY, NONE]");
    }

    @Test
    void answersAnUnknownOperationWithTheList() {
        assertThatThrownBy(() -> context.getEndpoint("modelarts:dance?" + ADDRESS))
                .rootCause()
                .hasMessageContaining(
                        "operation=dance is unknown; known are [predict, sign, listServices, describeService");
    }

    @Test
    void takesASetWholeFromTheEndpointAndNotAPartFromTheComponent() {
        component.setAppSecret("canary-secret");

        assertRefused("&appKey=canary-key", "lacks appSecret", "taken whole from one place");
    }

    @Test
    void letsTheEndpointsOwnSetWinOverTheComponents() {
        component.setAuthType(AuthType.AK_SK);
        component.setAccessKey("k");
        component.setSecretKey("s");

        assertStarts("&appCode=c");
        assertStarts("");
    }

    @Test
    void choosesByAuthTypeAmongTheComponentsSets() {
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
    void refusesACredentialThatWasCopiedWithBlanks(String secret, String why) {
        component.setAppKey("k");
        component.setAppSecret(secret);

        assertRefused("", "appSecret", why, "remove it");
    }

    /** Spring leaves a placeholder of a variable that is not set as it is. */
    @Test
    void refusesAPlaceholderThatNobodyResolved() {
        component.setAppKey("k");
        component.setAppSecret("${APP_SECRET}");

        assertRefused("", "appSecret is an unresolved placeholder", "set the variable");
    }

    @Test
    void refusesACredentialThatCantStandInAHeaderWithoutShowingIt() {
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
    void refusesACredentialThatWasCopiedWithItsHeader(String option, String value) throws Exception {
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
    void takesAKeyThatOnlyLooksLikeAHeader(String key) {
        component.setApiKey(key);

        assertStarts("");
    }

    @Test
    void refusesAStageThatCantStandInAHeader() {
        component.setAppCode("c");

        assertRefused("&stage=RAW(ü)", "stage holds a character");
    }

    @Test
    void takesAnEmptyCredentialForAMissingOne() {
        component.setAppKey("k");
        component.setAppSecret("");

        assertRefused("", "lacks appSecret");
    }

    @Test
    void refusesAStrategyBesideAnAuthType() {
        context.getRegistry().bind("mine", (AuthStrategy) request -> null);

        assertRefused(
                "&authStrategy=#bean:mine&authType=NONE", "authStrategy and authType or credentials are both given");
        assertRefused("&authStrategy=#bean:mine&appCode=canary", "both given");
        assertStarts("&authStrategy=#bean:mine");
    }

    @Test
    void refusesAProviderBesideAnythingElseThatSaysWhoIsCalling() {
        context.getRegistry().bind("mine", (AuthStrategy) request -> null);
        context.getRegistry().bind("vault", (CredentialsProvider) transport -> null);

        assertRefused(
                "&credentialsProvider=#bean:vault&appCode=canary",
                "credentialsProvider and appCode are given together");
        assertRefused(
                "&credentialsProvider=#bean:vault&accessKey=canary&secretKey=canary",
                "credentialsProvider and accessKey, secretKey");
        assertRefused(
                "&credentialsProvider=#bean:vault&authStrategy=#bean:mine", "credentialsProvider and authStrategy");
        assertRefused("&credentialsProvider=#bean:vault&authType=NONE", "credentialsProvider and authType=NONE");
        assertStarts("&credentialsProvider=#bean:vault");
        assertStarts("&credentialsProvider=#bean:vault&authType=AK_SK");
    }

    @Test
    void letsTheEndpointsProviderWinOverAllOfTheComponents() {
        context.getRegistry().bind("vault", (CredentialsProvider) transport -> null);
        component.setAuthType(AuthType.NONE);
        component.setAppCode("c");

        assertStarts("&credentialsProvider=#bean:vault");
    }

    @Test
    void letsTheEndpointsOwnSetWinOverTheComponentsProvider() {
        context.getRegistry().bind("mine", (AuthStrategy) request -> null);
        component.setCredentialsProvider(transport -> null);

        assertRefused("&appKey=canary", "lacks appSecret");
        assertStarts("&appCode=c");
        assertStarts("&authStrategy=#bean:mine");
        assertStarts("&authType=NONE");
        assertStarts("&authType=AK_SK");
        component.setAppCode("c");
        assertRefused("", "credentialsProvider and appCode");
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
