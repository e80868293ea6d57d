package dev.cairn.render;

import dev.cairn.base.InvalidRequest;

/// How bands become colours: three bands are red, green and blue; one goes through a colour map.
public sealed interface Coloring {
  /// Bands 1, 2, 3 as red, green, blue.
  record Composite() implements Coloring {}

  /// One band, coloured by a map.
  record Mapped(ColorMap map) implements Coloring {}

  /// The colouring of a picture whose colour map was not named: viridis for one band.
  ///
  /// @throws InvalidRequest for any number of bands but 1 and 3
  static Coloring of(int bands) {
    return switch (bands) {
      case 1 -> new Mapped(ColorMap.of(ColorMap.DEFAULT));
      case 3 -> new Composite();
      default -> throw wrongCount(bands);
    };
  }

  /// The colouring of a picture whose colour map was named.
  ///
  /// @throws InvalidRequest for any number of bands but 1, and for an unknown map
  static Coloring of(int bands, String colorMap) {
    return switch (bands) {
      case 1 -> new Mapped(ColorMap.of(colorMap));
      case 3 ->
          throw new InvalidRequest(
              "colour map " + colorMap, "a colour map needs one band and there are 3");
      default -> throw wrongCount(bands);
    };
  }

  /// Number of bands it takes.
  default int bands() {
    return switch (this) {
      case Composite _ -> 3;
      case Mapped _ -> 1;
    };
  }

  private static InvalidRequest wrongCount(int bands) {
    return new InvalidRequest(
        "picture of " + bands + " bands", "a picture has 1 band or 3: select them");
  }
}
