package io.github.camelmodelarts.local;

import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;

import io.github.camelmodelarts.local.batch.BatchServices;
import io.github.camelmodelarts.local.gateway.RecordedRequest;
import io.github.camelmodelarts.local.gateway.RecordedStream;
import io.github.camelmodelarts.local.gateway.Service;
import io.github.camelmodelarts.local.gateway.Streams;
import io.github.camelmodelarts.local.iam.ErrorShape;
import io.github.camelmodelarts.local.iam.Iam;
import io.github.camelmodelarts.local.maas.Maas;
import io.github.camelmodelarts.local.maas.MaasError;
import io.github.camelmodelarts.local.management.AddressKind;
import io.github.camelmodelarts.local.management.Addresses;
import io.github.camelmodelarts.local.management.CallCount;
import io.github.camelmodelarts.local.management.Deployment;
import io.github.camelmodelarts.local.management.ManagementApi;
import io.github.camelmodelarts.local.management.ServiceState;
import io.github.camelmodelarts.local.metadata.MetadataService;
import io.github.camelmodelarts.local.obs.ObjectStore;
import io.github.camelmodelarts.local.obs.ObsRequest;
import io.github.camelmodelarts.local.signing.RawRequest;
import io.github.camelmodelarts.local.signing.Sha256;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

/** Imports go one way, from cli through the root and the other packages down to text; one rule for each package. */
@AnalyzeClasses(packagesOf = ModelArtsLocal.class, importOptions = DoNotIncludeTests.class)
class ArchitectureTest {

    private static final String ROOT = "io.github.camelmodelarts.local";

    @ArchTest
    static final ArchRule TEXT_USES_NO_OTHER_PACKAGE = room("text");

    @ArchTest
    static final ArchRule TLS_USES_NO_OTHER_PACKAGE = room("tls");

    @ArchTest
    static final ArchRule SIGNING_USES_NO_OTHER_PACKAGE = room("signing");

    @ArchTest
    static final ArchRule REST_USES_NO_OTHER_PACKAGE = room("rest");

    @ArchTest
    static final ArchRule API_USES_ONLY_TEXT = room("api", "text");

    @ArchTest
    static final ArchRule MODELS_USE_ONLY_API = room("models", "api");

    @ArchTest
    static final ArchRule WIRE_USES_ONLY_SIGNING = room("wire", "signing");

    @ArchTest
    static final ArchRule CALL_USES_NO_HANDLER = room("call", "api", "rest", "signing", "text");

    @ArchTest
    static final ArchRule AUTH_USES_NO_HANDLER = room("auth", "call", "api", "signing", "text");

    @ArchTest
    static final ArchRule IAM_USES_NO_OTHER_HANDLER = room("iam", "auth", "call", "api", "rest", "signing", "text");

    @ArchTest
    static final ArchRule METADATA_USES_NO_OTHER_HANDLER =
            room("metadata", "auth", "call", "api", "rest", "signing", "text");

    @ArchTest
    static final ArchRule BATCH_USES_NO_HANDLER = room("batch", "obs", "api", "rest", "text");

    @ArchTest
    static final ArchRule MANAGEMENT_USES_NO_OTHER_HANDLER =
            room("management", "batch", "auth", "call", "api", "rest", "signing", "text");

    @ArchTest
    static final ArchRule GATEWAY_USES_NO_OTHER_HANDLER_THAN_MANAGEMENT =
            room("gateway", "management", "auth", "call", "wire", "api", "signing", "text");

    @ArchTest
    static final ArchRule MAAS_USES_NO_OTHER_HANDLER_THAN_GATEWAY =
            room("maas", "gateway", "models", "call", "api", "signing", "text");

    @ArchTest
    static final ArchRule OBS_USES_NO_OTHER_HANDLER = room("obs", "auth", "call", "wire", "api", "signing", "text");

    /** Its signatures have nothing in common with those of the gateway, and the client is only for its tests. */
    @ArchTest
    static final ArchRule OBS_VERIFIES_SIGNATURES_BY_ITSELF = noClasses()
            .that()
            .resideInAPackage(ROOT + ".obs")
            .should()
            .dependOnClassesThat(describe(
                    "belong to Huawei's client or compute the gateway's signatures",
                    type -> type.getPackageName().startsWith("com.obs")
                            || (type.getPackageName().equals(ROOT + ".signing")
                                    && !type.isEquivalentTo(RawRequest.class)
                                    && !type.isEquivalentTo(Sha256.class))));

