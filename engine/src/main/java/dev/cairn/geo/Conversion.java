package dev.cairn.geo;

import dev.cairn.base.Unsupported;
import dev.cairn.geo.CrsDefinition.Axes;
import dev.cairn.geo.CrsDefinition.Parameter;
import dev.cairn.geo.CrsDefinition.Projected;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// A method of projection and its parameters by the names or the codes of the EPSG register, as WKT
/// and PROJJSON state them, on their way to a definition. Names are compared by their letters and
/// digits alone; the spellings of GDAL's and Esri's WKT 1 are known too.
final class Conversion {
  /// How a method's name is read.
  private enum Reading {
    PLAIN,
    /// Its latitude is that of true scale, or a pole.
    POLAR,
    NORTH_POLE,
    SOUTH_POLE,
    /// Its first standard parallel is the latitude of true scale.
    TRUE_SCALE,
    /// The latitude of true scale goes without saying.
    BEHRMANN,
    SOUTH_ORIENTED
  }

  private record Known(Method method, Reading reading) {}

  /// By every code and name in the lists.
  private static final Map<String, Known> METHODS =
      words(
          known(Method.TMERC, Reading.PLAIN, "9807 transversemercator gausskruger"),
          known(
              Method.TMERC,
              Reading.SOUTH_ORIENTED,
              "9808 transversemercatorsouthorientated transversemercatorsouthoriented"),
          known(
              Method.MERC,
              Reading.TRUE_SCALE,
              "9804 9805 mercatorvarianta mercatorvariantb mercator1sp mercator2sp mercator"),
          known(
              Method.WEBMERC,
              Reading.PLAIN,
              "1024 popularvisualisationpseudomercator mercatorauxiliarysphere"),
          known(
              Method.LCC,
              Reading.PLAIN,
              "9801 9802 lambertconicconformal1sp lambertconicconformal2sp"
                  + " lambertconformalconic1sp lambertconformalconic2sp lambertconformalconic"),
          known(Method.AEA, Reading.PLAIN, "9822 albersequalarea albersconicequalarea albers"),
          known(
              Method.LAEA,
              Reading.PLAIN,
              "9820 1027 lambertazimuthalequalarea lambertazimuthalequalareaspherical"),
          known(
              Method.CEA,
              Reading.TRUE_SCALE,
              "9834 9835 lambertcylindricalequalarea lambertcylindricalequalareaspherical"
                  + " cylindricalequalarea"),
          known(Method.CEA, Reading.BEHRMANN, "behrmann"),
          known(
              Method.EQC,
              Reading.TRUE_SCALE,
              "1028 1029 9842 9823 equidistantcylindrical equidistantcylindricalspherical"
                  + " equirectangular platecarree"),
          known(
              Method.STERE,
              Reading.POLAR,
              "9810 9829 polarstereographicvarianta polarstereographicvariantb"
                  + " polarstereographic"),
          known(Method.STERE, Reading.NORTH_POLE, "stereographicnorthpole"),
          known(Method.STERE, Reading.SOUTH_POLE, "stereographicsouthpole"),
          known(Method.STERE, Reading.PLAIN, "stereographic"),
          known(Method.STEREA, Reading.PLAIN, "9809 obliquestereographic doublestereographic"),
          known(
              Method.OMERC_A,
              Reading.PLAIN,
              "9812 hotineobliquemercatorvarianta hotineobliquemercator"
                  + " hotineobliquemercatorazimuthnaturalorigin"
                  + " rectifiedskeworthomorphicnaturalorigin"),
          known(
              Method.OMERC,
              Reading.PLAIN,
              "9815 hotineobliquemercatorvariantb obliquemercator"
                  + " hotineobliquemercatorazimuthcenter rectifiedskeworthomorphiccenter"),
          known(Method.KROVAK, Reading.PLAIN, "9819 1041 krovak krovaknorthorientated"),
          known(Method.CASS, Reading.PLAIN, "9806 cassinisoldner cassini"),
          known(Method.POLY, Reading.PLAIN, "9818 americanpolyconic polyconic"),
          known(Method.SINU, Reading.PLAIN, "sinusoidal"),
          known(Method.MOLL, Reading.PLAIN, "mollweide"),
          known(Method.ROBIN, Reading.PLAIN, "robinson"),
          known(Method.EQEARTH, Reading.PLAIN, "1078 equalearth equalearthgreenwich"),
          known(
              Method.AEQD,
              Reading.PLAIN,
              "1125 9832 azimuthalequidistant modifiedazimuthalequidistant"),
          known(Method.ECK4, Reading.PLAIN, "eckertiv"),
          known(Method.ECK6, Reading.PLAIN, "eckertvi"),
          known(Method.MILL, Reading.PLAIN, "millercylindrical"),
          known(Method.GALL, Reading.PLAIN, "gallstereographic"),
          known(Method.VANDG, Reading.PLAIN, "vandergrinten vandergrinteni"),
          known(Method.ORTHO, Reading.PLAIN, "9840 orthographic"),
          known(Method.GNOM, Reading.PLAIN, "gnomonic"),
          known(Method.EQDC, Reading.PLAIN, "equidistantconic"),
          known(Method.NZMG, Reading.PLAIN, "9811 newzealandmapgrid"),
          known(Method.SOMERC, Reading.PLAIN, "swissobliquecylindrical swissobliquemercator"));

