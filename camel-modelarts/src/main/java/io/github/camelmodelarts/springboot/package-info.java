/** The component in Spring Boot: its options from Boot's properties. On dependencies that are optional; nothing else may need it. */
@NullMarked
package io.github.camelmodelarts.springboot;

import org.jspecify.annotations.NullMarked;
