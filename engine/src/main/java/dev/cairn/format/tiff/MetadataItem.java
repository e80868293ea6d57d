package dev.cairn.format.tiff;

import dev.cairn.base.Malformed;
import java.io.StringReader;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/// One item of GDAL's XML metadata (tag 42112, `GDAL_METADATA`), such as `STATISTICS_MINIMUM` of a
/// band.
///
/// @param name as the file gives it
/// @param sample index of the band, or -1 for the whole file
/// @param role such as `scale`, `offset` or `description`; empty where there is none
/// @param domain GDAL's metadata domain; empty for the default one
public record MetadataItem(String name, int sample, String role, String domain, String value) {

  /// @throws Malformed where the text is no XML: a scale that is overlooked makes wrong values
  static List<MetadataItem> parse(URI uri, String xml) {
    if (xml.isBlank()) {
      return List.of();
    }
    var items = new ArrayList<MetadataItem>();
    XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    factory.setProperty(XMLInputFactory.IS_COALESCING, true);
    try {
      XMLStreamReader reader = factory.createXMLStreamReader(new StringReader(xml.strip()));
      while (reader.hasNext()) {
        if (reader.next() == XMLStreamConstants.START_ELEMENT
            && reader.getLocalName().equals("Item")) {
          items.add(item(uri, reader));
        }
      }
      reader.close();
    } catch (XMLStreamException e) {
      throw new Malformed(uri, "GDAL_METADATA (tag 42112) is not XML: " + e.getMessage(), e);
    }
    return List.copyOf(items);
  }

  private static MetadataItem item(URI uri, XMLStreamReader reader) throws XMLStreamException {
    String name = attribute(reader, "name");
    String sample = attribute(reader, "sample");
    String role = attribute(reader, "role");
    String domain = attribute(reader, "domain");
    var value = new StringBuilder();
    int depth = 1;
    while (depth > 0) {
      switch (reader.next()) {
        case XMLStreamConstants.START_ELEMENT -> depth++;
        case XMLStreamConstants.END_ELEMENT -> depth--;
        case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA ->
            value.append(reader.getText());
        default -> {} // comments and the like
      }
    }
    if (!sample.isEmpty() && !sample.matches("\\d{1,6}")) {
      throw new Malformed(uri, "GDAL_METADATA (tag 42112): item of sample " + sample);
    }
    return new MetadataItem(
        name,
        sample.isEmpty() ? -1 : Integer.parseInt(sample),
        role,
        domain,
        unescape(value.toString()));
  }

  /// GDAL escapes values before it writes them as XML, which escapes them again.
  private static String unescape(String value) {
    return value
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&apos;", "'")
        .replace("&amp;", "&");
  }

  private static String attribute(XMLStreamReader reader, String name) {
    String value = reader.getAttributeValue(null, name);
    return value == null ? "" : value;
  }
}
