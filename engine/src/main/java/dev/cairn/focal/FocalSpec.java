package dev.cairn.focal;

import dev.cairn.base.InvalidRequest;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A neighbourhood as a user writes it: what is computed, then what differs from the usual.
///
/// ```
/// hillshade:azimuth=315,altitude=45,z=1,light=single|multidirectional|combined|igor
/// multidirectional            hillshade:light=multidirectional
/// slope:unit=degree|percent,z=1
/// aspect:zero=north|east,flat=none|zero
/// tpi    tri:formula=riley|wilson    roughness
/// contours:interval=10,thickness=1            lines of one pixel without a thickness
/// dilate:radius=2,shape=disc|square|diamond   erode, open and close alike
/// box:radius=2    gaussian:sigma=1.5,radius=6
/// titiler-hillshade:azimuth=45,altitude=45,z=1
/// ```
///
/// Terrain takes `edges=none|computed` too. What looks at slopes also takes `scale`, metres a unit
/// of the CRS as `gdaldem -s` has it or `pixels`, and `gradient=horn|zevenbergen-thorne`.
///
/// @param cells looked at by slopes, aspects and hillshades alone
public record FocalSpec(Neighbourhood what, Cells cells) {
  private static final Pattern FORM = Pattern.compile("\\s*([a-z-]+)\\s*(?::\\s*(.*?))?\\s*");
  private static final int MAX_LENGTH = 1000;

  private static final Map<String, Terrain.Light> LIGHTS =
      words(
          "single",
          Terrain.Light.SINGLE,
          "multidirectional",
          Terrain.Light.COMPASS,
          "combined",
          Terrain.Light.COMBINED,
          "igor",
          Terrain.Light.IGOR);
  private static final Map<String, Terrain.Gradient> GRADIENTS =
      words(
          "horn", Terrain.Gradient.HORN, "zevenbergen-thorne", Terrain.Gradient.ZEVENBERGEN_THORNE);
  private static final Map<String, Terrain.Edges> EDGES =
      words("none", Terrain.Edges.NO_VALUE, "computed", Terrain.Edges.COMPUTED);
  private static final Map<String, Terrain.Unit> UNITS =
      words("degree", Terrain.Unit.DEGREES, "percent", Terrain.Unit.PERCENT);
  private static final Map<String, Terrain.Zero> ZEROS =
      words("north", Terrain.Zero.NORTH, "east", Terrain.Zero.EAST);
  private static final Map<String, Terrain.Flat> FLATS =
      words("none", Terrain.Flat.NO_VALUE, "zero", Terrain.Flat.ZERO);
  private static final Map<String, Terrain.Formula> FORMULAS =
      words("riley", Terrain.Formula.RILEY, "wilson", Terrain.Formula.WILSON);
  private static final Map<String, Morphology.Operation> OPERATIONS =
      words(
          "dilate",
          Morphology.Operation.DILATION,
          "erode",
          Morphology.Operation.EROSION,
          "open",
          Morphology.Operation.OPENING,
          "close",
          Morphology.Operation.CLOSING);
  private static final Map<String, Morphology.Shape> SHAPES =
      words(
          "disc",
          Morphology.Shape.DISC,
          "square",
          Morphology.Shape.SQUARE,
          "diamond",
          Morphology.Shape.DIAMOND);

  /// In metres.
  public static FocalSpec of(Neighbourhood what) {
    return new FocalSpec(what, Cells.GROUND);
  }

  /// Reads one of the forms above.
  ///
  /// @throws InvalidRequest where the text is none, saying what is allowed
  public static FocalSpec parse(String text) {
    if (text.length() > MAX_LENGTH) {
      throw new InvalidRequest(
          "neighbourhood", text.length() + " characters, at most " + MAX_LENGTH + " are allowed");
    }
    Matcher m = FORM.matcher(text);
    if (!m.matches()) {
      throw invalid(text, "expected WHAT or WHAT:KEY=VALUE,…, such as hillshade or slope:z=2");
    }
    String rest = m.group(2);
    var given = new Given(text, rest == null ? "" : rest);
    try {
      FocalSpec spec = read(m.group(1), given);
      given.finish();
      return spec;
    } catch (IllegalArgumentException e) {
      throw invalid(text, String.valueOf(e.getMessage()));
    }
  }

