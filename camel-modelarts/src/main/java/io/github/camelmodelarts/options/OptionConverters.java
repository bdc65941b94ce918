package io.github.camelmodelarts.options;

import java.util.Arrays;

import org.apache.camel.spi.TypeConverterLoader;
import org.apache.camel.spi.TypeConverterRegistry;
import org.apache.camel.support.SimpleTypeConverter;

import io.github.camelmodelarts.api.ApiVersion;
import io.github.camelmodelarts.api.AuthType;
import io.github.camelmodelarts.api.BodyType;
import io.github.camelmodelarts.api.HttpMethod;
import io.github.camelmodelarts.api.ModelArtsOperation;
import io.github.camelmodelarts.api.RetryOn;
import io.github.camelmodelarts.text.Printable;

/**
 * Converts text to the component's enumerations in Camel's spellings ({@code APP_CODE}, {@code app-code}, {@code appCode}). Unlike
 * Camel's converter, it lists the known values if a value is unknown. Camel finds it through {@code META-INF/services}.
 */
public final class OptionConverters implements TypeConverterLoader {

    @Override
    public void load(TypeConverterRegistry registry) {
        add(registry, ApiVersion.class, "apiVersion");
        add(registry, AuthType.class, "authType");
        add(registry, BodyType.class, "bodyType");
        add(registry, RetryOn.class, "retryOn");
        add(registry, HttpMethod.class, "httpMethod");
        add(registry, ModelArtsOperation.class, "operation");
    }

    private static <E extends Enum<E>> void add(TypeConverterRegistry registry, Class<E> type, String option) {
        registry.addTypeConverter(
                type,
                String.class,
                new SimpleTypeConverter(false, (t, exchange, value) -> read(type, option, (String) value)));
    }

    static <E extends Enum<E>> E read(Class<E> type, String option, String value) {
        String text = value.trim();
        return Arrays.stream(type.getEnumConstants())
                .filter(known -> joined(known.name()).equalsIgnoreCase(joined(text)))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(option + "=" + Printable.of(text, 40)
                        + " is unknown; known are " + Arrays.toString(type.getEnumConstants())));
    }

    /** The name without separators: constants use underscores or camel case, and Camel also accepts hyphens. */
    private static String joined(String name) {
        return name.replace("-", "").replace("_", "");
    }
}
