package dev.cairn.stac;

import dev.cairn.base.InvalidRequest;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;

/// Which bands of the items are wanted. A name is, in this order: an asset's key (of an asset with
/// several bands: all of them); a band's own name or common name, where of several assets that have
/// one the asset with the fewest bands wins; `asset.N`, counted from 1; `asset.bandname`.
public sealed interface BandSelection {
  /// Every band of every raster asset, as far as it is data.
  ///
  /// @param also further names, which may lead to bands that are there already
  record All(List<String> also) implements BandSelection {
    public All {
      also = distinct(also);
    }
  }

  /// These, in this order, once each.
  record Named(List<String> names) implements BandSelection {
    public Named {
      names = distinct(names);
      if (names.isEmpty()) {
        throw new IllegalArgumentException("no band is named");
      }
    }
  }

  static BandSelection all() {
    return new All(List.of());
  }

  static BandSelection of(String... names) {
    return new Named(List.of(names));
  }

  /// `red,green,blue`.
  ///
  /// @throws InvalidRequest where a name is empty
  static BandSelection parse(String names) {
    var list = new ArrayList<String>();
    for (String name : names.split(",", -1)) {
      if (name.isBlank()) {
        throw new InvalidRequest("bands " + names, "an empty name");
      }
      list.add(name.strip());
    }
    return new Named(list);
  }

  /// The same bands and these, such as those that a mask needs.
  default BandSelection and(List<String> names) {
    return switch (this) {
      case All(List<String> also) -> new All(joined(also, names));
      case Named(List<String> own) -> new Named(joined(own, names));
    };
  }

  private static List<String> joined(List<String> first, List<String> second) {
    var all = new ArrayList<>(first);
    all.addAll(second);
    return all;
  }

  private static List<String> distinct(List<String> names) {
    return List.copyOf(new LinkedHashSet<>(names));
  }
}
