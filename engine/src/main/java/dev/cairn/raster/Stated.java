package dev.cairn.raster;

import java.util.function.Function;
import java.util.function.Supplier;

/// What some metadata says of one thing, or that it is silent. Silence is not a value: another
/// source of metadata is asked next.
public sealed interface Stated<T> {
  record As<T>(T value) implements Stated<T> {}

  record Silent<T>() implements Stated<T> {}

  static <T> Stated<T> as(T value) {
    return new As<>(value);
  }

  static <T> Stated<T> silent() {
    return new Silent<>();
  }

  default boolean isStated() {
    return this instanceof As<T>;
  }

  /// This where it says something, else the other: `user.or(stac).or(file)`.
  default Stated<T> or(Stated<T> other) {
    return isStated() ? this : other;
  }

  default T orElse(T fallback) {
    return this instanceof As<T>(T value) ? value : fallback;
  }

  default <X extends RuntimeException> T orElseThrow(Supplier<X> failure) {
    if (this instanceof As<T>(T value)) {
      return value;
    }
    throw failure.get();
  }

  default <R> Stated<R> map(Function<T, R> f) {
    return this instanceof As<T>(T value) ? as(f.apply(value)) : silent();
  }
}
