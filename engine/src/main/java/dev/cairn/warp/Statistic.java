package dev.cairn.warp;

import dev.cairn.warp.CoverPlacement.Covered;

/// A number for the pixels that a larger one covers; without a meaning where there are none.
enum Statistic {
  AVERAGE {
    @Override
    double of(Covered pixels) {
      pixels.look(false);
      double mean = 0;
      double weight = 0;
      for (int i = 0; i < pixels.count(); i++) {
        double w = pixels.share(i);
        if (w > 0) {
          weight += w;
          mean += w / weight * (pixels.value(i) - mean);
        }
      }
      return mean;
    }
  },
  RMS {
    @Override
    double of(Covered pixels) {
      pixels.look(false);
      double sum = 0;
      double weight = 0;
      for (int i = 0; i < pixels.count(); i++) {
        sum += pixels.share(i) * pixels.value(i) * pixels.value(i);
        weight += pixels.share(i);
      }
      return Math.sqrt(sum / weight);
    }
  },
  SUM {
    @Override
    double of(Covered pixels) {
      pixels.look(true);
      double sum = 0;
      for (int i = 0; i < pixels.count(); i++) {
        sum += pixels.share(i) * pixels.value(i);
      }
      return sum;
    }
  },
  /// Of values that as many pixels have, the one that reached this number first.
  MODE {
    @Override
    double of(Covered pixels) {
      pixels.look(false);
      Tally tally = pixels.tally();
      tally.clear(pixels.count());
      int most = 0;
      double mode = 0;
      for (int i = 0; i < pixels.count(); i++) {
        int n = tally.count(pixels.value(i));
        if (n > most) {
          most = n;
          mode = pixels.value(i);
        }
      }
      return mode;
    }
  },
  MIN {
    @Override
    double of(Covered pixels) {
      pixels.look(false);
      double least = Double.POSITIVE_INFINITY;
      for (int i = 0; i < pixels.count(); i++) {
        least = Math.min(least, pixels.value(i));
      }
      return least;
    }
  },
  MAX {
    @Override
    double of(Covered pixels) {
      pixels.look(false);
      double most = Double.NEGATIVE_INFINITY;
      for (int i = 0; i < pixels.count(); i++) {
        most = Math.max(most, pixels.value(i));
      }
      return most;
    }
  },
  MED {
    @Override
    double of(Covered pixels) {
      return quantile(pixels, 0.5);
    }
  },
  Q1 {
    @Override
    double of(Covered pixels) {
      return quantile(pixels, 0.25);
    }
  },
  Q3 {
    @Override
    double of(Covered pixels) {
      return quantile(pixels, 0.75);
    }
  };

  /// Looks at the pixels and computes; nothing where [Covered#count] is 0 then.
  abstract double of(Covered pixels);

  /// The value of rank ⌈q·n⌉.
  private static double quantile(Covered pixels, double q) {
    pixels.look(false);
    if (pixels.count() == 0) {
      return 0;
    }
    pixels.sort();
    return pixels.value(Math.max(0, (int) Math.ceil(q * pixels.count() - 1)));
  }
}
