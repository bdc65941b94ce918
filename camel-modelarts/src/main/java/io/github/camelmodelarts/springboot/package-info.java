/** Auto-configuration for Spring Boot, which reads options from Boot's properties. Its dependencies are optional, so no other package may use it. */
@NullMarked
package io.github.camelmodelarts.springboot;

import org.jspecify.annotations.NullMarked;
