package dev.cairn.expr;

import dev.cairn.raster.DType;
import java.util.Collection;

/// The floating type in which a program computes, and of which its results are.
public enum Precision {
  FLOAT32,
  FLOAT64;

  /// float32 where it holds every sample of these types exactly, else float64.
  public static Precision fitting(Collection<DType> types) {
    return types.stream().allMatch(DType::fitsFloat32) ? FLOAT32 : FLOAT64;
  }

  public DType dtype() {
    return switch (this) {
      case FLOAT32 -> DType.FLOAT32;
      case FLOAT64 -> DType.FLOAT64;
    };
  }
}
