package dev.cairn.geo;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/// The EPSG register as proj4j carries it: a PROJ string a code, of the year 2017 or so. Lines are
/// looked through for each code that is asked for the first time.
final class EpsgRegister {
  private static final ConcurrentMap<String, Optional<CrsDefinition>> KNOWN =
      new ConcurrentHashMap<>();

  /// Codes that are kept, known or not; a catalogue may name any number of them.
  private static final int MOST = 10_000;

  private static final int LONGEST = 64;

  /// What the register lacks, or has otherwise than EPSG.
  private static final Map<String, String> OWN =
      Map.of(
          "EPSG:4326", "+proj=longlat +datum=WGS84",
          "OGC:CRS84", "+proj=longlat +datum=WGS84",
          "OGC:CRS83", "+proj=longlat +datum=NAD83",
          "OGC:CRS27", "+proj=longlat +datum=NAD27",
          "EPSG:3857", "+proj=webmerc +datum=WGS84",
          "EPSG:8857", "+proj=eqearth +lon_0=0 +datum=WGS84",
          "EPSG:8858", "+proj=eqearth +lon_0=-90 +datum=WGS84",
          "EPSG:8859", "+proj=eqearth +lon_0=150 +datum=WGS84");

  private EpsgRegister() {}

  /// What a code means; empty where no register that we have names it.
  static Optional<CrsDefinition> definition(String authority, String code) {
    String name = authority + ":" + code;
    Optional<CrsDefinition> known = KNOWN.get(name);
    if (known != null) {
      return known;
    }
    String own = OWN.get(name);
    Optional<CrsDefinition> definition =
        own != null
            ? Optional.of(parse(name, own))
            : Optional.ofNullable(lines(authority, Set.of(code)).get(code))
                .map(line -> parse(name, line));
    if (KNOWN.size() < MOST && name.length() <= LONGEST) {
      KNOWN.put(name, definition);
    }
    return definition;
  }

  private static CrsDefinition parse(String name, String line) {
    CrsDefinition parsed = ProjString.parse(line);
    return name.startsWith("EPSG:")
            && parsed instanceof CrsDefinition.Geographic(Datum d, double meridian, double unit)
        ? new CrsDefinition.Geographic(
            new Datum(d.ellipsoid(), d.toWgs84(), Integer.parseInt(name.substring(5))),
            meridian,
            unit)
        : parsed;
  }

  /// The PROJ strings of codes, of those that the register has.
  static Map<String, String> lines(String authority, Set<String> codes) {
    var found = new HashMap<String, String>();
    if (!authority.equals("EPSG") && !authority.equals("ESRI")) {
      return found;
    }
    String resource = authority.equals("EPSG") ? "/proj4/nad/epsg" : "/proj4/nad/esri";
    try (InputStream in = org.locationtech.proj4j.CRSFactory.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException("proj4j-epsg is not on the class path");
      }
      // `<32633> +proj=utm … <>`
      var lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.ISO_8859_1));
      for (String line = lines.readLine();
          line != null && found.size() < codes.size();
          line = lines.readLine()) {
        int end = line.startsWith("<") ? line.indexOf('>') : -1;
        if (end > 0 && codes.contains(line.substring(1, end))) {
          int last = line.lastIndexOf('<');
          found.put(
              line.substring(1, end), line.substring(end + 1, last > end ? last : line.length()));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e); // of a resource in a jar
    }
    return found;
  }
}
