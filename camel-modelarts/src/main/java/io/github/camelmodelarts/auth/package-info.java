/** The strategies that prove who is calling, and the credentials they need. */
@NullMarked
package io.github.camelmodelarts.auth;

import org.jspecify.annotations.NullMarked;
