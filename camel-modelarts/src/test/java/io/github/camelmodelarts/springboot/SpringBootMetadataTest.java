package io.github.camelmodelarts.springboot;

import java.io.InputStream;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.apache.camel.CamelContext;
import org.apache.camel.spi.PropertyConfigurerGetter;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.convert.DurationStyle;
import org.springframework.core.env.MapPropertySource;
import org.springframework.util.ClassUtils;

import io.github.camelmodelarts.ModelArtsComponent;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Spring Boot binds exactly the options of the component's metadata, and the file for IDEs lists exactly these. After a change of the
 * options, {@code mvn verify -Dpage.update} writes the file for IDEs again.
 */
class SpringBootMetadataTest {

    private static final Path FOR_IDES = Path.of("src/main/resources/META-INF/spring-configuration-metadata.json");
    private static final JsonMapper JSON = new JsonMapper();

    private static JsonNode options;

    @BeforeAll
    static void read() throws Exception {
        try (InputStream in =
                ModelArtsComponent.class.getResourceAsStream("/META-INF/io/github/camelmodelarts/modelarts.json")) {
            options = JSON.readTree(in).get("componentProperties");
        }
    }

    @Test
    void everyOptionBindsInKebabCase() {
        Map<String, Object> values = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> option : options.properties()) {
            if (!option.getKey().equals("configuration")) {
                values.put(option.getKey(), sample(option.getValue()));
            }
        }
        Map<String, Object> properties = new LinkedHashMap<>();
        values.forEach((option, value) -> properties.put(property(option), value));

        BootApplication.with()
                .withInitializer(application -> application
                        .getEnvironment()
                        .getPropertySources()
                        .addFirst(new MapPropertySource("samples", properties)))
                .run(application -> {
                    ModelArtsComponent component =
                            application.getBean(CamelContext.class).getComponent("modelarts", ModelArtsComponent.class);
                    PropertyConfigurerGetter getter =
                            (PropertyConfigurerGetter) component.getComponentPropertyConfigurer();
                    Map<String, Object> bound = new LinkedHashMap<>();
                    values.forEach((option, value) -> {
                        Object arrived = getter.getOptionValue(component, option, false);
                        bound.put(option, value instanceof String ? String.valueOf(arrived) : arrived);
                    });
                    assertThat(bound).isEqualTo(values);
                });
    }

    /** A value that differs from the option's default. */
    private static Object sample(JsonNode option) {
        String type = option.get("javaType").asText();
        return switch (option.get("type").asText()) {
            case "boolean" -> !option.get("defaultValue").asBoolean();
            case "integer" -> type.equals("long") || type.equals("java.lang.Long") ? (Object) 4711L : (Object) 47;
            case "duration" -> Duration.ofSeconds(4711);
            case "enum" -> option.get("enum").get(1).asText();
            case "object" -> instanceOf(type);
            default -> "a value of mine";
        };
    }

    /** A bean that does nothing. */
    private static Object instanceOf(String type) {
        try {
            Class<?> wanted = ClassUtils.forName(type, null);
            return wanted.isInterface()
                    ? Proxy.newProxyInstance(
                            wanted.getClassLoader(),
                            new Class<?>[] {wanted},
                            (proxy, method, arguments) -> switch (method.getName()) {
                                case "equals" -> proxy == arguments[0];
                                case "hashCode" -> 1;
                                case "toString" -> type;
                                default -> null;
                            })
                    : wanted.getDeclaredConstructor().newInstance();
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(type, e);
        }
    }

    @Test
    void metadataForIdesHasEveryOption() throws Exception {
        Map<String, ObjectNode> properties = new TreeMap<>();
        for (Map.Entry<String, JsonNode> entry : options.properties()) {
            JsonNode option = entry.getValue();
            ObjectNode property = described(
                    property(entry.getKey()),
                    ClassUtils.resolvePrimitiveIfNecessary(
                                    ClassUtils.forName(option.get("javaType").asText(), null))
                            .getName(),
                    option.get("description").asText(),
                    option.path("configurationClass").asText(ModelArtsComponent.class.getName()));
            if (option.has("defaultValue")) {
                property.set("defaultValue", option.get("defaultValue"));
            }
            properties.put(property(entry.getKey()), property);
        }
        String here = ModelArtsComponentAutoConfiguration.class.getName();
        for (Map.Entry<String, String> aSwitch : Map.of(
                        property("enabled"),
                                "Whether properties that begin with camel.component.modelarts are set on the component.",
                        property("customizer.enabled"),
                                "Like enabled, but without an effect on other auto-configuration.")
                .entrySet()) {
            ObjectNode property = described(aSwitch.getKey(), Boolean.class.getName(), aSwitch.getValue(), here);
            properties.put(aSwitch.getKey(), property.put("defaultValue", true));
        }
        ObjectNode expected = JSON.createObjectNode();
        ObjectNode group = JSON.createObjectNode();
        group.put("name", ComponentProperties.PREFIX).put("type", ModelArtsComponent.class.getName());
        group.put("sourceType", here);
        expected.putArray("groups").add(group);
        ArrayNode all = expected.putArray("properties");
        properties.values().forEach(all::add);

        if (System.getProperty("page.update") != null) {
            DefaultPrettyPrinter lines = new DefaultPrettyPrinter();
            lines.indentArraysWith(DefaultIndenter.SYSTEM_LINEFEED_INSTANCE);
            Files.writeString(FOR_IDES, JSON.writer(lines).writeValueAsString(expected) + "\n");
        }
        assertThat(JSON.readTree(FOR_IDES.toFile())).isEqualTo(JSON.readTree(expected.toString()));
    }

    @Test
    void defaultDurationsForIdesEqualTheComponents() {
        for (JsonNode option : options) {
            // admissionTimeout has no default: there is no limit
            if (option.get("type").asText().equals("duration") && option.has("defaultValue")) {
                assertThat(DurationStyle.detectAndParse(
                                option.get("defaultValue").asText()))
                        .isPositive();
            }
        }
    }

    private static ObjectNode described(String name, String type, String description, String source) {
        return JSON.createObjectNode()
                .put("name", name)
                .put("type", type)
                .put("description", description)
                .put("sourceType", source);
    }

    private static String property(String option) {
        return ComponentProperties.PREFIX + "."
                + option.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
    }
}
