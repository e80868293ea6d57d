package dev.cairn.geo;

import dev.cairn.base.InvalidRequest;
import dev.cairn.base.Unsupported;
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
      Map.ofEntries(
          Map.entry("EPSG:4326", "+proj=longlat +datum=WGS84"),
          Map.entry("OGC:CRS84", "+proj=longlat +datum=WGS84"),
          Map.entry("OGC:CRS83", "+proj=longlat +datum=NAD83"),
          Map.entry("OGC:CRS27", "+proj=longlat +datum=NAD27"),
          Map.entry("EPSG:3857", "+proj=webmerc +datum=WGS84"),
          Map.entry("EPSG:8857", "+proj=eqearth +lon_0=0 +datum=WGS84"),
          Map.entry("EPSG:8858", "+proj=eqearth +lon_0=-90 +datum=WGS84"),
          Map.entry("EPSG:8859", "+proj=eqearth +lon_0=150 +datum=WGS84"),
          Map.entry(
              "EPSG:3167",
              "+proj=omerc +no_uoff +lat_0=4 +lonc=102.25 +alpha=323.0257905"
                  + " +gamma=323.1301023611111 +k=0.99984 +x_0=804670.24 +y_0=0 +ellps=evrst69"
                  + " +to_meter=20.116756"),
          Map.entry(
              "EPSG:2065",
              "+proj=krovak +axis=swu +lat_0=49.5 +lon_0=42.5 +ellps=bessel +pm=ferro"),
          Map.entry(
              "EPSG:5513",
              "+proj=krovak +axis=swu +lat_0=49.5 +lon_0=24.83333333333333 +ellps=bessel"),
          Map.entry(
              "EPSG:8044",
              "+proj=cass +axis=swu +lat_0=48.03846388888888 +lon_0=31.80418055555556"
                  + " +a=6376045 +rf=310 +pm=ferro"),
          Map.entry(
              "EPSG:8045",
              "+proj=cass +axis=swu +lat_0=48.20876111111112 +lon_0=34.04092222222222"
                  + " +a=6376045 +rf=310 +pm=ferro"),
          Map.entry("ESRI:54002", "+proj=eqc +lat_ts=60 +datum=WGS84"),
          Map.entry(
              "ESRI:102120",
              "+proj=omerc +no_uoff +lat_0=45.30916666666666 +lonc=-86 +alpha=337.25556"
                  + " +k=0.9996 +x_0=2546731.495961392 +y_0=-4354009.816002033 +datum=NAD27"
                  + " +units=us-ft"),
          Map.entry(
              "ESRI:102121",
              "+proj=omerc +no_uoff +lat_0=45.30916666666666 +lonc=-86 +alpha=337.25556"
                  + " +k=0.9996 +x_0=2546731.495961392 +y_0=-4354009.816002033 +datum=NAD83"
                  + " +units=us-ft"),
          Map.entry(
              "ESRI:102122",
              "+proj=omerc +no_uoff +lat_0=45.30916666666666 +lonc=-86 +alpha=337.25556"
                  + " +k=0.9996 +x_0=2546731.496 +y_0=-4354009.816 +datum=NAD27"),
          Map.entry(
              "ESRI:102631",
              "+proj=omerc +no_uoff +lat_0=57 +lonc=-133.6666666666667"
                  + " +alpha=-36.86989764583333 +k=0.9999 +x_0=5000000 +y_0=-5000000 +datum=NAD83"
                  + " +units=us-ft"),
          Map.entry(
              "ESRI:103300",
              "+proj=tmerc +lat_0=43.36666666666667 +lon_0=-90 +k=1.0000365285"
                  + " +x_0=147218.6942 +y_0=0.0037 +ellps=GRS80"
                  + " +towgs84=0.9956,-1.9013,-0.5215,-0.025915,-0.009426,-0.011599,0.00062"),
          Map.entry(
              "ESRI:65061",
              "+proj=poly +lat_0=13.47246635277778 +lon_0=144.7487507055556 +x_0=50000"
                  + " +y_0=50000 +datum=NAD27 +units=us-ft"),
          Map.entry(
              "ESRI:65161",
              "+proj=poly +lat_0=13.47246635277778 +lon_0=144.7487507055556 +x_0=50000"
                  + " +y_0=50000 +datum=NAD83"),
          Map.entry(
              "ESRI:102766",
              "+proj=poly +lat_0=13.47246635277778 +lon_0=144.7487507055556 +x_0=50000"
                  + " +y_0=50000 +datum=NAD83 +units=us-ft"));

  /// Systems in feet that the register has with a scale of too few digits: it is 1 − 1/n.
  private static final Map<String, Integer> SCALES =
      Map.of(
          "ESRI:102630", 15_000,
          "ESRI:102650", 15_000,
          "ESRI:102661", 30_000,
          "ESRI:102662", 30_000,
          "ESRI:102696", 15_000,
          "ESRI:102697", 15_000,
          "ESRI:102698", 17_000);

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
    CrsDefinition parsed;
    try {
      parsed = ProjString.parse(corrected(name, line));
    } catch (InvalidRequest e) {
      throw new Unsupported(name, "the register's line cannot be read: " + e.getMessage(), e);
    }
    return name.startsWith("EPSG:")
            && parsed instanceof CrsDefinition.Geographic(Datum d, double meridian, double unit)
        ? new CrsDefinition.Geographic(
            new Datum(d.ellipsoid(), d.toWgs84(), Integer.parseInt(name.substring(5))),
            meridian,
            unit)
        : parsed;
  }

  private static String corrected(String name, String line) {
    Integer parts = SCALES.get(name);
    String scaled =
        parts == null
            ? line
            : line.replaceFirst("\\+k=\\S+", "+k=" + ProjString.number(1 - 1.0 / parts));
    // Clarke's of 1880 as EPSG has it under that name (RGS); PROJ's own has other digits.
    return scaled.replace("+ellps=clrk80 ", "+a=6378249.145 +rf=293.465 ");
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