  private static final Map<String, Parameter> PARAMETERS =
      words(
          of(
              Parameter.LAT_0,
              "8801 8811 8821 latitudeofnaturalorigin latitudeoforigin latitudeofcenter"
                  + " latitudeofcentre latitudeofprojectioncentre latitudeoffalseorigin"
                  + " centralparallel"),
          of(
              Parameter.LON_0,
              "8802 8812 8822 8833 longitudeofnaturalorigin centralmeridian longitudeofcenter"
                  + " longitudeofcentre longitudeoforigin longitudeofprojectioncentre"
                  + " longitudeoffalseorigin straightverticallongitudefrompole"),
          of(Parameter.LAT_1, "8823 latitudeof1ststandardparallel standardparallel1"),
          of(Parameter.LAT_2, "8824 latitudeof2ndstandardparallel standardparallel2"),
          of(Parameter.LAT_TS, "8832 latitudeofstandardparallel"),
          of(
              Parameter.ALPHA,
              "8813 1036 azimuthofinitialline azimuthatprojectioncentre azimuth"
                  + " colatitudeofconeaxis"),
          of(
              Parameter.GAMMA,
              "8814 anglefromrectifiedtoskewgrid rectifiedgridangle xyplanerotation"),
          of(
              Parameter.K_0,
              "8805 8815 8819 scalefactoratnaturalorigin scalefactor"
                  + " scalefactoratprojectioncentre scalefactoroninitialline"
                  + " scalefactoronpseudostandardparallel"),
          of(
              Parameter.X_0,
              "8806 8816 8826 falseeasting eastingatfalseorigin eastingatprojectioncentre"),
          of(
              Parameter.Y_0,
              "8807 8817 8827 falsenorthing northingatfalseorigin northingatprojectioncentre"));

  private static final int PSEUDO_STANDARD_PARALLEL = 8818;

  /// Krovak's cone and what turns it to the north and east, and the radius of the sphere that
  /// Mercator's formulas are taken on, as Esri states them.
  private static final Map<String, Double> WITHOUT_SAYING =
      Map.of(
          "pseudostandardparallel1", 78.5,
          "latitudeofpseudostandardparallel", 78.5,
          "xscale", -1.0,
          "yscale", 1.0,
          "auxiliaryspheretype", 0.0);

  /// A number as a text states it.
  ///
  /// @param code of the EPSG register, or 0
  /// @param unit radians, metres or ones a unit; NaN where the text leaves it to the CRS
  record Number(String name, int code, double value, double unit) {}

  private final String name;
  private final Known known;
  private final List<Number> numbers = new ArrayList<>();

  /// @throws Unsupported where the method is not known
  Conversion(String name, int code) {
    this.name = name;
    Known byCode = METHODS.get(Integer.toString(code));
    this.known =
        Optional.ofNullable(byCode != null ? byCode : METHODS.get(letters(name)))
            .orElseThrow(
                () ->
                    new Unsupported(
                        "projection '" + (name.length() > 80 ? name.substring(0, 80) : name) + "'",
                        "is not known"));
  }

  void add(Number number) {
    numbers.add(number);
  }

