package io.github.camelmodelarts.local.obs;

import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.List;

import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

import org.jspecify.annotations.Nullable;

/** One element of a small XML document: its text, or the elements in it. Names have no namespace. */
final class XmlIn {

    private static final int MAX_DEPTH = 16;

    private final String name;
    private final StringBuilder text = new StringBuilder();
    private final List<XmlIn> children = new ArrayList<>();

    private XmlIn(String name) {
        this.name = name;
    }

    /**
     * Reads a document. It must not have a DTD.
     *
     * @throws ObsException 400 MalformedXML if it is not well-formed, or has another root
     */
    static XmlIn parse(byte[] document, String root) throws ObsException {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_COALESCING, true);
        try {
            XMLStreamReader reader = factory.createXMLStreamReader(new ByteArrayInputStream(document));
            XmlIn found = null;
            while (reader.hasNext()) {
                int event = reader.next();
                if (event == XMLStreamConstants.DTD) {
                    throw ObsException.malformedXml();
                }
                if (event == XMLStreamConstants.START_ELEMENT) {
                    found = read(reader, 1);
                }
            }
            if (found == null || !found.name.equals(root)) {
                throw ObsException.malformedXml();
            }
            return found;
        } catch (XMLStreamException e) {
            throw ObsException.malformedXml();
        }
    }

    private static XmlIn read(XMLStreamReader reader, int depth) throws XMLStreamException, ObsException {
        if (depth > MAX_DEPTH) {
            throw ObsException.malformedXml();
        }
        XmlIn element = new XmlIn(reader.getLocalName());
        while (true) {
            switch (reader.next()) {
                case XMLStreamConstants.START_ELEMENT -> element.children.add(read(reader, depth + 1));
                case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA, XMLStreamConstants.SPACE ->
                    element.text.append(reader.getText());
                case XMLStreamConstants.ENTITY_REFERENCE -> throw ObsException.malformedXml();
                case XMLStreamConstants.END_ELEMENT -> {
                    return element;
                }
                default -> {
                    // a comment or a processing instruction
                }
            }
        }
    }

    /** The elements with a name. */
    List<XmlIn> all(String child) {
        return children.stream().filter(element -> element.name.equals(child)).toList();
    }

    /** The text of the first element with a name, or null. */
    @Nullable
    String text(String child) {
        List<XmlIn> all = all(child);
        return all.isEmpty() ? null : all.get(0).text.toString();
    }
}
