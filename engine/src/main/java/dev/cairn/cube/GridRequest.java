package dev.cairn.cube;

import dev.cairn.base.InvalidRequest;
import dev.cairn.geo.BBox;
import dev.cairn.geo.Crs;
import dev.cairn.geo.GeoBox;
import dev.cairn.raster.Stated;
import java.util.Locale;

/// What is asked of a cube's grid; what is silent is taken from the scenes.
///
/// @param crs of the grid
/// @param resolution units of the CRS a pixel
/// @param bounds the area, in any CRS; in another CRS than the grid's its outline is densified
/// before it is moved
/// @param align where pixel edges lie
/// @param like the grid itself, which says all of the others
public record GridRequest(
    CrsChoice crs,
    Stated<Resolution> resolution,
    Stated<BBox> bounds,
    Align align,
    Stated<GeoBox> like) {
  /// All from the scenes.
  public static final GridRequest AUTO =
      new GridRequest(
          new CrsChoice.OfSources(),
          Stated.silent(),
          Stated.silent(),
          Align.NATIVE,
          Stated.silent());

  /// Which CRS a grid has.
  public sealed interface CrsChoice {
    /// That of the sources, where they have one.
    record OfSources() implements CrsChoice {}

    record Given(Crs crs) implements CrsChoice {}

    /// The UTM zone on WGS 84 where the middle of the area lies.
    record Utm() implements CrsChoice {}
  }

  /// Where pixel edges lie.
  public enum Align {
    /// On the sources' own grid where they agree on one of this resolution, else as [#ORIGIN].
    NATIVE,
    /// On multiples of the resolution.
    ORIGIN,
    /// On the bounds as given; their right and lower edges move to whole pixels.
    NONE;

    /// @throws InvalidRequest where the text names no alignment
    public static Align parse(String text) {
      for (Align a : values()) {
        if (a.toString().equals(text.strip().toLowerCase(Locale.ROOT))) {
          return a;
        }
      }
      throw new InvalidRequest("align " + text, "one of native, origin, none");
    }

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /// Size of a pixel in units of the CRS, both positive.
  public record Resolution(double x, double y) {
    public Resolution {
      if (!(x > 0) || !(y > 0) || !Double.isFinite(x + y)) {
        throw new InvalidRequest("resolution " + x + ", " + y, "expected positive numbers");
      }
    }
  }

  public GridRequest withCrs(Crs wanted) {
    return withCrs(new CrsChoice.Given(wanted));
  }

  public GridRequest withCrs(CrsChoice choice) {
    return new GridRequest(choice, resolution, bounds, align, like);
  }

  public GridRequest withResolution(double size) {
    return withResolution(size, size);
  }

  public GridRequest withResolution(double x, double y) {
    return new GridRequest(crs, Stated.as(new Resolution(x, y)), bounds, align, like);
  }

  public GridRequest withBounds(BBox area) {
    return new GridRequest(crs, resolution, Stated.as(area), align, like);
  }

  public GridRequest withAlign(Align alignment) {
    return new GridRequest(crs, resolution, bounds, alignment, like);
  }

  /// This very grid, whatever else is asked.
  public GridRequest withLike(GeoBox grid) {
    return new GridRequest(crs, resolution, bounds, align, Stated.as(grid));
  }
}
