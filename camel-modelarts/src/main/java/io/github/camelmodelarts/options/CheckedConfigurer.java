package io.github.camelmodelarts.options;

import java.time.Duration;
import java.util.Set;

import org.apache.camel.CamelContext;
import org.apache.camel.spi.PropertyConfigurer;
import org.apache.camel.spi.PropertyConfigurerGetter;
import org.jspecify.annotations.Nullable;

/**
 * Refuses texts that Camel would misread, and then lets Camel's generated configurer set the option. Camel reads {@code 12mb} as 12
 * minutes where a number is expected, and {@code 30sec} as 30 seconds (Camel 4.18, {@code PropertyConfigurerSupport}, {@code TimeUtils}).
 */
public final class CheckedConfigurer implements PropertyConfigurer, PropertyConfigurerGetter {

    private static final Set<Class<?>> INTS = Set.of(int.class, Integer.class);
    private static final Set<Class<?>> LONGS = Set.of(long.class, Long.class);

    private final PropertyConfigurer generated;
    private final PropertyConfigurerGetter options;

    private CheckedConfigurer(PropertyConfigurer generated, PropertyConfigurerGetter options) {
        this.generated = generated;
        this.options = options;
    }

    /**
     * Returns a configurer that checks texts and then calls this one.
     *
     * @param generated the configurer that Camel's build plugin generated; null before the component is initialised
     */
    public static @Nullable PropertyConfigurer of(@Nullable PropertyConfigurer generated) {
        return generated instanceof PropertyConfigurerGetter options
                ? new CheckedConfigurer(generated, options)
                : generated;
    }

    @Override
    public boolean configure(CamelContext context, Object target, String name, Object value, boolean ignoreCase) {
        return generated.configure(context, target, name, checked(name, value, ignoreCase), ignoreCase);
    }

    private Object checked(String name, Object value, boolean ignoreCase) {
        boolean isText = value instanceof String || value instanceof Number;
        String text = String.valueOf(value).trim();
        // a reference to a bean is looked up by Camel
        if (!isText || text.startsWith("#")) {
            return value;
        }
        Class<?> type = options.getOptionType(name, ignoreCase);
        if (type == Duration.class) {
            OptionTexts.requireDuration(name, text);
            return text;
        } else if (type != null && (INTS.contains(type) || LONGS.contains(type))) {
            OptionTexts.requireNumber(name, text, INTS.contains(type) ? Integer.MAX_VALUE : Long.MAX_VALUE);
            return text;
        }
        return value;
    }

    @Override
    public Class<?> getOptionType(String name, boolean ignoreCase) {
        return options.getOptionType(name, ignoreCase);
    }

    @Override
    public String[] getAutowiredNames() {
        return options.getAutowiredNames();
    }

    @Override
    public Object getCollectionValueType(Object target, String name, boolean ignoreCase) {
        return options.getCollectionValueType(target, name, ignoreCase);
    }

    @Override
    public Object getOptionValue(Object target, String name, boolean ignoreCase) {
        return options.getOptionValue(target, name, ignoreCase);
    }
}
