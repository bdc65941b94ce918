package io.github.camelmodelarts.local.models;

/** What was read in a frame, and how sure the reader is of it, 0 to 1. */
record ReadLine(Frame frame, String text, double score) {}
