package dev.cairn.cli.demo;

import static dev.cairn.cli.demo.Noise.smoothstep;

import java.util.ArrayList;
import java.util.List;

/// The barrier beach on one day: a spit of sand that hangs on a headland in the north, cut by an
/// inlet that wanders south and, from January 2018, by a breach that a storm opened. Its middle is
/// worn back, its end grows.
///
/// Positions are pixels of the frame, distances positive on land. Rows' shapes are computed once;
/// immutable.
final class Shoreline {
  private static final int M = Terrain.MARGIN;
  /// First row of the spit; north of it lies the headland.
  private static final double ROOT = M + 78;

  /// Years since 2013 on 4 January 2018.
  private static final double STORM = 5.01;

  /// A gap in the barrier.
  ///
  /// @param y row of its middle on the axis
  /// @param half half of its width
  /// @param slant rows it shifts a column seaward
  record Inlet(double y, double half, double slant) {}

  final double tip;
  /// Row of the middle of the rounded end.
  private final int end;
  final List<Inlet> inlets;
  /// Column of the barrier's axis, by row.
  final double[] axis;
  /// From the axis to the sea's beach, and to the lagoon's, along the row's normal, by row.
  final double[] front;

  private final double[] back;
  /// Cosine of the axis' slope, by row.
  final double[] cosine;
  /// Column where the open sea begins, inlets closed and the bay's mouth bridged, by row.
  final double[] seaward;
  /// Cosine of that line's slope, evened out.
  private final double[] squareness;

  /// @param years since the beginning of 2013
  Shoreline(double years, Terrain terrain) {
    double t = years / 10;
    int n = Terrain.FRAME;
    tip = M + 560 + 38 * t;
    axis = new double[n];
    front = new double[n];
    back = new double[n];
    cosine = new double[n];
    seaward = new double[n];
    squareness = new double[n];
    for (int row = 0; row < n; row++) {
      axis[row] = axis(row, t);
      double grown = smoothstep(tip - 130, tip - 20, row);
      front[row] = 8 + 1.2 * Noise.line(row, 80, 2, 11) + 3 * grown;
      double washover = 8.5 + 7.5 * Noise.line(row, 52, 3, 13) * (1 - grown);
      back[row] = Math.max(4, washover + 3 * grown);
    }
    end = (int) Math.rint(tip - front[(int) tip]);
    for (int row = 0; row < n; row++) {
      double slope = (axis[Math.min(row + 1, n - 1)] - axis[Math.max(row - 1, 0)]) / 2;
      cosine[row] = 1 / Math.sqrt(1 + slope * slope);
      double spit = axis[row] + front[row] / cosine[row];
      double bridged = smoothstep(tip - 25, tip + 170, row);
      seaward[row] =
          Math.max(spit + (terrain.mainShore[row] - spit) * bridged, terrain.mainShore[row]);
    }
    for (int row = 0; row < n; row++) {
      int above = Math.max(row - 14, 0);
      int below = Math.min(row + 14, n - 1);
      double slope = (seaward[below] - seaward[above]) / (below - above);
      squareness[row] = 1 / Math.sqrt(1 + slope * slope);
    }
    var gaps = new ArrayList<Inlet>();
    gaps.add(new Inlet(M + 318 + 34 * t, 9.5 - 2.5 * t, 0.25));
    if (years >= STORM) {
      double since = years - STORM;
      gaps.add(new Inlet(M + 196 + 1.2 * since, 5 + 1.5 * since - 0.1 * since * since, -0.15));
    }
    inlets = List.copyOf(gaps);
  }

  private double axis(double row, double t) {
    double u = (row - ROOT) / 480;
    double bow = 208 * u * (1 - u);
    double hook = Math.max(0, (row - (tip - 120)) / 120);
    double worn =
        24 * t * smoothstep(ROOT, ROOT + 90, row) * (1 - smoothstep(M + 330, M + 480, row));
    double grown = 14 * t * smoothstep(M + 400, M + 500, row);
    return M + 586 + bow + 5 * Noise.line(row, 90, 2, 12) - 30 * hook * hook - worn + grown;
  }

  /// Pixels out to sea, negative behind the line of the beaches: square to the beach near it, along
  /// the row far out, where the bends of the coast no longer show.
  double out(int col, int row) {
    double dx = col - seaward[row];
    return dx - (1 - squareness[row]) * dx * 40 / (40 + Math.abs(dx));
  }

  /// Distance into the barrier, negative in the water; exact to about a tenth near its edge.
  double barrier(int col, int row) {
    double rounded = front[end];
    double d;
    if (row <= end) {
      double dx = col - axis[row];
      d = smoothMin(front[row] - dx, back[row] + dx, 3) * cosine[row];
    } else {
      double dx = col - axis[end];
      double dy = row - end;
      d = rounded - Math.sqrt(dx * dx + dy * dy);
    }
    if (d < -40) {
      return d;
    }
    double off = col - axis[row];
    for (Inlet inlet : inlets) {
      double gap = Math.abs(row - inlet.y - inlet.slant * off) - inlet.half * (1 + off * off / 900);
      d = smoothMin(d, gap, 8);
    }
    return d;
  }

  /// The column from which on a shore is the open sea's, in a row: a beach's width inland of the
  /// sea, and the whole seaward half of the barrier where its end and its inlets lie.
  double openSeaFrom(int row, Terrain terrain) {
    if (row > tip + 12 && row < M + 705) {
      return Terrain.FRAME; // the bay
    }
    if (row >= M + 705) {
      return terrain.mainShore[row] - 3;
    }
    if (row < M + 60) {
      return seaward[row] - 3;
    }
    boolean loose = row > end - 4;
    for (Inlet inlet : inlets) {
      loose |= Math.abs(row - inlet.y) < inlet.half + 12;
    }
    return loose ? axis[row] : axis[row] + front[row] / cosine[row] - 3.5;
  }

  private static double smoothMin(double a, double b, double k) {
    double h = Math.max(k - Math.abs(a - b), 0) / k;
    return Math.min(a, b) - h * h * k / 4;
  }
}
