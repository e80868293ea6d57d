package dev.cairn.raster;

import java.net.URI;

/// Opens an object by reading its header: the port through which headers are read by those who know
/// no format. An opener may keep readers: the same address gives the same reader. Thread-safe.
@FunctionalInterface
public interface RasterOpener {
  /// @throws dev.cairn.base.CairnException where the object is missing, malformed or of an unknown
  /// format
  RasterReader open(URI href) throws InterruptedException;
}