  /// The word before the colon, as it was or would be written.
  public String kind() {
    return toString().split(":", 2)[0];
  }

  private static FocalSpec read(String kind, Given given) {
    return switch (kind) {
      case "hillshade" -> hillshade(given.choice("light", LIGHTS, Terrain.Light.SINGLE), given);
      case "multidirectional" -> hillshade(Terrain.Light.COMPASS, given);
      case "slope" ->
          slopes(
              new Terrain.Slope(
                  given.choice("unit", UNITS, Terrain.Unit.DEGREES),
                  gradient(given),
                  given.number("z", 1)),
              given);
      case "aspect" ->
          slopes(
              new Terrain.Aspect(
                  given.choice("zero", ZEROS, Terrain.Zero.NORTH),
                  given.choice("flat", FLATS, Terrain.Flat.NO_VALUE),
                  gradient(given)),
              given);
      case "tpi" -> of(terrain(new Terrain.Position(), given));
      case "tri" ->
          of(
              terrain(
                  new Terrain.Ruggedness(given.choice("formula", FORMULAS, Terrain.Formula.RILEY)),
                  given));
      case "roughness" -> of(terrain(new Terrain.Roughness(), given));
      case "contours" -> {
        double interval = given.number("interval");
        yield of(
            given.has("thickness")
                ? new Contours(interval, new Contours.Line.Band(given.number("thickness")))
                : Contours.every(interval));
      }
      case "dilate", "erode", "open", "close" ->
          of(
              new Morphology(
                  Objects.requireNonNull(OPERATIONS.get(kind)),
                  given.count("radius"),
                  given.choice("shape", SHAPES, Morphology.Shape.DISC)));
      case "box" -> of(new Smoothing.Box(given.count("radius")));
      case "gaussian" -> {
        double sigma = given.number("sigma");
        yield of(
            given.has("radius")
                ? new Smoothing.Gaussian(sigma, given.count("radius"))
                : Smoothing.Gaussian.of(sigma));
      }
      case "titiler-hillshade" -> {
        PixelHillshade usual = PixelHillshade.DEFAULT;
        yield of(
            new PixelHillshade(
                given.number("azimuth", usual.azimuth()),
                given.number("altitude", usual.altitude()),
                given.number("z", usual.exaggeration())));
      }
      default ->
          throw invalid(
              given.text,
              "expected hillshade, multidirectional, slope, aspect, tpi, tri, roughness, contours,"
                  + " dilate, erode, open, close, box, gaussian or titiler-hillshade");
    };
  }

  private static FocalSpec hillshade(Terrain.Light light, Given given) {
    Terrain.Hillshade usual = Terrain.Hillshade.DEFAULT;
    // The lamps that a light has of its own cannot be placed.
    double azimuth =
        light == Terrain.Light.COMPASS ? usual.azimuth() : given.number("azimuth", usual.azimuth());
    double altitude =
        light == Terrain.Light.IGOR ? usual.altitude() : given.number("altitude", usual.altitude());
    return slopes(
        new Terrain.Hillshade(light, gradient(given), azimuth, altitude, given.number("z", 1)),
        given);
  }

  private static Terrain.Gradient gradient(Given given) {
    return given.choice("gradient", GRADIENTS, Terrain.Gradient.HORN);
  }

  private static Terrain terrain(Terrain.Measure measure, Given given) {
    return new Terrain(measure, given.choice("edges", EDGES, Terrain.Edges.NO_VALUE));
  }

