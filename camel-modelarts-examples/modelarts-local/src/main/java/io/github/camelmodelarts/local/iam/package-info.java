/** Who there is in a local IAM, and what its requests and answers look like. */
@NullMarked
package io.github.camelmodelarts.local.iam;

import org.jspecify.annotations.NullMarked;
