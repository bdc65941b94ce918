package io.github.camelmodelarts;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Modifier;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import org.jboss.jandex.ClassInfo;
import org.jboss.jandex.DotName;
import org.jboss.jandex.Index;
import org.jboss.jandex.IndexReader;
import org.jboss.jandex.RecordComponentInfo;
import org.jboss.jandex.Type;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import io.github.camelmodelarts.api.CredentialsProvider;
import io.github.camelmodelarts.api.ModelArtsFailure;
import io.github.camelmodelarts.api.ServerSentEvent;
import io.github.camelmodelarts.api.ServerSentEvents;
import io.github.camelmodelarts.api.result.ImageClassification;
import io.github.camelmodelarts.options.ModelArtsConfiguration;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

/** The jar's metadata for build tools: an index for Quarkus, and the classes and resources that a native image must contain. */
class JarMetadataTest {

    private static final String NATIVE = "META-INF/native-image/io.github.camelmodelarts/camel-modelarts/";
    private static final String SERVICES = "META-INF/services/";
    private static final String OURS = "io.github.camelmodelarts.";

    private static Path classes;
    private static Index index;

    @BeforeAll
    static void read() throws IOException, URISyntaxException {
        classes = Path.of(ModelArtsComponent.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        try (InputStream in = Files.newInputStream(classes.resolve("META-INF/jandex.idx"))) {
            index = new IndexReader(in).read();
        }
    }

    @Test
    void indexHasEveryClassAlsoGeneratedOnes() throws IOException {
        List<String> expected = files().stream()
                .filter(file -> file.endsWith(".class"))
                .map(file ->
                        file.substring(0, file.length() - ".class".length()).replace('/', '.'))
                .toList();

        assertThat(index.getKnownClasses())
                .extracting(known -> known.name().toString())
                .containsExactlyInAnyOrderElementsOf(expected)
                .contains(OURS + "ModelArtsComponentConfigurer");
    }

    @Test
    void nativeImageMetadataHasEveryClassThatIsLoadedByName() throws IOException {
        Set<String> expected = new TreeSet<>(namedByServices());
        expected.addAll(readByJackson());
        expected.addAll(namedInRoutes());
        // a bean whose properties Camel can set by their path
        expected.add(ModelArtsConfiguration.class.getName());

        List<String> named = new ArrayList<>();
        nativeImage("reflect-config.json")
                .forEach(entry -> named.add(entry.get("name").asText()));

        assertThat(named).containsExactlyInAnyOrderElementsOf(expected);
    }

    @Test
    void nativeImageMetadataHasEveryResource() throws IOException {
        List<Pattern> patterns = new ArrayList<>();
        nativeImage("resource-config.json")
                .at("/resources/includes")
                .forEach(entry ->
                        patterns.add(Pattern.compile(entry.get("pattern").asText())));
        List<String> resources = files().stream()
                .filter(file -> !file.endsWith(".class") && !file.startsWith(NATIVE))
                // read at build time, or by Spring Boot, which has its own metadata
                .filter(file -> !file.equals("META-INF/jandex.idx"))
                // read by Camel's tools
                .filter(file -> !file.equals("dev-consoles.properties"))
                .filter(file -> !file.startsWith("META-INF/org/apache/camel/dev-console/"))
                .filter(file -> !file.startsWith("META-INF/spring"))
                .toList();

        assertThat(resources)
                .hasSizeGreaterThan(6)
                .allMatch(file -> patterns.stream()
                        .anyMatch(pattern -> pattern.matcher(file).matches()));
        assertThat(patterns)
                .allMatch(pattern -> resources.stream()
                        .anyMatch(file -> pattern.matcher(file).matches()));
    }

    /** {@link #readByJackson()} finds only classes in type references. */
    @Test
    void jacksonReadsClassesByTypeReferencesOnly() {
        JavaClasses imported = new ClassFileImporter().importPath(classes);
        noClasses()
                .should()
                .callMethodWhere(target(nameMatching("readValue|treeToValue|convertValue"))
                        .and(target(owner(assignableTo(ObjectMapper.class))))
                        .and(describe(
                                "take a class",
                                call -> call.getTarget().getRawParameterTypes().stream()
                                        .anyMatch(type -> type.isEquivalentTo(Class.class)))))
                .check(imported);
    }

    private static Set<String> namedByServices() throws IOException {
        Set<String> names = new TreeSet<>();
        for (String file : files()) {
            if (file.startsWith(SERVICES)) {
                Files.readAllLines(classes.resolve(file), StandardCharsets.UTF_8).stream()
                        .filter(line -> !line.isBlank() && !line.startsWith("#"))
                        .map(line -> line.startsWith("class=") ? line.substring("class=".length()) : line)
                        .forEach(names::add);
            }
        }
        return names;
    }

    private static Set<String> readByJackson() {
        Set<String> names = new TreeSet<>();
        Deque<Type> types = new ArrayDeque<>();
        for (ClassInfo reference : index.getAllKnownSubclasses(DotName.createSimple(TypeReference.class))) {
            types.add(reference.superClassType());
        }
        while (!types.isEmpty()) {
            Type type = types.pop();
            if (type.kind() == Type.Kind.PARAMETERIZED_TYPE) {
                types.addAll(type.asParameterizedType().arguments());
            }
            ClassInfo known = index.getClassByName(type.name());
            if (known != null && names.add(known.name().toString()) && known.isRecord()) {
                known.recordComponents().stream().map(RecordComponentInfo::type).forEach(types::add);
            }
        }
        return names;
    }

    /**
     * The classes that routes in YAML and XML use by name: {@code onException}, {@code convertBodyTo} and {@code #class:} name a class, and
     * {@code ${exception.hint}} and {@code ${body.scores[0].value}} name methods of classes.
     */
    private static Set<String> namedInRoutes() {
        Set<String> names = new TreeSet<>();
        names.add(ModelArtsFailure.class.getName());
        names.add(ServerSentEvent.class.getName());
        names.add(ServerSentEvents.class.getName());
        index.getKnownClasses().stream()
                .filter(known -> known.isRecord() && Modifier.isPublic(known.flags()))
                .map(known -> known.name().toString())
                .filter(name -> name.startsWith(ImageClassification.class.getPackageName() + "."))
                .forEach(names::add);
        Stream.concat(
                        index.getAllKnownImplementations(DotName.createSimple(ModelArtsFailure.class)).stream(),
                        index.getAllKnownImplementations(DotName.createSimple(CredentialsProvider.class)).stream())
                .filter(known -> Modifier.isPublic(known.flags()) && !known.isAbstract())
                .forEach(known -> names.add(known.name().toString()));
        return names;
    }

    private static JsonNode nativeImage(String file) throws IOException {
        return new JsonMapper().readTree(classes.resolve(NATIVE + file).toFile());
    }

    private static List<String> files() throws IOException {
        try (Stream<Path> files = Files.walk(classes)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> classes.relativize(file).toString().replace('\\', '/'))
                    .toList();
        }
    }
}