  private static FocalSpec slopes(Terrain.Measure measure, Given given) {
    Terrain terrain = terrain(measure, given);
    return new FocalSpec(
        terrain,
        given.is("scale", "pixels")
            ? new Cells.Pixels()
            : given.has("scale")
                ? new Cells.Units(given.number("scale", "metres a unit of the CRS, or pixels"))
                : Cells.GROUND);
  }

  /// Canonical: [#parse] makes the same of it. What is usual is not written.
  @Override
  public String toString() {
    var parameters = new ArrayList<String>();
    String kind =
        switch (what) {
          case Terrain terrain -> write(terrain, parameters);
          case PixelHillshade p -> {
            PixelHillshade usual = PixelHillshade.DEFAULT;
            number(parameters, "azimuth", p.azimuth(), usual.azimuth());
            number(parameters, "altitude", p.altitude(), usual.altitude());
            number(parameters, "z", p.exaggeration(), usual.exaggeration());
            yield "titiler-hillshade";
          }
          case Contours(double interval, var line) -> {
            parameters.add("interval=" + number(interval));
            if (line instanceof Contours.Line.Band(double thickness)) {
              parameters.add("thickness=" + number(thickness));
            }
            yield "contours";
          }
          case Morphology(var operation, int radius, var shape) -> {
            parameters.add("radius=" + radius);
            choice(parameters, "shape", SHAPES, shape, Morphology.Shape.DISC);
            yield word(OPERATIONS, operation);
          }
          case Smoothing.Box(int radius) -> {
            parameters.add("radius=" + radius);
            yield "box";
          }
          case Smoothing.Gaussian(double sigma, int radius) -> {
            parameters.add("sigma=" + number(sigma));
            parameters.add("radius=" + radius);
            yield "gaussian";
          }
        };
    return parameters.isEmpty() ? kind : kind + ":" + String.join(",", parameters);
  }

  private String write(Terrain terrain, List<String> to) {
    String kind =
        switch (terrain.measure()) {
          case Terrain.Hillshade h -> {
            Terrain.Hillshade usual = Terrain.Hillshade.DEFAULT;
            choice(to, "light", LIGHTS, h.light(), usual.light());
            if (h.light() != Terrain.Light.COMPASS) {
              number(to, "azimuth", h.azimuth(), usual.azimuth());
            }
            if (h.light() != Terrain.Light.IGOR) {
              number(to, "altitude", h.altitude(), usual.altitude());
            }
            slopes(to, h.gradient(), h.exaggeration());
            yield "hillshade";
          }
          case Terrain.Slope s -> {
            choice(to, "unit", UNITS, s.unit(), Terrain.Unit.DEGREES);
            slopes(to, s.gradient(), s.exaggeration());
            yield "slope";
          }
          case Terrain.Aspect a -> {
            choice(to, "zero", ZEROS, a.zero(), Terrain.Zero.NORTH);
            choice(to, "flat", FLATS, a.flat(), Terrain.Flat.NO_VALUE);
            slopes(to, a.gradient(), 1);
            yield "aspect";
          }
          case Terrain.Position _ -> "tpi";
          case Terrain.Ruggedness(var formula) -> {
            choice(to, "formula", FORMULAS, formula, Terrain.Formula.RILEY);
            yield "tri";
          }
          case Terrain.Roughness _ -> "roughness";
        };
    choice(to, "edges", EDGES, terrain.edges(), Terrain.Edges.NO_VALUE);
    return kind;
  }

  private void slopes(List<String> to, Terrain.Gradient gradient, double exaggeration) {
    choice(to, "gradient", GRADIENTS, gradient, Terrain.Gradient.HORN);
    number(to, "z", exaggeration, 1);
    switch (cells) {
      case Cells.Ground _ -> {}
      case Cells.Units(double metres) -> to.add("scale=" + number(metres));
      case Cells.Pixels _ -> to.add("scale=pixels");
    }
  }

