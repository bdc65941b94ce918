package io.github.camelmodelarts.examples.filedrop;

/** A line of text on a page, with its position in pixels and the score of the service, 0 to 1. */
record TextLine(String text, double score, double left, double top, double right, double bottom) {}
