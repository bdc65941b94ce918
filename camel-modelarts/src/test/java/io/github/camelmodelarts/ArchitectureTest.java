package io.github.camelmodelarts;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import org.apache.camel.CamelContext;

import static com.tngtech.archunit.base.DescribedPredicate.alwaysTrue;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

/** Data flows one way, and imports form no cycle: api, then its results, call, auth and http, which never see each other, then session, then the Camel face, then Spring Boot. */
@AnalyzeClasses(
        packages = "io.github.camelmodelarts",
        importOptions = {DoNotIncludeTests.class, ArchitectureTest.NotLocal.class})
class ArchitectureTest {

    private static final String ROOT = "io.github.camelmodelarts";

    @ArchTest
    static final ArchRule PACKAGES_FORM_A_DAG = layeredArchitecture()
            .consideringOnlyDependenciesInAnyPackage(ROOT + "..")
            .layer("api")
            .definedBy(ROOT + ".api")
            .layer("result")
            .definedBy(ROOT + ".api.result")
            .layer("call")
            .definedBy(ROOT + ".call")
            .layer("auth")
            .definedBy(ROOT + ".auth")
            .layer("signing")
            .definedBy(ROOT + ".auth.signing")
            .layer("http")
            .definedBy(ROOT + ".http")
            .layer("session")
            .definedBy(ROOT + ".session")
            .layer("face")
            .definedBy(ROOT)
            .layer("springboot")
            .definedBy(ROOT + ".springboot")
            .whereLayer("springboot")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("result")
            .mayOnlyBeAccessedByLayers("face")
            .whereLayer("face")
            .mayOnlyBeAccessedByLayers("springboot")
            .whereLayer("call")
            .mayOnlyBeAccessedByLayers("face")
            .whereLayer("auth")
            .mayOnlyBeAccessedByLayers("session", "face")
            .whereLayer("signing")
            .mayOnlyBeAccessedByLayers("auth")
            .whereLayer("http")
            .mayOnlyBeAccessedByLayers("face")
            .whereLayer("session")
            .mayOnlyBeAccessedByLayers("face")
            .whereLayer("api")
            .mayOnlyBeAccessedByLayers("result", "call", "auth", "http", "session", "face")
            .ignoreDependency(alwaysTrue(), resideOutsideOfPackage(ROOT + ".."));

    @ArchTest
    static final ArchRule THE_API_KNOWS_OF_CAMEL_ITS_HTTP_EXCEPTION_ONLY = noClasses()
            .that()
            .resideInAPackage(ROOT + ".api..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.apache.camel", "org.apache.camel.support..", "org.apache.hc..");

    @ArchTest
    static final ArchRule BELOW_THE_FACE_NOTHING_KNOWS_ROUTES = noClasses()
            .that()
            .resideInAnyPackage(ROOT + ".call", ROOT + ".auth..", ROOT + ".http", ROOT + ".session")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.apache.camel..");

    @ArchTest
    static final ArchRule SIGNING_IS_PURE = classes()
            .that()
            .resideInAPackage(ROOT + ".auth.signing")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "java.lang..",
                    "java.util..",
                    "java.time..",
                    "java.nio.charset",
                    "java.security",
                    "javax.crypto..",
                    "org.jspecify..",
                    ROOT + ".auth.signing");

    /** What signs for camel-http is a part of that one's HttpClient, and sends nothing itself. */
    @ArchTest
    static final ArchRule ONLY_THE_TRANSPORT_AND_THE_CONFIGURER_KNOW_HTTPCLIENT = noClasses()
            .that()
            .resideOutsideOfPackage(ROOT + ".http")
            .and()
            .doNotBelongToAnyOf(SigningHttpClientConfigurer.class)
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.apache.hc..");

    @ArchTest
    static final ArchRule ONLY_THE_AUTO_CONFIGURATION_KNOWS_SPRING = noClasses()
            .that()
            .resideOutsideOfPackage(ROOT + ".springboot")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.springframework..", "org.apache.camel.spring..");

    @ArchTest
    static final ArchRule NOTHING_FROM_AN_EXCHANGE_IS_RUN_LOADED_OR_RESOLVED = noClasses()
            .should()
            .dependOnClassesThat()
            .haveNameMatching("java\\.io\\.ObjectInputStream|java\\.lang\\.Runtime|java\\.lang\\.ProcessBuilder")
            .orShould()
            .callMethod(CamelContext.class, "resolvePropertyPlaceholders", String.class)
            .orShould()
            .callMethod(CamelContext.class, "resolveLanguage", String.class);

    /** The local ModelArts has the same root package, and rules of its own. */
    static final class NotLocal implements ImportOption {
        @Override
        public boolean includes(Location location) {
            return !location.contains("/local/") && !location.contains("modelarts-local");
        }
    }
}
