/** Who calls: the tokens, access keys and signatures that prove it, and how each is checked. Internal: may change at any time. */
@NullMarked
package io.github.camelmodelarts.local.auth;

import org.jspecify.annotations.NullMarked;
