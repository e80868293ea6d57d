package dev.cairn.geo;

import dev.cairn.base.InvalidRequest;
import dev.cairn.base.Unsupported;
import dev.cairn.geo.CrsDefinition.Parameter;
import dev.cairn.geo.CrsDefinition.Projected;
import java.util.Optional;

/// CRSs in the forms in which catalogues, files and people write them: WKT 1 and 2, PROJJSON, PROJ
/// strings, and the keys of a GeoTIFF as this engine writes them down.
final class CrsText {
  private CrsText() {}

  /// What a text says.
  ///
  /// @param epsg the EPSG code by which it calls itself, or 0
  /// @param name the code of whichever authority
  record Named(CrsDefinition definition, int epsg, Optional<Crs> name) {}

  /// True where a text is a definition rather than a code.
  static boolean isDefinition(String text) {
    return text.startsWith("{")
        || text.startsWith(GeoKeys.PREFIX + " ")
        || ProjString.looksLike(text)
        || Wkt.looksLike(text);
  }

  /// @throws InvalidRequest where the text is broken; it says where
  /// @throws Unsupported where it names something that is not known here
  static Named parse(String definition) {
    String text = definition.strip();
    try {
      if (text.startsWith("{")) {
        return ProjJson.parse(text);
      }
      if (text.startsWith(GeoKeys.PREFIX + " ")) {
        return GeoKeys.parse(text);
      }
      if (Wkt.looksLike(text)) {
        return WktCrs.parse(text);
      }
      if (ProjString.looksLike(text)) {
        return new Named(ProjString.parse(text), 0, Optional.empty());
      }
    } catch (IllegalArgumentException e) {
      // A number that is none for its place.
      throw new InvalidRequest("CRS definition", String.valueOf(e.getMessage()), e);
    }
    throw new InvalidRequest(
        "CRS " + (text.length() > 64 ? text.substring(0, 64) + "…" : text),
        "neither WKT nor PROJJSON nor a PROJ string");
  }

  /// The CRS that a text means: by its code where a register that we have knows it and means the
  /// same by it, or knows one that is the same; else by its definition in the one form that all
  /// spellings of it have. Where code and definition are at odds, the definition counts ("The WKT
  /// values should be assumed to prevail", OGC 18-010r7).
  static Crs crs(String definition) {
    Named named = parse(definition);
    if (named.epsg() > 0 && isMeant(Crs.epsg(named.epsg()), named.definition())) {
      return Crs.epsg(named.epsg());
    }
    if (named.name().isPresent() && isMeant(named.name().get(), named.definition())) {
      return named.name().get();
    }
    return EpsgTwins.of(named.definition())
        .orElseGet(() -> new Crs("user", ProjString.format(named.definition())));
  }

  private static boolean isMeant(Crs code, CrsDefinition said) {
    try {
      return EpsgRegister.definition(code.authority(), code.code())
          .filter(known -> SameGround.isSame(known, asMeant(known, said)))
          .isPresent();
    } catch (Unsupported _) {
      return false; // the register has it in words that are not known
    }
  }

  /// WKT 1 has no name for the spherical Mercator: beside its code, the ellipsoidal one stands for
  /// it.
  private static CrsDefinition asMeant(CrsDefinition known, CrsDefinition said) {
    return known instanceof Projected k
            && k.method() == Method.WEBMERC
            && said instanceof Projected s
            && s.method() == Method.MERC
            && s.value(Parameter.K_0) == 1
        ? new Projected(
            s.datum(),
            s.primeMeridianDegrees(),
            Method.WEBMERC,
            s.parameters(),
            s.metresPerUnit(),
            s.axes())
        : said;
  }
}