  /// The map that the parameters describe.
  ///
  /// @param radiansPerUnit of angles whose unit is not stated
  /// @param metresPerUnit of the CRS's coordinates, and of lengths whose unit is not stated
  Projected on(
      Datum datum,
      double primeMeridianDegrees,
      double radiansPerUnit,
      double metresPerUnit,
      Axes axes) {
    Map<Parameter, Double> v = new EnumMap<>(Parameter.class);
    for (Number number : numbers) {
      parameter(number)
          .ifPresentOrElse(
              p -> v.put(p, value(p, number, radiansPerUnit, metresPerUnit)),
              () -> requireNoSay(number));
    }
    Method method = known.method();
    v.forEach(
        (p, value) -> {
          if (!isReadElse(p, value)) {
            Definitions.requireOwn("projection '" + name + "'", p.projName(), method, p, value);
          }
        });
    switch (known.reading()) {
      case POLAR -> {
        double latitude = v.getOrDefault(Parameter.LAT_TS, v.getOrDefault(Parameter.LAT_0, 90.0));
        v.put(Parameter.LAT_0, Math.copySign(90, latitude));
        v.put(Parameter.LAT_TS, latitude);
      }
      case NORTH_POLE -> pole(v, 90);
      case SOUTH_POLE -> pole(v, -90);
      case TRUE_SCALE -> {
        v.computeIfAbsent(Parameter.LAT_TS, _ -> v.get(Parameter.LAT_1));
      }
      case BEHRMANN -> v.put(Parameter.LAT_TS, 30.0);
      case PLAIN, SOUTH_ORIENTED -> {
        // as they are stated
      }
    }
    if (method == Method.OMERC || method == Method.OMERC_A) {
      v.put(Parameter.LONC, v.getOrDefault(Parameter.LON_0, 0.0));
    }
    return Definitions.projected(
        datum,
        primeMeridianDegrees,
        method,
        v,
        metresPerUnit,
        known.reading() == Reading.SOUTH_ORIENTED ? Axes.WEST_SOUTH : axes);
  }

  /// Parameters that this engine has no name for may say what goes without saying.
  private void requireNoSay(Number number) {
    Double usual = WITHOUT_SAYING.get(letters(number.name()));
    if (usual == null && number.code() == PSEUDO_STANDARD_PARALLEL) {
      usual = 78.5;
    }
    if (usual == null || Math.abs(number.value() - usual) > 1e-9) {
      String said = number.name().length() > 80 ? number.name().substring(0, 80) : number.name();
      throw new Unsupported(
          "projection '" + name + "'",
          "parameter '" + said + "' of " + number.value() + " is not known");
    }
  }

  /// True for what the way of reading, or an oblique map's own longitude, makes use of.
  private boolean isReadElse(Parameter p, double value) {
    Method method = known.method();
    boolean oblique = method == Method.OMERC || method == Method.OMERC_A || method == Method.SOMERC;
    return switch (known.reading()) {
          case TRUE_SCALE, NORTH_POLE, SOUTH_POLE -> p == Parameter.LAT_1;
          case BEHRMANN -> p == Parameter.LAT_1 && value == 30;
          case POLAR, PLAIN, SOUTH_ORIENTED -> false;
        }
        || (oblique && p == Parameter.LON_0)
        || (method == Method.KROVAK && p == Parameter.GAMMA && value == 90);
  }

  private static void pole(Map<Parameter, Double> v, double latitude) {
    v.put(Parameter.LAT_TS, v.getOrDefault(Parameter.LAT_1, latitude));
    v.put(Parameter.LAT_0, latitude);
  }

  /// By its code, or by its name where the code is not listed.
  private static Optional<Parameter> parameter(Number number) {
    Parameter byCode = PARAMETERS.get(Integer.toString(number.code()));
    return Optional.ofNullable(byCode != null ? byCode : PARAMETERS.get(letters(number.name())));
  }

  private static double value(
      Parameter p, Number number, double radiansPerUnit, double metresPerUnit) {
    if (p == Parameter.K_0) {
      return Double.isNaN(number.unit()) ? number.value() : number.value() * number.unit();
    }
    double unit =
        Double.isNaN(number.unit())
            ? (p.isAngle() ? radiansPerUnit : metresPerUnit)
            : number.unit();
    return p.isAngle() ? degrees(number.value(), unit) : number.value() * unit;
  }

  /// Degrees of an angle in units of so many radians; a degree or a grad written
  /// with fewer digits is one.
  static double degrees(double value, double radiansPerUnit) {
    if (Math.abs(radiansPerUnit - Math.PI / 180) < 1e-11) {
      return value;
    }
    return Math.abs(radiansPerUnit - Math.PI / 200) < 1e-11
        ? value * 0.9
        : Math.toDegrees(value * radiansPerUnit);
  }

  private static Map.Entry<Known, String> known(Method method, Reading reading, String words) {
    return Map.entry(new Known(method, reading), words);
  }

  private static Map.Entry<Parameter, String> of(Parameter parameter, String words) {
    return Map.entry(parameter, words);
  }

  @SafeVarargs
  private static <T> Map<String, T> words(Map.Entry<T, String>... lists) {
    var words = new HashMap<String, T>();
    for (var list : lists) {
      for (String word : list.getValue().split(" ", -1)) {
        words.put(word, list.getKey());
      }
    }
    return Map.copyOf(words);
  }

  /// The letters and digits of a name, in lower case.
  static String letters(String name) {
    return name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
  }

  @Override
  public String toString() {
    return name;
  }
}