    @ArchTest
    static final ArchRule NO_PACKAGE_BUT_CLI_USES_THE_ROOT = noClasses()
            .that()
            .resideOutsideOfPackages(ROOT, ROOT + ".cli")
            .should()
            .dependOnClassesThat()
            .resideInAPackage(ROOT);

    @ArchTest
    static final ArchRule NO_PACKAGE_USES_CLI = noClasses()
            .that()
            .resideOutsideOfPackage(ROOT + ".cli")
            .should()
            .dependOnClassesThat()
            .resideInAPackage(ROOT + ".cli");

    /** With shared code, a mistake in it would be in the component and in the gateway, and no test would find it. */
    @ArchTest
    static final ArchRule NO_CODE_IS_SHARED_WITH_THE_COMPONENT = noClasses()
            .should()
            .dependOnClassesThat(describe(
                    "belong to the component or to Camel",
                    type -> type.getPackageName().startsWith("org.apache.camel")
                            || (type.getPackageName().startsWith("io.github.camelmodelarts") && !isOurs(type))));

    @ArchTest
    static final ArchRule SIGNING_IS_PURE = classes()
            .that()
            .resideInAPackage(ROOT + ".signing")
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
                    ROOT + ".signing");

    @ArchTest
    static final ArchRule ONLY_WIRE_CALL_GATEWAY_AND_OBS_USE_THE_HTTP_SERVER = noClasses()
            .that()
            .resideOutsideOfPackages(ROOT + ".wire", ROOT + ".call", ROOT + ".gateway", ROOT + ".obs")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.undertow..", "org.xnio..");

    @ArchTest
    static final ArchRule ONLY_MODELS_USE_ONNX_RUNTIME = noClasses()
            .that()
            .resideOutsideOfPackage(ROOT + ".models")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("ai.onnxruntime..");

    /**
     * The public API in packages that also have internal classes; all classes of the root and of api are public API.
     */
    private static final Set<Class<?>> CONTRACT_IN_ROOMS = Set.of(
            Service.class,
            RecordedRequest.class,
            Streams.class,
            RecordedStream.class,
            Iam.class,
            ErrorShape.class,
            Maas.class,
            MaasError.class,
            MetadataService.class,
            ManagementApi.class,
            BatchServices.class,
            Deployment.class,
            ServiceState.class,
            Addresses.class,
            Addresses.Target.class,
            AddressKind.class,
            CallCount.class,
            ObjectStore.class,
            ObsRequest.class);

    private static final DescribedPredicate<JavaClass> CONTRACT = describe(
            "contract",
            type -> type.getPackageName().equals(ROOT)
                    || type.getPackageName().equals(ROOT + ".api")
                    || CONTRACT_IN_ROOMS.stream().anyMatch(type::isEquivalentTo));

    @ArchTest
    static final ArchRule PUBLIC_API_HAS_NO_INTERNAL_TYPES_IN_SIGNATURES = methods()
            .that()
            .areDeclaredInClassesThat(CONTRACT)
            .and()
            .arePublic()
            .should(new ArchCondition<>("take and give nothing internal") {
                @Override
                public void check(JavaMethod method, ConditionEvents events) {
                    Stream.concat(method.getRawParameterTypes().stream(), Stream.of(method.getRawReturnType()))
                            .map(JavaClass::getBaseComponentType)
                            .filter(type -> isOurs(type) && !CONTRACT.test(type))
                            .forEach(type -> events.add(SimpleConditionEvent.violated(
                                    method, method.getFullName() + " names " + type.getName())));
                }
            });

    /** A package may use itself, the packages below it, and all libraries. */
    private static ArchRule room(String name, String... below) {
        Set<String> seen = Stream.concat(Stream.of(name), Stream.of(below))
                .map(room -> ROOT + "." + room)
                .collect(Collectors.toSet());
        return classes()
                .that()
                .resideInAPackage(ROOT + "." + name)
                .should()
                .onlyDependOnClassesThat(describe(
                        "reside in " + seen + " or are not ours",
                        type -> !isOurs(type) || seen.contains(type.getPackageName())));
    }

    private static boolean isOurs(JavaClass type) {
        return type.getPackageName().equals(ROOT) || type.getPackageName().startsWith(ROOT + ".");
    }
}
