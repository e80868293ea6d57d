package dev.cairn.geo;

import dev.cairn.base.InvalidRequest;
import java.util.List;
import java.util.Optional;

/// A rectangle in units of a named CRS: half-open, `xMin < xMax` and `yMin < yMax`. In a geographic
/// CRS x is longitude, and a box across the antimeridian has `xMax > 180`.
public record BBox(Crs crs, double xMin, double yMin, double xMax, double yMax) {
  public BBox {
    if (!(xMin < xMax)
        || !(yMin < yMax)
        || !Double.isFinite(xMax - xMin)
        || !Double.isFinite(yMax - yMin)) {
      throw new IllegalArgumentException(
          "empty or unbounded box: " + xMin + "," + yMin + "," + xMax + "," + yMax);
    }
  }

  /// A box of longitudes and latitudes; `west > east` crosses the antimeridian.
  public static BBox lonLat(double west, double south, double east, double north) {
    return new BBox(Crs.WGS84, west, south, west > east ? east + 360 : east, north);
  }

  public double width() {
    return xMax - xMin;
  }

  public double height() {
    return yMax - yMin;
  }

  /// The common part, where both are in the same CRS; empty where they only touch.
  public Optional<BBox> intersection(BBox other) {
    sameCrs(other);
    double left = Math.max(xMin, other.xMin);
    double bottom = Math.max(yMin, other.yMin);
    double right = Math.min(xMax, other.xMax);
    double top = Math.min(yMax, other.yMax);
    return left < right && bottom < top
        ? Optional.of(new BBox(crs, left, bottom, right, top))
        : Optional.empty();
  }

  public BBox union(BBox other) {
    sameCrs(other);
    return new BBox(
        crs,
        Math.min(xMin, other.xMin),
        Math.min(yMin, other.yMin),
        Math.max(xMax, other.xMax),
        Math.max(yMax, other.yMax));
  }

  /// The bounds of this box's outline in another CRS, each edge densified with 21 points, and more
  /// where it goes far round the world: between two of them an edge may bulge out by the square of
  /// a fortieth of its length over twice its radius.
  ///
  /// Where x goes round the world ([Crs#periodX]) a box across the seam is one box that reaches
  /// beyond it: longitudes to more than 180. A box with a pole inside has all longitudes, up to the
  /// pole. Parts without an image are left out; for EPSG:3857 the world ends at 85.0511°.
  ///
  /// @throws dev.cairn.base.InvalidRequest where nothing of it has an image
  /// @throws dev.cairn.base.Unsupported where either CRS is not known
  public BBox to(Crs target) {
    return target.equals(crs) ? this : Outline.bounds(this, target, 21);
  }

  /// As [#to(Crs)], with so many more points where an edge bends that between two of them it bulges
  /// by no more than a part of the whole: a grid's box to a part of a pixel. About a pole, twenty
  /// points leave out more than that.
  ///
  /// @param part of the width and height that the box has in the target
  /// @throws dev.cairn.base.InvalidRequest where nothing of it has an image
  /// @throws dev.cairn.base.Unsupported where either CRS is not known
  public BBox to(Crs target, double part) {
    return target.equals(crs) ? this : Outline.bounds(this, target, 21, part);
  }

  /// As [#to(Crs)] with the corners alone: what stackstac does, and what makes it drop items at
  /// high latitudes.
  public BBox cornersTo(Crs target) {
    return target.equals(crs) ? this : Outline.bounds(this, target, 2);
  }

  /// This box in pieces that lie within half the world of the middle, as longitudes of -180 to 180
  /// do: one, or two where it crosses the seam, the one that begins further west in this box first.
  public List<BBox> pieces() {
    double period = crs.periodX();
    if (period == 0) {
      return List.of(this);
    }
    double start = crs.westEdge();
    if (width() >= period) {
      return List.of(new BBox(crs, start, yMin, start + period, yMax));
    }
    double back = period * Math.floor((xMin - start) / period);
    double left = xMin - back;
    double right = xMax - back;
    double seam = start + period;
    return right <= seam
        ? List.of(back == 0 ? this : new BBox(crs, left, yMin, right, yMax))
        : List.of(
            new BBox(crs, left, yMin, seam, yMax),
            new BBox(crs, start, yMin, right - period, yMax));
  }

  /// The same ground by so many turns of the world that its middle is nearest to an x; this box
  /// where x does not go round.
  public BBox turnedTo(double x) {
    double period = crs.periodX();
    return period == 0 ? this : turned((int) Math.rint((x - (xMin + xMax) / 2) / period));
  }

  /// The same ground so many turns of the world further, where x goes round it.
  public BBox turned(int turns) {
    double x = turns == 0 ? 0 : turns * crs.periodX();
    return x == 0 ? this : new BBox(crs, xMin + x, yMin, xMax + x, yMax);
  }

  /// Whether this box and an area in any CRS share ground, on whichever side of the world's seam:
  /// by the bounds that this one has in the area's CRS. False where nothing of it has a place
  /// there.
  ///
  /// @throws dev.cairn.base.Unsupported where they differ in CRS and either is not known
  public boolean touches(BBox area) {
    if (crs.equals(area.crs)) {
      return intersection(area).isPresent()
          || (crs.isKnown()
              && turnedTo((area.xMin + area.xMax) / 2).intersection(area).isPresent());
    }
    try {
      return to(area.crs).turnedTo((area.xMin + area.xMax) / 2).intersection(area).isPresent();
    } catch (InvalidRequest _) {
      return false;
    }
  }

  private void sameCrs(BBox other) {
    if (!crs.equals(other.crs)) {
      throw new IllegalArgumentException("boxes in two CRSs: " + crs + " and " + other.crs);
    }
  }
}
