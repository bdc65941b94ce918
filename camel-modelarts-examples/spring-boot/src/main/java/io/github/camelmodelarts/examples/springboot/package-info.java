/** Web pages for pictures and chats, and an endpoint for OpenAI clients, in front of services of ModelArts. */
@NullMarked
package io.github.camelmodelarts.examples.springboot;

import org.jspecify.annotations.NullMarked;
