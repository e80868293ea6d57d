package dev.cairn.plan;

import dev.cairn.base.InvalidRequest;
import dev.cairn.raster.DType;
import dev.cairn.raster.Stated;

/// Within what a plan is made.
///
/// @param memory bytes that the JVM may use; a run's buffers get about half of it
/// @param reserved of these, bytes that are not the run's, such as a cache's
/// @param threads computing threads
/// @param chunk the chunks' shape
/// @param dtype the type of the output; silent for the cube's own
/// @param nodata the sample of pixels without a value in the output
public record PlanOptions(
    long memory,
    long reserved,
    int threads,
    Chunk chunk,
    Stated<DType> dtype,
    Stated<Double> nodata) {
  public PlanOptions {
    if (memory <= 0 || reserved < 0 || threads <= 0) {
      throw new IllegalArgumentException(
          "memory " + memory + ", reserved " + reserved + ", threads " + threads);
    }
  }

  public static PlanOptions of(long memory, int threads) {
    return new PlanOptions(memory, 0, threads, new Chunk.Auto(), Stated.silent(), Stated.silent());
  }

  public PlanOptions withReserved(long bytes) {
    return new PlanOptions(memory, bytes, threads, chunk, dtype, nodata);
  }

  public PlanOptions withChunk(Chunk shape) {
    return new PlanOptions(memory, reserved, threads, shape, dtype, nodata);
  }

  public PlanOptions withOutput(Stated<DType> type, Stated<Double> none) {
    return new PlanOptions(memory, reserved, threads, chunk, type, none);
  }

  /// The shape of chunks.
  public sealed interface Chunk {
    /// As large as the memory allows.
    record Auto() implements Chunk {}

    record Of(int height, int width) implements Chunk {
      public Of {
        if (height <= 0 || width <= 0) {
          throw new InvalidRequest(
              "chunk " + height + "," + width, "expected positive numbers of pixels");
        }
      }
    }

    /// `auto`, `512`, or `HEIGHT,WIDTH`.
    ///
    /// @throws InvalidRequest where the text is none of these
    static Chunk parse(String text) {
      if (text.strip().equals("auto")) {
        return new Auto();
      }
      String[] parts = text.split(",", -1);
      try {
        int first = Integer.parseInt(parts[0].strip());
        return switch (parts.length) {
          case 1 -> new Of(first, first);
          case 2 -> new Of(first, Integer.parseInt(parts[1].strip()));
          default -> throw new NumberFormatException();
        };
      } catch (NumberFormatException _) {
        throw new InvalidRequest(
            "chunk " + text, "expected auto, a number of pixels, or HEIGHT,WIDTH");
      }
    }
  }
}
