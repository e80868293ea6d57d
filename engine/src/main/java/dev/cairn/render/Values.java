package dev.cairn.render;

import dev.cairn.raster.Samples;

/// Samples as float64, a run at a time: the type is looked at once a run.
final class Values {
  private Values() {}

  /// @param from first sample read
  /// @param count samples read
  /// @param out filled from its start
  static void widen(Samples samples, int from, int count, double[] out) {
    switch (samples) {
      case Samples.UInt8(var v) -> {
        for (int i = 0; i < count; i++) out[i] = v[from + i] & 0xFF;
      }
      case Samples.Int8(var v) -> {
        for (int i = 0; i < count; i++) out[i] = v[from + i];
      }
      case Samples.UInt16(var v) -> {
        for (int i = 0; i < count; i++) out[i] = v[from + i] & 0xFFFF;
      }
      case Samples.Int16(var v) -> {
        for (int i = 0; i < count; i++) out[i] = v[from + i];
      }
      case Samples.UInt32(var v) -> {
        for (int i = 0; i < count; i++) out[i] = v[from + i] & 0xFFFF_FFFFL;
      }
      case Samples.Int32(var v) -> {
        for (int i = 0; i < count; i++) out[i] = v[from + i];
      }
      case Samples.UInt64(var v) -> {
        for (int i = 0; i < count; i++) out[i] = Samples.UInt64.toDouble(v[from + i]);
      }
      case Samples.Int64(var v) -> {
        for (int i = 0; i < count; i++) out[i] = v[from + i];
      }
      case Samples.Float32(var v) -> {
        for (int i = 0; i < count; i++) out[i] = v[from + i];
      }
      case Samples.Float64(var v) -> {
        for (int i = 0; i < count; i++) out[i] = v[from + i];
      }
    }
  }
}
