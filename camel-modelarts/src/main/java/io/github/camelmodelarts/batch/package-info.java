/** Runs batch services over folders in OBS, and reads what they wrote. Not part of the contract with users. */
@NullMarked
package io.github.camelmodelarts.batch;

import org.jspecify.annotations.NullMarked;
