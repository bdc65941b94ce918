/** The transport, on HttpClient 5's asynchronous client. */
@NullMarked
package io.github.camelmodelarts.http;

import org.jspecify.annotations.NullMarked;