  private static void number(List<String> to, String key, double value, double usual) {
    if (value != usual) {
      to.add(key + "=" + number(value));
    }
  }

  /// As short as it can be read back.
  private static String number(double value) {
    return new BigDecimal(Double.toString(value)).stripTrailingZeros().toPlainString();
  }

  private static <T> void choice(
      List<String> to, String key, Map<String, T> words, T value, T usual) {
    if (!value.equals(usual)) {
      to.add(key + "=" + word(words, value));
    }
  }

  private static <T> String word(Map<String, T> words, T value) {
    return words.entrySet().stream()
        .filter(e -> e.getValue().equals(value))
        .findFirst()
        .orElseThrow()
        .getKey();
  }

  /// Words and what they mean, in turn.
  @SuppressWarnings("unchecked")
  private static <T> Map<String, T> words(Object... wordsAndValues) {
    var words = new LinkedHashMap<String, T>();
    for (int i = 0; i < wordsAndValues.length; i += 2) {
      words.put((String) wordsAndValues[i], (T) wordsAndValues[i + 1]);
    }
    return words;
  }

  /// The parameters of a text, and which of them somebody has asked for.
  private static final class Given {
    final String text;
    private final Map<String, String> values = new LinkedHashMap<>();
    private final Set<String> asked = new LinkedHashSet<>();

    Given(String text, String parameters) {
      this.text = text;
      for (String part : parameters.isEmpty() ? new String[0] : parameters.split(",", -1)) {
        int equals = part.indexOf('=');
        String key = equals < 0 ? "" : part.substring(0, equals).strip();
        if (key.isEmpty()) {
          throw invalid(text, "expected KEY=VALUE between commas, found '" + part + "'");
        }
        if (values.put(key, part.substring(equals + 1).strip()) != null) {
          throw invalid(text, key + " is given twice");
        }
      }
    }

    boolean has(String key) {
      asked.add(key);
      return values.containsKey(key);
    }

    boolean is(String key, String word) {
      return has(key) && word.equals(values.get(key));
    }

    double number(String key, double usual) {
      return has(key) ? number(key) : usual;
    }

    double number(String key) {
      return number(key, "a number");
    }

    /// @param expected what the key may say
    double number(String key, String expected) {
      String value = required(key);
      try {
        double number = Double.parseDouble(value);
        if (Double.isFinite(number)) {
          return number;
        }
      } catch (NumberFormatException _) {
        // said below
      }
      throw invalid(text, key + " '" + value + "': expected " + expected);
    }

    int count(String key) {
      String value = required(key);
      if (!value.matches("\\d{1,9}")) {
        throw invalid(text, key + " '" + value + "' is no number of pixels");
      }
      return Integer.parseInt(value);
    }

    private String required(String key) {
      if (!has(key)) {
        throw invalid(text, "say " + key + "=…");
      }
      return Objects.requireNonNull(values.get(key));
    }

    <T> T choice(String key, Map<String, T> words, T usual) {
      if (!has(key)) {
        return usual;
      }
      T value = words.get(values.get(key));
      if (value == null) {
        throw invalid(
            text,
            key
                + " is one of "
                + String.join(", ", words.keySet())
                + ", found '"
                + values.get(key)
                + "'");
      }
      return value;
    }

    /// @throws InvalidRequest for a parameter that nobody asked for
    void finish() {
      for (String key : values.keySet()) {
        if (!asked.contains(key)) {
          throw invalid(
              text,
              "no parameter "
                  + key
                  + (asked.isEmpty() ? "; it has none" : "; it has " + String.join(", ", asked)));
        }
      }
    }
  }

  private static InvalidRequest invalid(String text, String why) {
    String cut = text.length() <= 80 ? text : text.substring(0, 80) + "…";
    return new InvalidRequest("neighbourhood '" + cut.replaceAll("\\p{Cntrl}", "�") + "'", why);
  }
}
