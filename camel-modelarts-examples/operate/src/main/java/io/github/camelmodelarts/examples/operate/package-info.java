/** An application that is watched while its services fail: health, metrics, a dashboard, and a page with the pictures of the dashboard. */
@NullMarked
package io.github.camelmodelarts.examples.operate;

import org.jspecify.annotations.NullMarked;
