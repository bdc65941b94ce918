package io.github.camelmodelarts.springboot;

import org.apache.camel.CamelContext;
import org.apache.camel.spi.ComponentCustomizer;
import org.apache.camel.spring.boot.CamelAutoConfiguration;
import org.apache.camel.spring.boot.util.ConditionalOnHierarchicalProperties;
import org.apache.camel.spring.boot.util.HierarchicalPropertiesEvaluator;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Lazy;

import io.github.camelmodelarts.ModelArtsComponent;

/**
 * Sets {@code camel.component.modelarts.*} of a Spring Boot application on the component when Camel creates it. Disabled by
 * {@code camel.component.modelarts.enabled=false} or, as for all components, by {@code camel.component.enabled=false}.
 */
@AutoConfiguration(after = CamelAutoConfiguration.class)
@ConditionalOnClass(CamelAutoConfiguration.class)
@ConditionalOnBean({CamelContext.class, CamelAutoConfiguration.class})
@ConditionalOnHierarchicalProperties({"camel.component", ComponentProperties.PREFIX})
public class ModelArtsComponentAutoConfiguration {

    /** Configures the component when Camel creates it. */
    @Bean
    @Lazy
    ComponentCustomizer configureModelArtsComponent(ApplicationContext spring) {
        return ComponentCustomizer.builder(ModelArtsComponent.class)
                .withCondition((name, component) -> HierarchicalPropertiesEvaluator.evaluate(
                        spring, "camel.component.customizer", ComponentProperties.PREFIX + ".customizer"))
                .build(component ->
                        ComponentProperties.of(spring.getEnvironment()).applyTo(component));
    }
}
