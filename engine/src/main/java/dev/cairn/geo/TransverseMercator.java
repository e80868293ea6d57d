package dev.cairn.geo;

/// Transverse Mercator on the ellipsoid (EPSG method 9807; Karney 2011, §2 to 4): Krüger's series
/// to n⁶, good to nanometres within 3000 km of the central meridian and to millimetres far beyond,
/// as PROJ has it. Points farther out than PROJ goes (about 150° of longitude at the equator's
/// height) have no image.
final class TransverseMercator implements MapProjection {
  /// In units of the rectifying radius; PROJ's limit.
  private static final double FARTHEST = 2.623395162778;

  private final ConformalLatitude conformal;
  private final double[] alpha;
  private final double[] beta;
  private final double scale;
  private final double origin;

  TransverseMercator(Ellipsoid ellipsoid, double latitudeOfOrigin, double scaleFactor) {
    double f = ellipsoid.flattening();
    double n = f / (2 - f);
    conformal = new ConformalLatitude(ellipsoid);
    alpha =
        ConformalLatitude.powers(
            n,
            new double[][] {
              {1. / 2, -2. / 3, 5. / 16, 41. / 180, -127. / 288, 7891. / 37_800},
              {13. / 48, -3. / 5, 557. / 1440, 281. / 630, -1_983_433. / 1_935_360},
              {61. / 240, -103. / 140, 15_061. / 26_880, 167_603. / 181_440},
              {49_561. / 161_280, -179. / 168, 6_601_661. / 7_257_600},
              {34_729. / 80_640, -3_418_889. / 1_995_840},
              {212_378_941. / 319_334_400}
            });
    beta =
        ConformalLatitude.powers(
            n,
            new double[][] {
              {1. / 2, -2. / 3, 37. / 96, -1. / 360, -81. / 512, 96_199. / 604_800},
              {1. / 48, 1. / 15, -437. / 1440, 46. / 105, -1_118_711. / 3_870_720},
              {17. / 480, -37. / 840, -209. / 4480, 5569. / 90_720},
              {4397. / 161_280, -11. / 504, -830_251. / 7_257_600},
              {4583. / 161_280, -108_847. / 3_991_680},
              {20_648_693. / 638_668_800}
            });
    double n2 = n * n;
    scale =
        scaleFactor
            * ellipsoid.semiMajorMetres()
            / (1 + n)
            * (1 + n2 / 4 + n2 * n2 / 64 + n2 * n2 * n2 / 256);
    double chi = conformal.fromGeographic(Math.toRadians(latitudeOfOrigin));
    double sum = 0;
    for (int j = 6; j >= 1; j--) {
      sum += alpha[j - 1] * Math.sin(2 * j * chi);
    }
    origin = chi + sum;
  }

  @Override
  public void forward(double[] x, double[] y, int from, int to) {
    for (int i = from; i < to; i++) {
      double chi = conformal.fromGeographic(y[i]);
      double cosChi = Math.cos(chi);
      double p = Math.sin(chi);
      double q = cosChi * Math.cos(x[i]);
      double t = cosChi * Math.sin(x[i]); // tanh η′
      double r = 1 - t * t;
      double sin = 2 * p * q / r;
      double cos = (q * q - p * p) / r;
      double sinh = 2 * t / r;
      double cosh = (1 + t * t) / r;
      double xi = Math.atan2(p, q);
      double eta = 0.5 * Math.log((1 + t) / (1 - t));
      // Clenshaw's sum of α(j) sin 2j(ξ′ + iη′).
      double twoRe = 2 * cos * cosh;
      double twoIm = -2 * sin * sinh;
      double re0 = alpha[5];
      double im0 = 0;
      double re1 = 0;
      double im1 = 0;
      for (int j = 4; j >= 0; j--) {
        double re = twoRe * re0 - twoIm * im0 - re1 + alpha[j];
        double im = twoRe * im0 + twoIm * re0 - im1;
        re1 = re0;
        im1 = im0;
        re0 = re;
        im0 = im;
      }
      double sinRe = sin * cosh;
      double sinIm = cos * sinh;
      xi += sinRe * re0 - sinIm * im0;
      eta += sinRe * im0 + sinIm * re0;
      boolean within = Math.abs(eta) <= FARTHEST;
      x[i] = within ? scale * eta : Double.NaN;
      y[i] = within ? scale * (xi - origin) : Double.NaN;
    }
  }

  @Override
  public void inverse(double[] x, double[] y, int from, int to) {
    for (int i = from; i < to; i++) {
      double xi = y[i] / scale + origin;
      double eta = x[i] / scale;
      if (!(Math.abs(eta) <= FARTHEST)) {
        x[i] = Double.NaN;
        y[i] = Double.NaN;
        continue;
      }
      double sin = Math.sin(2 * xi);
      double cos = Math.cos(2 * xi);
      double exp = Math.exp(2 * eta);
      double sinh = 0.5 * (exp - 1 / exp);
      double cosh = 0.5 * (exp + 1 / exp);
      double twoRe = 2 * cos * cosh;
      double twoIm = -2 * sin * sinh;
      double re0 = beta[5];
      double im0 = 0;
      double re1 = 0;
      double im1 = 0;
      for (int j = 4; j >= 0; j--) {
        double re = twoRe * re0 - twoIm * im0 - re1 + beta[j];
        double im = twoRe * im0 + twoIm * re0 - im1;
        re1 = re0;
        im1 = im0;
        re0 = re;
        im0 = im;
      }
      double sinRe = sin * cosh;
      double sinIm = cos * sinh;
      xi -= sinRe * re0 - sinIm * im0;
      eta -= sinRe * im0 + sinIm * re0;
      double sinXi = Math.sin(xi);
      double cosXi = Math.cos(xi);
      double e = Math.exp(eta);
      double sinhEta = 0.5 * (e - 1 / e);
      double coshEta = 0.5 * (e + 1 / e);
      double level = Math.sqrt(sinhEta * sinhEta + cosXi * cosXi);
      double chi = Math.atan2(sinXi, level);
      x[i] = Math.atan2(sinhEta, cosXi);
      y[i] = conformal.toGeographic(chi, sinXi / coshEta, level / coshEta);
    }
  }
}
