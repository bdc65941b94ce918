package io.github.camelmodelarts;

import java.io.File;
import java.io.FileInputStream;
import java.io.FileReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URL;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import org.apache.camel.CamelContext;
import org.apache.camel.Expression;
import org.apache.camel.Predicate;
import org.apache.camel.spi.BeanRepository;
import org.apache.camel.spi.ClassResolver;
import org.apache.camel.spi.Language;
import org.apache.camel.spi.PropertiesComponent;
import org.apache.camel.spi.Resource;
import org.apache.camel.spi.ResourceLoader;
import org.apache.camel.support.CamelContextHelper;
import org.apache.camel.support.DefaultComponent;
import org.apache.camel.support.EndpointHelper;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.PropertyBindingSupport;
import org.apache.camel.support.ResourceHelper;
import org.apache.hc.client5.http.DnsResolver;

import io.github.camelmodelarts.api.Body;
import io.github.camelmodelarts.call.GrowingPool;
import io.github.camelmodelarts.call.HandOver;
import io.github.camelmodelarts.client.ModelArtsClient;
import io.github.camelmodelarts.client.SharedResources;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;
import static org.assertj.core.api.Assertions.assertThat;

/** Rules for the architecture: which packages each package may import, that imports are acyclic, and what code may not do. */
@AnalyzeClasses(
        packages = "io.github.camelmodelarts",
        importOptions = {DoNotIncludeTests.class, ArchitectureTest.NotLocal.class})
class ArchitectureTest {

    private static final String ROOT = "io.github.camelmodelarts";

    @ArchTest
    static final ArchRule TEXT = room("text");

    @ArchTest
    static final ArchRule API = room("api", "text");

    @ArchTest
    static final ArchRule RESULT = room("api.result", "text", "api");

    @ArchTest
    static final ArchRule SECRETS = room("secrets", "text", "api");

    @ArchTest
    static final ArchRule EVENTS = room("events", "text", "api", "secrets");

    @ArchTest
    static final ArchRule CALL = room("call", "text", "api", "secrets");

    @ArchTest
    static final ArchRule AUTH = room("auth", "text", "api", "secrets", "auth.signing");

    @ArchTest
    static final ArchRule HTTP = room("http", "text", "api", "secrets");

    @ArchTest
    static final ArchRule SESSION = room("session", "text", "api", "secrets", "auth");

    @ArchTest
    static final ArchRule PREVIEW = room("preview", "text", "api", "secrets", "auth");

    @ArchTest
    static final ArchRule CLIENT =
            room("client", "text", "api", "secrets", "call", "auth", "http", "session", "preview");

    @ArchTest
    static final ArchRule OBS = room("obs", "text", "api", "secrets", "auth", "http", "session", "client");

    @ArchTest
    static final ArchRule BATCH = room("batch", "text", "api", "api.result", "session", "client", "obs");

    @ArchTest
    static final ArchRule BODIES = room("exchange.body", "text", "api");

    @ArchTest
    static final ArchRule EXCHANGE = room(
            "exchange",
            "text",
            "api",
            "api.result",
            "secrets",
            "events",
            "call",
            "auth",
            "session",
            "preview",
            "client",
            "obs",
            "batch",
            "exchange.body");

    @ArchTest
    static final ArchRule OPTIONS = room(
            "options", "text", "api", "auth", "http", "session", "client", "obs", "batch", "exchange", "exchange.body");

    @ArchTest
    static final ArchRule METRICS = room("metrics", "text", "api", "call", "client");

    @ArchTest
    static final ArchRule CONSOLE = room("console", "text", "api", "call", "auth", "session", "client", "exchange");

    @ArchTest
    static final ArchRule HEALTH = room("health", "api", "call", "auth", "session", "client");

    @ArchTest
    static final ArchRule TELEMETRY = room("telemetry", "text", "api", "call", "exchange");

    @ArchTest
    static final ArchRule SPRING_BOOT = room("springboot", "");

