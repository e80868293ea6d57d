package dev.cairn.expr;

import dev.cairn.base.InvalidRequest;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A mask as a user writes it: a quality band by name, and what is masked.
///
/// ```
/// QA_PIXEL:bits=1,2,3,4      masked where bit 1, 2, 3 or 4 is set (bit numbers, 0 the lowest)
/// scl:values=3,6,8,9,10      masked where the sample is one of these
/// scl:keep=4,5,6,7,11        masked where it is not, or where there is none
/// landsat-qa                 qa_pixel|QA_PIXEL:bits=0,1,2,3,4
/// s2-scl                     scl|SCL:values=0,1,3,8,9,10
/// ```
///
/// `,dilate=N` after a rule, or `:dilate=N` after a recipe's name, lets what is masked grow by a
/// disc of N pixels of the cube's grid: the fringe of a cloud that the quality band calls clear.
/// Where the quality band holds no value, nothing grows.
///
/// `a|b` names one band that catalogues call differently: the first that is there is meant.
///
/// @param bands names of the band, the preferred first; without `|` and blanks at the ends
/// @param dilation radius of the disc, pixels of the cube's grid, 0 to [#MAX_DILATION]
public record MaskSpec(List<String> bands, MaskTest test, int dilation) {
  /// The farthest that a mask may grow, in pixels.
  public static final int MAX_DILATION = 512;

  private static final Pattern RULE =
      Pattern.compile(
          "\\s*([^=]+?)\\s*:\\s*(bits|values|keep)\\s*=\\s*([^=]*?)"
              + "(?:\\s*,\\s*dilate\\s*=\\s*([^=,]*?))?\\s*");
  private static final Pattern RECIPE =
      Pattern.compile("\\s*(landsat-qa|s2-scl)\\s*(?::\\s*dilate\\s*=\\s*([^=,]*?))?\\s*");
  private static final Pattern INTEGER = Pattern.compile("-?\\d{1,10}");
  private static final int MAX_LENGTH = 10_000;

  /// Landsat Collection 2 `QA_PIXEL`: fill (0), dilated cloud (1), cirrus (2), cloud (3), cloud
  /// shadow (4); snow and water stay. USGS LSDS-1619 (Landsat 8–9 C2 Level 2 Science Product
  /// Guide), table 6-3.
  public static final MaskSpec LANDSAT_QA =
      new MaskSpec(List.of("qa_pixel", "QA_PIXEL"), new MaskTest.Bits(0b11111));

  /// Sentinel-2 level 2A scene classification: no data (0), saturated or defective (1), cloud
  /// shadow (3), cloud of medium (8) and high probability (9), thin cirrus (10). Dark areas,
  /// vegetation, bare soil, water, unclassified and snow stay. ESA S2 Products Specification
  /// Document, scene classification map.
  public static final MaskSpec S2_SCL =
      new MaskSpec(List.of("scl", "SCL"), new MaskTest.Values(List.of(0L, 1L, 3L, 8L, 9L, 10L)));

  public MaskSpec {
    bands = List.copyOf(bands);
    if (bands.isEmpty()
        || bands.stream().anyMatch(b -> b.isBlank() || b.contains("|") || !b.equals(b.strip()))) {
      throw new IllegalArgumentException("names of a mask's band: " + bands);
    }
    if (dilation < 0 || dilation > MAX_DILATION) {
      throw new IllegalArgumentException("a mask dilated by " + dilation + " pixels");
    }
  }

  /// A mask that does not grow.
  public MaskSpec(List<String> bands, MaskTest test) {
    this(bands, test, 0);
  }

  public MaskSpec withDilation(int pixels) {
    return new MaskSpec(bands, test, pixels);
  }

  /// Reads a mask in one of the forms above.
  ///
  /// @throws InvalidRequest where the text is no mask
  public static MaskSpec parse(String text) {
    if (text.length() > MAX_LENGTH) {
      throw new InvalidRequest(
          "mask", text.length() + " characters, at most " + MAX_LENGTH + " are allowed");
    }
    Matcher recipe = RECIPE.matcher(text);
    if (recipe.matches()) {
      MaskSpec known = recipe.group(1).equals("s2-scl") ? S2_SCL : LANDSAT_QA;
      return known.withDilation(dilation(text, recipe.group(2)));
    }
    Matcher m = RULE.matcher(text);
    if (!m.matches()) {
      throw invalid(
          text,
          "expected BAND:bits=1,2, BAND:values=3,8, BAND:keep=4,5, each with ,dilate=N if it is to"
              + " grow, landsat-qa or s2-scl");
    }
    List<String> bands = Arrays.stream(m.group(1).split("\\|", -1)).map(String::strip).toList();
    if (bands.contains("")) {
      throw invalid(text, "expected the name of a band on either side of '|'");
    }
    List<Long> numbers = numbers(text, m.group(3));
    return new MaskSpec(
        bands,
        switch (m.group(2)) {
          case "bits" -> new MaskTest.Bits(bits(text, numbers));
          case "values" -> new MaskTest.Values(numbers);
          default -> new MaskTest.Keep(numbers);
        },
        dilation(text, m.group(4)));
  }

  /// The name under which the band is there.
  ///
  /// @param available names of bands
  /// @throws InvalidRequest where it is under none, listing those there are
  public String bandIn(Collection<String> available) {
    return bands.stream()
        .filter(available::contains)
        .findFirst()
        .orElseThrow(
            () ->
                invalid(
                    toString(),
                    "no band "
                        + String.join(" or ", bands)
                        + "; there are "
                        + String.join(", ", available)));
  }

  /// Canonical: [#parse] makes the same of it. Named recipes are written out.
  @Override
  public String toString() {
    return String.join("|", bands) + ":" + test + dilate(dilation);
  }

  /// How a rule says by how much it grows.
  public static String dilate(int pixels) {
    return pixels == 0 ? "" : ",dilate=" + pixels;
  }

  private static int dilation(String text, @Nullable String pixels) {
    if (pixels == null) {
      return 0;
    }
    if (!pixels.matches("\\d{1,4}") || Integer.parseInt(pixels) > MAX_DILATION) {
      throw invalid(
          text, "dilate '" + pixels + "': expected a number of pixels, at most " + MAX_DILATION);
    }
    return Integer.parseInt(pixels);
  }

  private static List<Long> numbers(String text, String list) {
    return Arrays.stream(list.split(",", -1))
        .map(String::strip)
        .map(
            n -> {
              if (!INTEGER.matcher(n).matches()) {
                throw invalid(text, "expected integers between commas, found '" + n + "'");
              }
              return Long.parseLong(n);
            })
        .toList();
  }

  private static long bits(String text, List<Long> numbers) {
    long bits = 0;
    for (long n : numbers) {
      if (n < 0 || n > 31) {
        throw invalid(text, "bit " + n + ": bits are numbered from 0 to 31");
      }
      bits |= 1L << n;
    }
    return bits;
  }

  private static InvalidRequest invalid(String text, String why) {
    String cut = text.length() <= 60 ? text : text.substring(0, 60) + "…";
    return new InvalidRequest("mask '" + cut.replaceAll("\\p{Cntrl}", "�") + "'", why);
  }
}
