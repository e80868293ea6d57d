/// NumPy's array files, read and written.
///
/// ```
/// windows ─► NpyWriter ─ by position ─► .npy ─► NpyReader ─► NpyArray
/// ```
///
/// Follows the NPY format, versions 1.0 to 3.0, as `numpy.lib.format` describes it
/// (https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html).
@NullMarked
package dev.cairn.format.npy;

import org.jspecify.annotations.NullMarked;