    /** Only Spring Boot's auto-configuration uses the entry points, and no class uses the auto-configuration. */
    @ArchTest
    static final ArchRule NO_PACKAGE_USES_THE_ENTRY_POINTS = noClasses()
            .that()
            .resideOutsideOfPackages(ROOT, ROOT + ".springboot")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(ROOT, ROOT + ".springboot");

    @ArchTest
    static final ArchRule THE_PRODUCER_USES_NEITHER_COMPONENT_NOR_ENDPOINT = noClasses()
            .that()
            .belongToAnyOf(ModelArtsProducer.class)
            .should()
            .dependOnClassesThat()
            .belongToAnyOf(ModelArtsComponent.class, ModelArtsEndpoint.class);

    @ArchTest
    static void filesImportEachOtherInNoCircle(JavaClasses classes) {
        Map<String, Set<String>> imports = new TreeMap<>();
        for (JavaClass type : classes) {
            imports.computeIfAbsent(file(type), name -> new TreeSet<>());
            type.getDirectDependenciesFromSelf().stream()
                    .map(dependency -> file(dependency.getTargetClass()))
                    .filter(imported -> imported.startsWith(ROOT + ".") && !imported.equals(file(type)))
                    .forEach(imports.get(file(type))::add);
        }
        // a file that imports no remaining file, or that no remaining file imports, is in no circle
        while (imports.keySet().removeAll(ends(imports))) {
            imports.values().forEach(imported -> imported.retainAll(imports.keySet()));
        }
        assertThat(imports).as("files that import each other in a circle").isEmpty();
    }

    private static Set<String> ends(Map<String, Set<String>> imports) {
        return imports.keySet().stream()
                .filter(file -> imports.get(file).isEmpty()
                        || imports.values().stream().noneMatch(imported -> imported.contains(file)))
                .collect(Collectors.toSet());
    }

    /** Component and endpoint count as one file, because Camel requires them to refer to each other. */
    private static String file(JavaClass type) {
        String name = type.getName().replaceAll("\\$.*", "");
        return name.equals(ModelArtsEndpoint.class.getName()) ? ModelArtsComponent.class.getName() : name;
    }

    /** A rule that a package imports no other packages of this project than these. */
    private static ArchRule room(String name, String... below) {
        Set<String> allowed = Stream.concat(Stream.of(name), Stream.of(below))
                .map(ArchitectureTest::packageName)
                .collect(Collectors.toSet());
        return classes()
                .that()
                .resideInAPackage(packageName(name))
                .should()
                .onlyDependOnClassesThat(DescribedPredicate.describe(
                        "are foreign or reside in " + allowed,
                        type -> !(type.getPackageName() + ".").startsWith(ROOT + ".")
                                || allowed.contains(type.getPackageName())));
    }

    private static String packageName(String room) {
        return room.isEmpty() ? ROOT : ROOT + "." + room;
    }

    @ArchTest
    static final ArchRule THE_API_USES_ONLY_THE_HTTP_EXCEPTION_OF_CAMEL = noClasses()
            .that()
            .resideInAPackage(ROOT + ".api..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.apache.camel", "org.apache.camel.support..", "org.apache.hc..");

    @ArchTest
    static final ArchRule FEW_PACKAGES_USE_CAMEL = noClasses()
            .that()
            .resideOutsideOfPackages(
                    ROOT,
                    ROOT + ".api..",
                    ROOT + ".exchange..",
                    ROOT + ".options",
                    ROOT + ".console",
                    ROOT + ".health",
                    ROOT + ".metrics",
                    ROOT + ".springboot",
                    ROOT + ".telemetry")
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

    /** The configurer for camel-http becomes a part of that component's HttpClient, and sends nothing itself. */
    @ArchTest
    static final ArchRule ONLY_TRANSPORT_AND_CONFIGURER_USE_HTTPCLIENT = noClasses()
            .that()
            .resideOutsideOfPackage(ROOT + ".http")
            .and()
            .doNotBelongToAnyOf(SigningHttpClientConfigurer.class)
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.apache.hc..");

