package io.github.camelmodelarts.examples.operate;

/** Text in HTML and SVG. */
final class Html {

    private Html() {}

    /** Escapes a text for an element or an attribute in double quotes. */
    static String text(String plain) {
        return plain.replace("&", "&amp;").replace("<", "&lt;").replace("\"", "&quot;");
    }
}
