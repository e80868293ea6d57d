package dev.cairn.store;

import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/// An element of an answer in XML: its name without a namespace, the text directly in it, its
/// children.
record Xml(String name, String text, List<Xml> children) {
  /// Deeper answers are none that an object store gives.
  private static final int DEEPEST = 16;

  /// Neither document types nor entities, and so nothing from outside the text.
  private static final XMLInputFactory FACTORY = factory();

  private static XMLInputFactory factory() {
    XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    factory.setProperty(XMLInputFactory.IS_REPLACING_ENTITY_REFERENCES, true);
    factory.setProperty(XMLInputFactory.IS_COALESCING, true);
    return factory;
  }

  /// The root element; empty where the bytes are no such XML in UTF-8. They are decoded here, since
  /// the JDK's parser tells the standard error stream of bytes that it cannot decode.
  static Optional<Xml> parse(byte[] bytes) {
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      String unmarked = text.startsWith("\uFEFF") ? text.substring(1) : text;
      XMLStreamReader reader = FACTORY.createXMLStreamReader(new StringReader(unmarked));
      while (reader.hasNext()) {
        int event = reader.next();
        if (event == XMLStreamConstants.DTD) {
          return Optional.empty();
        }
        if (event == XMLStreamConstants.START_ELEMENT) {
          return Optional.of(element(reader, 1));
        }
      }
      return Optional.empty();
    } catch (XMLStreamException | CharacterCodingException _) {
      return Optional.empty();
    }
  }

  private static Xml element(XMLStreamReader reader, int depth) throws XMLStreamException {
    if (depth > DEEPEST) {
      throw new XMLStreamException("deeper than " + DEEPEST);
    }
    String name = reader.getLocalName();
    var text = new StringBuilder();
    var children = new ArrayList<Xml>();
    while (true) {
      switch (reader.next()) {
        case XMLStreamConstants.START_ELEMENT -> children.add(element(reader, depth + 1));
        case XMLStreamConstants.END_ELEMENT -> {
          return new Xml(name, text.toString(), List.copyOf(children));
        }
        case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA, XMLStreamConstants.SPACE ->
            text.append(reader.getText());
        default -> {} // comments, instructions
      }
    }
  }

  /// The first child of a name.
  Optional<Xml> child(String wanted) {
    return children.stream().filter(c -> c.name.equals(wanted)).findFirst();
  }

  /// All children of a name.
  List<Xml> all(String wanted) {
    return children.stream().filter(c -> c.name.equals(wanted)).toList();
  }

  /// The text of the first child of a name; empty where there is none.
  String textOf(String wanted) {
    return child(wanted).map(Xml::text).orElse("");
  }

  /// Text as it stands in an element.
  static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
