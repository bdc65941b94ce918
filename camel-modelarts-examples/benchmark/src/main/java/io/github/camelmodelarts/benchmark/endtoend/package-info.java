/**
 * Compares the component with other HTTP clients, from end to end: a server and clients in processes of their own. CONTRIBUTING.md has the
 * command.
 */
@NullMarked
package io.github.camelmodelarts.benchmark.endtoend;

import org.jspecify.annotations.NullMarked;