    @ArchTest
    static final ArchRule ONLY_THE_AUTO_CONFIGURATION_USES_SPRING = noClasses()
            .that()
            .resideOutsideOfPackage(ROOT + ".springboot")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.springframework..", "org.apache.camel.spring..");

    /** Micrometer is an optional dependency. */
    @ArchTest
    static final ArchRule ONE_PACKAGE_USES_MICROMETER = noClasses()
            .that()
            .resideOutsideOfPackage(ROOT + ".metrics")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.micrometer..");

    /** Camel's telemetry is an optional dependency, and no class of the component may need the package that uses it. */
    @ArchTest
    static final ArchRule ONLY_ONE_PACKAGE_USES_TELEMETRY = noClasses()
            .that()
            .resideOutsideOfPackage(ROOT + ".telemetry")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.apache.camel.telemetry..", ROOT + ".telemetry");

    /** Huawei's client is an optional dependency: a type of it in another class would break applications without it. */
    @ArchTest
    static final ArchRule ONE_PACKAGE_AND_ONE_ENTRY_POINT_USE_THE_CLIENT_FOR_OBS = noClasses()
            .that()
            .resideOutsideOfPackage(ROOT + ".obs")
            .and()
            .doNotBelongToAnyOf(ObsClients.class)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("com.obs..", "okhttp3..", "okio..");

    /** It is an optional dependency. */
    @ArchTest
    static final ArchRule ONE_CLASS_USES_THE_BASE_OF_HEALTH_CHECKS = noClasses()
            .that()
            .haveNameNotMatching(".*\\.health\\.ProducerHealthCheck")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.apache.camel.impl.health..");

    /** Classes that run, load or deserialise code or objects that text names. */
    private static final DescribedPredicate<JavaClass> RUNNING_OR_LOADING = DescribedPredicate.describe(
            "classes that run, load or deserialise code or objects that text names",
            type -> Set.of(
                                    "java.io.ObjectInputStream",
                                    "java.lang.Runtime",
                                    "java.lang.ProcessBuilder",
                                    "java.beans.XMLDecoder")
                            .contains(type.getName())
                    || Stream.of(
                                    "java.lang.reflect.",
                                    "java.lang.invoke.MethodHandles",
                                    "javax.naming.",
                                    "javax.script.")
                            .anyMatch(type.getName()::startsWith));

    /** Opens a class, a file or a connection by its name. Class.getResourceAsStream is allowed for the component's own resources. */
    private static final DescribedPredicate<JavaAccess<?>> OPENING = DescribedPredicate.describe(
            "open classes, files or connections by their names",
            call -> named(call, Class.class, "forName", "getResource")
                    || named(call, ClassLoader.class, "")
                    || named(call, Path.class, "of", "resolve")
                    || named(call, Paths.class, "")
                    || named(call, File.class, "<init>")
                    || named(call, FileInputStream.class, "<init>")
                    || named(call, FileReader.class, "<init>")
                    || named(call, URL.class, "")
                    || named(call, URI.class, "toURL"));

    /** Methods of a context that resolve nothing. */
    private static final Set<String> HARMLESS = Set.of(
            "getTypeConverter",
            "getExecutorServiceManager",
            "getManagementStrategy",
            "getSSLContextParameters",
            "isDevConsole",
            "getComponentNames",
            "hasComponent",
            "getEndpoints");

