/** What operators see of the component and can do to it: Camel's dev console and JMX. */
@NullMarked
package io.github.camelmodelarts.console;

import org.jspecify.annotations.NullMarked;
