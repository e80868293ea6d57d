package dev.cairn.expr;

/// The loops of one program's expressions, a class generated for them: each reads rows and writes
/// one. A row is a strip of pixels, `float[]` or `double[]` as the program computes. Stateless.
abstract class Loops {
  /// Computes one row.
  ///
  /// @param loop number of the loop within the class
  /// @param rows the rows that loops read, from element 0
  /// @param to the row that is written, from element 0; none that the loop reads
  /// @param n elements of the strip
  abstract void run(int loop, Object[] rows, Object to, int n);
}