    /** Methods of Camel that resolve text. */
    private static final DescribedPredicate<JavaAccess<?>> RESOLVING = DescribedPredicate.describe(
            "resolve text as a placeholder, bean, endpoint, expression, class or resource", call -> {
                JavaClass owner = call.getTargetOwner();
                return Stream.of(
                                        PropertiesComponent.class,
                                        BeanRepository.class,
                                        Language.class,
                                        Expression.class,
                                        Predicate.class,
                                        ClassResolver.class,
                                        Resource.class,
                                        ResourceLoader.class,
                                        CamelContextHelper.class,
                                        EndpointHelper.class,
                                        PluginHelper.class,
                                        PropertyBindingSupport.class,
                                        PropertyBindingSupport.Builder.class,
                                        ResourceHelper.class,
                                        org.apache.camel.support.ObjectHelper.class,
                                        org.apache.camel.util.ObjectHelper.class)
                                .anyMatch(owner::isAssignableTo)
                        || (owner.isAssignableTo(CamelContext.class) && !HARMLESS.contains(call.getName()))
                        || (owner.isAssignableTo(DefaultComponent.class)
                                && call.getName().startsWith("resolve"))
                        || call.getName().equals("setProperties");
            });

    @ArchTest
    static final ArchRule NOTHING_IS_RUN_LOADED_OR_DESERIALISED =
            noClasses().should().dependOnClassesThat(RUNNING_OR_LOADING);

    /** One class names local files after objects in OBS, and checks the names before; the folder above them is an option. */
    @ArchTest
    static final ArchRule NO_FILE_CLASS_OR_URL_IS_OPENED_BY_ITS_NAME = noClasses()
            .that()
            .haveNameNotMatching(".*\\.(ObsTransfers|ObsOptions)")
            .should()
            .accessTargetWhere(OPENING);

    /**
     * Resolving is allowed only before exchanges exist: {@code createEndpoint} lets Camel resolve the endpoint's options, and Spring Boot's
     * properties are bound even earlier. The component finds the registry of metrics when it starts.
     */
    private static final DescribedPredicate<JavaAccess<?>> SETTING_UP = DescribedPredicate.describe(
            "set up an endpoint",
            call -> call.getOriginOwner().getPackageName().equals(ROOT + ".springboot")
                    || call.getOriginOwner().getName().equals(ROOT + ".metrics.MeterRegistries")
                    || (call.getOriginOwner().isEquivalentTo(ModelArtsComponent.class)
                            && call.getOrigin().getName().equals("createEndpoint")));

    @ArchTest
    static final ArchRule NOTHING_FROM_AN_EXCHANGE_OR_A_RESPONSE_IS_RESOLVED =
            noClasses().should().accessTargetWhere(RESOLVING.and(not(SETTING_UP)));

    @ArchTest
    static final ArchRule JSON_NAMES_NO_CLASSES = noClasses()
            .should()
            .dependOnClassesThat()
            .haveNameMatching(".*\\.(JsonTypeInfo|PolymorphicTypeValidator|ObjectMapper\\$DefaultTyping.*)")
            .orShould()
            .accessTargetWhere(DescribedPredicate.describe(
                    "switch on types that JSON names", call -> call.getName().contains("efaultTyping")));

    /** One place hands the end of a call over to a route. All other steps of a call run on the component's threads. */
    @ArchTest
    static final ArchRule ONE_PLACE_HANDS_OVER_TO_ROUTES = noClasses()
            .that()
            .doNotBelongToAnyOf(HandOver.class, GrowingPool.class, SharedResources.class, ModelArtsClient.class)
            .should()
            .dependOnClassesThat()
            .belongToAnyOf(HandOver.class);

    @ArchTest
    static final ArchRule THE_CLIENT_HANDS_OVER_ONCE = noMethods()
            .that()
            .doNotHaveName("handOver")
            .and()
            .areDeclaredIn(ModelArtsClient.class)
            .should(access(DescribedPredicate.describe(
                    "use the threads of routes",
                    use -> use.getName().equals("routes")
                            && use.getTargetOwner().isEquivalentTo(ModelArtsClient.class))));

    /** Without an executor, later stages run on the JVM's common pool, which the whole application shares. */
    @ArchTest
    static final ArchRule LATER_STAGES_NAME_THEIR_EXECUTOR = noClasses()
            .should()
            .accessTargetWhere(DescribedPredicate.describe(
                    "run on the common pool",
                    call -> call.getTargetOwner().isAssignableTo(CompletionStage.class)
                            && call.getName().endsWith("Async")
                            && call instanceof JavaCall<?> made
                            && made.getTarget().getRawParameterTypes().stream()
                                    .noneMatch(type -> type.isEquivalentTo(Executor.class))));

