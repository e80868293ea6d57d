package dev.cairn.raster;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/// What a catalogue tells of one band: its names and fields, which become coordinates of the cube's
/// band axis.
///
/// @param name as the cube calls it: an asset's key, or the band's own name in an asset of several
/// bands
/// @param commonName STAC's common name such as `red`, where one is given
/// @param fields further fields by name, such as `center_wavelength`; JSON-like values
public record Band(String name, Stated<String> commonName, Map<String, Object> fields) {
  public Band {
    fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
  }
}
