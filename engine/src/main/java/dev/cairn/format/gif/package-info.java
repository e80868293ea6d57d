/// GIF animations, written while they are computed.
///
/// ```
/// byte[] indices ─ GifWriter.write ─► graphic control · image descriptor · Lzw ─► OutputStream
/// ```
///
/// Follows "Graphics Interchange Format, Version 89a" (CompuServe, 1990,
/// https://www.w3.org/Graphics/GIF/spec-gif89a.txt) and the NETSCAPE2.0 application extension for
/// loops. One global colour table, no local ones. The bytes depend on options and indices alone.
/// Arrays are `(y, x)`, row-major.
@NullMarked
package dev.cairn.format.gif;

import org.jspecify.annotations.NullMarked;
