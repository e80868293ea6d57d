package dev.cairn.stac;

import dev.cairn.base.InvalidRequest;
import dev.cairn.geo.BBox;
import dev.cairn.raster.Stated;
import dev.cairn.region.GeoJson;
import dev.cairn.region.Region;
import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.geom.Geometry;

/// A box of longitudes and latitudes as STAC and GeoJSON have it (RFC 7946 §5): edges belong to it,
/// `west > east` crosses the antimeridian, and it may be a line or a point.
///
/// @param west degrees, finite
/// @param south degrees, not north of `north`
public record LonLatBox(double west, double south, double east, double north) {
  public LonLatBox {
    if (!Double.isFinite(west)
        || !Double.isFinite(east)
        || !Double.isFinite(north - south)
        || south > north) {
      throw new IllegalArgumentException(
          "box " + west + "," + south + "," + east + "," + north + ": south is north of north");
    }
  }

  /// Four numbers, or six with heights (west, south, low, east, north, high), which are left out.
  static LonLatBox of(double[] n) {
    return switch (n.length) {
      case 4 -> new LonLatBox(n[0], n[1], n[2], n[3]);
      case 6 -> new LonLatBox(n[0], n[1], n[3], n[4]);
      default -> throw new IllegalArgumentException("a box has 4 or 6 numbers, not " + n.length);
    };
  }

  /// `W,S,E,N`, or six numbers with heights.
  ///
  /// @throws InvalidRequest where the text is no box of longitudes within ±360 and latitudes within
  ///     ±90
  public static LonLatBox parse(String text) {
    String[] parts = text.split(",", -1);
    double[] n = new double[parts.length];
    try {
      for (int i = 0; i < n.length; i++) {
        n[i] = Double.parseDouble(parts[i].strip());
      }
      LonLatBox box = of(n);
      if (!box.isOnEarth()) {
        throw new InvalidRequest(
            "bbox " + text,
            "longitudes lie within -360 and 360, latitudes within -90 and 90 (for other CRSs there"
                + " is --bounds)");
      }
      return box;
    } catch (NumberFormatException e) {
      throw new InvalidRequest("bbox " + text, "expected W,S,E,N in degrees", e);
    } catch (IllegalArgumentException e) {
      throw new InvalidRequest("bbox " + text, String.valueOf(e.getMessage()), e);
    }
  }

  public boolean crossesAntimeridian() {
    return west > east;
  }

  /// Degrees of longitude that the box spans.
  public double width() {
    return crossesAntimeridian() ? east + 360 - west : east - west;
  }

  /// True where the numbers can be degrees: some catalogues write metres.
  boolean isOnEarth() {
    return Math.abs(west) <= 360
        && Math.abs(east) <= 360
        && width() >= 0
        && south >= -90.5
        && north <= 90.5;
  }

  /// The box as a geometry: a polygon, line or point; beyond 180 degrees where it crosses the
  /// antimeridian.
  Geometry geometry() {
    return GeoJson.FACTORY.toGeometry(new Envelope(west, west + width(), south, north));
  }

  /// The box as an area of interest.
  Region region() {
    return new Region(geometry());
  }

  /// The box with an inside, where it has one on Earth.
  Stated<BBox> toBBox() {
    return isOnEarth() && width() > 0 && north > south
        ? Stated.as(BBox.lonLat(west, south, crossesAntimeridian() ? east : west + width(), north))
        : Stated.silent();
  }

  /// `W,S,E,N`.
  @Override
  public String toString() {
    return west + "," + south + "," + east + "," + north;
  }
}
