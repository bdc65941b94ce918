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

import io.github.camelmodelarts.local.gateway.RecordedRequest;
import io.github.camelmodelarts.local.gateway.Service;
import io.github.camelmodelarts.local.iam.ErrorShape;
import io.github.camelmodelarts.local.iam.Iam;
import io.github.camelmodelarts.local.management.AddressKind;
import io.github.camelmodelarts.local.management.Addresses;
import io.github.camelmodelarts.local.management.CallCount;
import io.github.camelmodelarts.local.management.Deployment;
import io.github.camelmodelarts.local.management.ManagementApi;
import io.github.camelmodelarts.local.management.ServiceState;
import io.github.camelmodelarts.local.metadata.MetadataService;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

/** Imports go one way, from the command line through the doors and the rooms down to text; one rule for each room. */
@AnalyzeClasses(packagesOf = ModelArtsLocal.class, importOptions = DoNotIncludeTests.class)
class ArchitectureTest {

    private static final String ROOT = "io.github.camelmodelarts.local";

    @ArchTest
    static final ArchRule TEXT_SEES_NO_ROOM = room("text");

    @ArchTest
    static final ArchRule TLS_SEES_NO_ROOM = room("tls");

    @ArchTest
    static final ArchRule SIGNING_SEES_NO_ROOM = room("signing");

    @ArchTest
    static final ArchRule REST_SEES_NO_ROOM = room("rest");

    @ArchTest
    static final ArchRule WHAT_PEOPLE_NAME_SEES_TEXT_ONLY = room("api", "text");

    @ArchTest
    static final ArchRule MODELS_SEE_WHAT_PEOPLE_NAME_ONLY = room("models", "api");

    @ArchTest
    static final ArchRule THE_WIRE_SEES_HEADS_OF_REQUESTS_ONLY = room("wire", "signing");

    @ArchTest
    static final ArchRule A_CALL_SEES_NO_HANDLER = room("call", "api", "rest", "signing", "text");

    @ArchTest
    static final ArchRule AUTHENTICATION_SEES_NO_HANDLER = room("auth", "call", "api", "signing", "text");

    @ArchTest
    static final ArchRule IAM_SEES_NO_OTHER_HANDLER = room("iam", "auth", "call", "api", "rest", "signing", "text");

    @ArchTest
    static final ArchRule METADATA_SEES_NO_OTHER_HANDLER =
            room("metadata", "auth", "call", "api", "rest", "signing", "text");

    @ArchTest
    static final ArchRule MANAGEMENT_SEES_NO_OTHER_HANDLER =
            room("management", "auth", "call", "api", "rest", "signing", "text");

    @ArchTest
    static final ArchRule THE_GATEWAY_SEES_OF_OTHER_HANDLERS_MANAGEMENT_ONLY =
            room("gateway", "management", "auth", "call", "wire", "api", "signing", "text");

    @ArchTest
    static final ArchRule NO_ROOM_SEES_THE_DOORS = noClasses()
            .that()
            .resideOutsideOfPackages(ROOT, ROOT + ".cli")
            .should()
            .dependOnClassesThat()
            .resideInAPackage(ROOT);

    @ArchTest
    static final ArchRule NOTHING_SEES_THE_COMMAND_LINE = noClasses()
            .that()
            .resideOutsideOfPackage(ROOT + ".cli")
            .should()
            .dependOnClassesThat()
            .resideInAPackage(ROOT + ".cli");

    /** Or a mistake made twice would pass. */
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
    static final ArchRule ONLY_WIRE_CALL_AND_GATEWAY_KNOW_THE_HTTP_SERVER = noClasses()
            .that()
            .resideOutsideOfPackages(ROOT + ".wire", ROOT + ".call", ROOT + ".gateway")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.undertow..", "org.xnio..");

    @ArchTest
    static final ArchRule ONLY_MODELS_KNOW_ONNX_RUNTIME = noClasses()
            .that()
            .resideOutsideOfPackage(ROOT + ".models")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("ai.onnxruntime..");

    /** Of the rooms that also have what is internal; the root and api are contract as a whole. */
    private static final Set<Class<?>> CONTRACT_IN_ROOMS = Set.of(
            Service.class,
            RecordedRequest.class,
            Iam.class,
            ErrorShape.class,
            MetadataService.class,
            ManagementApi.class,
            Deployment.class,
            ServiceState.class,
            Addresses.class,
            Addresses.Target.class,
            AddressKind.class,
            CallCount.class);

    private static final DescribedPredicate<JavaClass> CONTRACT = describe(
            "contract",
            type -> type.getPackageName().equals(ROOT)
                    || type.getPackageName().equals(ROOT + ".api")
                    || CONTRACT_IN_ROOMS.stream().anyMatch(type::isEquivalentTo));

    @ArchTest
    static final ArchRule CONTRACT_TAKES_AND_GIVES_NOTHING_INTERNAL = methods()
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

    /** What may be seen from a room: the rooms below it, and everything that is not ours. */
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
