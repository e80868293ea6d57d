package dev.cairn.cube;

import dev.cairn.base.InvalidRequest;
import dev.cairn.focal.FocalSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A band made of neighbourhoods as a user writes it: `[NAME=]WHAT[:KEY=VALUE,…]`, where `band=`
/// may be among the keys; the rest is [FocalSpec]'s.
///
/// @param name silent where the text gives none
/// @param band silent where the text names none
record FocalText(Optional<String> name, Optional<String> band, FocalSpec spec) {
  private static final Pattern NAMED =
      Pattern.compile("\\s*([^=:]+?)\\s*=(?!=)(.*)", Pattern.DOTALL);

  /// @throws InvalidRequest where the text says no neighbourhood
  static FocalText parse(String text) {
    Optional<String> name = Optional.empty();
    Optional<String> band = Optional.empty();
    String what = text;
    Matcher named = NAMED.matcher(text);
    if (named.matches()) {
      name = Optional.of(named.group(1));
      what = named.group(2);
    }
    int colon = what.indexOf(':');
    if (colon >= 0) {
      var others = new ArrayList<String>();
      for (String part : what.substring(colon + 1).split(",", -1)) {
        if (part.strip().startsWith("band=") && band.isEmpty()) {
          band = Optional.of(part.strip().substring("band=".length()));
        } else {
          others.add(part);
        }
      }
      what = what.substring(0, colon) + (others.isEmpty() ? "" : ":" + String.join(",", others));
    }
    return new FocalText(name, band, FocalSpec.parse(what));
  }

  /// What several texts make of the bands that there are: one that names no band and stands alone
  /// makes one of each.
  static List<Step.FocalBand> bands(String[] texts, List<String> there) {
    List<FocalText> all = Arrays.stream(texts).map(FocalText::parse).toList();
    if (all.size() == 1 && all.getFirst().name.isEmpty() && all.getFirst().band.isEmpty()) {
      FocalSpec spec = all.getFirst().spec;
      return there.stream().map(b -> new Step.FocalBand(b, b, spec)).toList();
    }
    var made = new ArrayList<Step.FocalBand>();
    for (FocalText text : all) {
      if (text.band.isEmpty() && there.size() > 1) {
        throw new InvalidRequest(
            "neighbourhood " + text.spec,
            "say of which band with band=…: " + String.join(", ", there));
      }
      made.add(
          new Step.FocalBand(
              text.name.orElse(text.spec.kind()), text.band.orElse(there.getFirst()), text.spec));
    }
    return made;
  }
}
