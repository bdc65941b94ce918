package io.github.camelmodelarts.springboot;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import com.fasterxml.jackson.databind.json.JsonMapper;
import org.apache.camel.PropertyBindingException;
import org.apache.camel.support.PropertyBindingSupport;
import org.apache.camel.support.service.ServiceHelper;
import org.apache.camel.util.StringHelper;
import org.springframework.boot.context.properties.bind.BindResult;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;

import io.github.camelmodelarts.ModelArtsComponent;

/**
 * The component's options from Spring Boot's environment. The properties are found in all spellings and sources that Boot supports. Camel
 * converts the values, so durations, references and placeholders work as in Camel Main. The names of the options come from the component's
 * metadata.
 */
final class ComponentProperties {

    static final String PREFIX = "camel.component.modelarts";

    private static final String METADATA = "/META-INF/io/github/camelmodelarts/modelarts.json";
    /** Set before all other options, because it replaces the object on which they are set. */
    private static final String CONFIGURATION = "configuration";

    private final Map<String, Object> values;

    private ComponentProperties(Map<String, Object> values) {
        this.values = values;
    }

    static ComponentProperties of(Environment environment) {
        Binder binder = Binder.get(environment);
        Map<String, Object> values = new LinkedHashMap<>();
        for (String option : options()) {
            String property = PREFIX + "." + StringHelper.camelCaseToDash(option);
            // YAML supplies numbers, but Camel converts only text to a duration
            binder.bind(property, Bindable.of(Object.class))
                    .ifBound(value -> values.put(option, value instanceof Number ? value.toString() : value));
            if (!values.containsKey(option)) {
                BindResult<List<String>> list = binder.bind(property, Bindable.listOf(String.class));
                list.ifBound(items -> values.put(option, String.join(",", items)));
            }
        }
        return new ComponentProperties(values);
    }

    void applyTo(ModelArtsComponent component) {
        // finds the component's configurer, which sets options without reflection
        ServiceHelper.initService(component);
        Map<String, Object> rest = new LinkedHashMap<>(values);
        Object configuration = rest.remove(CONFIGURATION);
        if (configuration != null) {
            set(component, Map.of(CONFIGURATION, configuration));
        }
        set(component, rest);
    }

    private static void set(ModelArtsComponent component, Map<String, Object> options) {
        try {
            PropertyBindingSupport.build()
                    .withCamelContext(component.getCamelContext())
                    .withTarget(component)
                    .withConfigurer(component.getComponentPropertyConfigurer())
                    .withProperties(new LinkedHashMap<>(options))
                    .bind();
        } catch (PropertyBindingException e) {
            // names the property as the application writes it
            throw new PropertyBindingException(
                    e.getTarget(), e.getPropertyName(), e.getValue(), PREFIX, e.getPropertyName(), e.getCause());
        }
    }

    private static List<String> options() {
        try (InputStream in = ComponentProperties.class.getResourceAsStream(METADATA)) {
            return new JsonMapper()
                    .readTree(Objects.requireNonNull(in, METADATA)).get("componentProperties").properties().stream()
                            .map(Map.Entry::getKey)
                            .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
