package dev.cairn.geo;

/// Conformal latitudes χ of an ellipsoid and geographic ones φ: series of sines of multiples of
/// twice the angle in the third flattening n, to n⁶ (Karney, Transverse Mercator with an accuracy
/// of a few nanometers, 2011, and the series that it cites of Krüger, 1912). Errors are below 10⁻¹⁵
/// radians for planets as round as Earth.
final class ConformalLatitude {
  /// χ − φ = Σ c(k) sin 2kφ, and φ − χ = Σ g(k) sin 2kχ.
  private final double[] c;

  private final double[] g;

  ConformalLatitude(Ellipsoid ellipsoid) {
    double f = ellipsoid.flattening();
    double n = f / (2 - f);
    c =
        powers(
            n,
            new double[][] {
              {-2, 2. / 3, 4. / 3, -82. / 45, 32. / 45, 4642. / 4725},
              {5. / 3, -16. / 15, -13. / 9, 904. / 315, -1522. / 945},
              {-26. / 15, 34. / 21, 8. / 5, -12_686. / 2835},
              {1237. / 630, -12. / 5, -24_832. / 14_175},
              {-734. / 315, 109_598. / 31_185},
              {444_337. / 155_925}
            });
    g =
        powers(
            n,
            new double[][] {
              {2, -2. / 3, -2, 116. / 45, 26. / 45, -2854. / 675},
              {7. / 3, -8. / 5, -227. / 45, 2704. / 315, 2323. / 945},
              {56. / 15, -136. / 35, -1262. / 105, 73_814. / 2835},
              {4279. / 630, -332. / 35, -399_572. / 14_175},
              {4174. / 315, -144_838. / 6237},
              {601_676. / 22_275}
            });
  }

  /// Row k of a table of coefficients is a polynomial that begins with n to the power of k + 1.
  static double[] powers(double n, double[][] table) {
    double[] sums = new double[table.length];
    double lead = 1;
    for (int k = 0; k < table.length; k++) {
      lead *= n;
      double sum = 0;
      for (int i = table[k].length - 1; i >= 0; i--) {
        sum = sum * n + table[k][i];
      }
      sums[k] = lead * sum;
    }
    return sums;
  }

  /// Σ s(k) sin 2kα from the sine and cosine of 2α, by Clenshaw's sum.
  private static double sum(double[] s, double sin2, double cos2) {
    double two = 2 * cos2;
    double b1 = 0;
    double b0 = s[5];
    for (int k = 4; k >= 0; k--) {
      double b = two * b0 - b1 + s[k];
      b1 = b0;
      b0 = b;
    }
    return b0 * sin2;
  }

  double fromGeographic(double phi) {
    double sin = Math.sin(phi);
    double cos = Math.cos(phi);
    return phi + sum(c, 2 * sin * cos, 1 - 2 * sin * sin);
  }

  /// From χ with its sine and cosine.
  double toGeographic(double chi, double sin, double cos) {
    return chi + sum(g, 2 * sin * cos, 1 - 2 * sin * sin);
  }
}
