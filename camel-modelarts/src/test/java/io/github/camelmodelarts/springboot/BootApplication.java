package io.github.camelmodelarts.springboot;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Configuration;

/** A Spring Boot application that has the component's jar on its class path and no more of it than that. */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
class BootApplication {

    /** One that can be given properties and beans. */
    static ApplicationContextRunner with(String... properties) {
        return new ApplicationContextRunner()
                .withUserConfiguration(BootApplication.class)
                .withPropertyValues(properties);
    }
}
