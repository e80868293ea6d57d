package dev.cairn.raster;

/// How samples become values: `value = sample × scale + offset`. Applied once, and never to
/// no-data.
public record Scaling(double scale, double offset) {
  public static final Scaling IDENTITY = new Scaling(1, 0);

  public Scaling {
    if (!Double.isFinite(scale) || !Double.isFinite(offset) || scale == 0) {
      throw new IllegalArgumentException("scale " + scale + ", offset " + offset);
    }
  }

  public boolean isIdentity() {
    return scale == 1 && offset == 0;
  }
}
