/**
 * Sends requests with HttpClient 5's asynchronous client. Also contains the rules for plain http and for patterns of host names.
 *
 * <p>Internal: may change at any time.
 */
@NullMarked
package io.github.camelmodelarts.http;

import org.jspecify.annotations.NullMarked;
