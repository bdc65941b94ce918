/** The ledger of calls: a table by which each input is predicted at most once, and from which a kill takes nothing. */
@NullMarked
package io.github.camelmodelarts.examples.ledger;

import org.jspecify.annotations.NullMarked;
