/**
 * What people may name in their own code: requests and answers as values, the strategies' and the transport's contracts, the
 * exceptions. Imports nothing of ours; everything else imports it.
 */
@NullMarked
package io.github.camelmodelarts.api;

import org.jspecify.annotations.NullMarked;
