package io.github.camelmodelarts.examples.filedrop;

/** A line of text that was found on a page, where it stands in pixels, and how sure the service is of it, 0 to 1. */
record TextLine(String text, double score, double left, double top, double right, double bottom) {}
