package io.github.camelmodelarts.springboot;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Configuration;

/** A Spring Boot application with the component's jar on its class path and no code for the component. */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
class BootApplication {

    /** An application with these properties, to which beans can be added. */
    static ApplicationContextRunner with(String... properties) {
        return new ApplicationContextRunner()
                .withUserConfiguration(BootApplication.class)
                .withPropertyValues(properties);
    }
}
