package dev.cairn.cube;

import dev.cairn.base.InvalidRequest;
import dev.cairn.geo.BBox;
import dev.cairn.geo.Crs;
import dev.cairn.raster.Stated;
import java.util.Locale;

/// What is asked of a cube's grid; what is silent is taken from the scenes.
///
/// @param crs of the grid
/// @param resolution units of the CRS a pixel
/// @param bounds the area, in any CRS; in another CRS than the grid's its outline is densified
/// before it is moved
/// @param align where pixel edges lie
public record GridRequest(
    Stated<Crs> crs, Stated<Resolution> resolution, Stated<BBox> bounds, Align align) {
  /// All from the scenes.
  public static final GridRequest AUTO =
      new GridRequest(Stated.silent(), Stated.silent(), Stated.silent(), Align.NATIVE);

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
    return new GridRequest(Stated.as(wanted), resolution, bounds, align);
  }

  public GridRequest withResolution(double size) {
    return withResolution(size, size);
  }

  public GridRequest withResolution(double x, double y) {
    return new GridRequest(crs, Stated.as(new Resolution(x, y)), bounds, align);
  }

  public GridRequest withBounds(BBox area) {
    return new GridRequest(crs, resolution, Stated.as(area), align);
  }

  public GridRequest withAlign(Align alignment) {
    return new GridRequest(crs, resolution, bounds, alignment);
  }
}
