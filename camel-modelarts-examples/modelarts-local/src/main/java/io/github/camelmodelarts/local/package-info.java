/**
 * A local ModelArts: a gateway that validates requests the way Huawei documents its gateway, and real models behind it.
 * This package has the entry points: {@link io.github.camelmodelarts.local.ModelArtsLocal}, its builder, and the two
 * models that need no library.
 *
 * <p>Imports go one way, {@code text <- signing, rest, api <- wire, call <- auth <- iam, metadata, management, obs <- gateway <- maas <- }
 * this package {@code <- cli}; {@code models} depends only on {@code api}, {@code tls} on no other package.
 *
 * <p>Shares no code with the component. Otherwise a mistake in canonicalising a request would be in both, and this gateway
 * would accept a wrong signature.
 */
@NullMarked
package io.github.camelmodelarts.local;

import org.jspecify.annotations.NullMarked;
