/** Authentication by tokens, access keys and signatures. Internal: may change at any time. */
@NullMarked
package io.github.camelmodelarts.local.auth;

import org.jspecify.annotations.NullMarked;