    /** These methods continue on another thread after a value, but not after a failure. */
    @ArchTest
    static final ArchRule FAILURES_CONTINUE_ON_THE_THREAD_OF_VALUES = noClasses()
            .should()
            .accessTargetWhere(DescribedPredicate.describe(
                    "change the thread for values only",
                    call -> call.getTargetOwner().isAssignableTo(CompletionStage.class)
                            && call.getName().matches("then\\w+Async")));

    /** Reading a body may block, so only classes that choose the thread for it read bodies. */
    @ArchTest
    static final ArchRule FEW_READ_BODIES = noClasses()
            .that()
            .resideOutsideOfPackages(ROOT + ".api", ROOT + ".preview")
            .and()
            .haveNameNotMatching(".*\\.(BodyProducer|SignatureStrategy|ManagementInput|Upload)")
            .should()
            .accessTargetWhere(
                    DescribedPredicate.describe("read a body", call -> named(call, Body.class, "open", "sha256")));

    /** ServiceAddress passes only numeric addresses, which need no look-up. */
    @ArchTest
    static final ArchRule ONE_CLASS_LOOKS_NAMES_UP = noClasses()
            .that()
            .haveNameNotMatching(".*\\.(Names|ServiceAddress)")
            .should()
            .accessTargetWhere(DescribedPredicate.describe(
                    "look up a name",
                    call -> named(call, InetAddress.class, "getByName", "getAllByName", "getLocalHost")
                            || (call.getTargetOwner().isAssignableTo(InetSocketAddress.class)
                                    && call.getName().equals("<init>"))
                            || (call.getTargetOwner().isAssignableTo(DnsResolver.class)
                                    && call.getName().equals("resolve"))));

    /**
     * In code that makes calls, the same must be released after an {@code Error} as after an exception: a permit, a place of a key, an
     * exchange. So code that catches all exceptions there must also catch errors.
     */
    @ArchTest
    static void errorsAreCaughtLikeExceptions(JavaClasses classes) {
        List<String> found = new ArrayList<>();
        for (JavaClass type : classes) {
            boolean watched = Stream.of("", ".call", ".auth", ".client", ".http", ".session")
                    .anyMatch(room -> type.getPackageName().equals(ROOT + room));
            for (JavaCodeUnit unit : watched ? type.getCodeUnits() : Set.<JavaCodeUnit>of()) {
                unit.getTryCatchBlocks().stream()
                        .filter(block -> block.getCaughtThrowables().stream()
                                .anyMatch(caught -> caught.isEquivalentTo(RuntimeException.class)
                                        || caught.isEquivalentTo(Exception.class)))
                        .forEach(
                                block -> found.add(block.getSourceCodeLocation().toString()));
            }
        }
        assertThat(found).as("places that catch all exceptions, and no Error").isEmpty();
    }

    private static ArchCondition<JavaMethod> access(DescribedPredicate<JavaAccess<?>> which) {
        return new ArchCondition<>(which.getDescription()) {
            @Override
            public void check(JavaMethod method, ConditionEvents events) {
                method.getAccessesFromSelf().stream()
                        .filter(which)
                        .forEach(use -> events.add(SimpleConditionEvent.satisfied(use, use.getDescription())));
            }
        };
    }

    private static boolean named(JavaAccess<?> call, Class<?> owner, String... names) {
        return call.getTargetOwner().isAssignableTo(owner)
                && Stream.of(names)
                        .anyMatch(name -> name.isEmpty() || call.getName().equals(name));
    }

    /** Leaves out modelarts-local, which has the same root package and its own rules. */
    static final class NotLocal implements ImportOption {
        @Override
        public boolean includes(Location location) {
            return !location.contains("/local/") && !location.contains("modelarts-local");
        }
    }
}
