package io.github.camelmodelarts.local.obs;

import java.nio.charset.StandardCharsets;

/** Writes an XML document. Not thread-safe. */
final class XmlOut {

    private static final String NAMESPACE = "http://obs.myhwclouds.com/doc/2015-06-30/";

    private final StringBuilder text =
            new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n");
    private final String root;
    private final boolean coded;

    private XmlOut(String root, String attributes, boolean coded) {
        this.root = root;
        this.coded = coded;
        text.append('<').append(root).append(attributes).append('>');
    }

    /**
     * Begins a result of OBS.
     *
     * @param coded whether {@link #name} writes percent-coded text: the encoding type {@code url}
     */
    static XmlOut result(String root, boolean coded) {
        XmlOut out = new XmlOut(root, " xmlns=\"" + NAMESPACE + "\"", coded);
        return coded ? out.with("EncodingType", "url") : out;
    }

    static XmlOut error() {
        return new XmlOut("Error", "", false);
    }

    XmlOut begin(String element) {
        text.append('<').append(element).append('>');
        return this;
    }

    XmlOut end(String element) {
        text.append("</").append(element).append('>');
        return this;
    }

    XmlOut with(String element, Object value) {
        begin(element);
        escape(value.toString());
        return end(element);
    }

    /** Writes a key, or a part of one. */
    XmlOut name(String element, String value) {
        return with(element, coded ? PercentText.encode(value) : value);
    }

    /** Writes text within the root. */
    XmlOut text(String value) {
        escape(value);
        return this;
    }

    byte[] bytes() {
        end(root);
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** Like OBS, writes a reference for a control character, which no parser of XML 1.0 accepts: hence the encoding type. */
    private void escape(String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            switch (c) {
                case '&' -> text.append("&amp;");
                case '<' -> text.append("&lt;");
                case '>' -> text.append("&gt;");
                case '"' -> text.append("&quot;");
                default -> {
                    if (c < ' ' && c != '\n') {
                        text.append("&#").append((int) c).append(';');
                    } else {
                        text.append(c);
                    }
                }
            }
        }
    }
}
