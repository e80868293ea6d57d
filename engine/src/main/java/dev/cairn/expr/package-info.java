/// Band algebra: what is computed of a pixel's bands, and the loops that compute it.
///
/// ```
/// Expr.parse ────► Expr ────┐
/// MaskSpec.parse ► MaskTest ┴► PixelProgram ┬ Compiler ──► Kernel: samples, validity ─► floats
///                                           └ Interpreter ► the same, slowly: the oracle
/// ```
///
/// A [PixelProgram][dev.cairn.expr.PixelProgram] is a value: inputs with their types and scaling,
/// mask rules, output expressions, a precision. Two kernels carry it out with the same result bit
/// for bit: the [Interpreter][dev.cairn.expr.Interpreter] pixel by pixel as the definitions say,
/// the [Compiler][dev.cairn.expr.Compiler]'s in strips that stay in the first-level cache, by loops
/// that are generated for the expressions (Class-File API) and that HotSpot vectorises. What is
/// generated is a cache, never stored.
///
/// **No value.** Inside a kernel NaN says that a pixel holds no value. A value is always finite:
/// whatever is not (`x / 0`, `log(0)`, an overflow, an infinite sample of a float band) is no
/// value. An operation with an operand that holds none gives none, comparisons included; the
/// exceptions are `isvalid`, and `where`, which looks only at the branch it takes. The bits of a
/// NaN that comes out are not specified: who stores them writes one NaN for all.
///
/// **Bits.** Each operation is one IEEE 754 operation in the program's precision, in the order of
/// the tree: no fused multiply-add, nothing reordered. `sin`, `log`, `**` and the like are
/// [StrictMath]'s in float64, rounded once. So a result depends on neither machine nor compiler.
@NullMarked
package dev.cairn.expr;

import org.jspecify.annotations.NullMarked;
