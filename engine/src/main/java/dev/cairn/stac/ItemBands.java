package dev.cairn.stac;

import dev.cairn.base.Href;
import dev.cairn.stac.Asset.Content;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The bands of one item and the names that lead to them. What is asked for is looked up when it is
/// first asked: most searches name a few of many assets. For one thread.
final class ItemBands {
  private static final Comparator<AssetBand> BEST =
      Comparator.comparing((AssetBand b) -> b.asset.content())
          .thenComparingInt(b -> b.count)
          .thenComparing(b -> b.asset.key())
          .thenComparingInt(b -> b.index);

  final Item item;

  private final Map<String, List<AssetBand>> byAsset = new HashMap<>();
  private final Map<String, Content> contents = new HashMap<>();
  private @Nullable Map<String, AssetBand> byAlias;
  private @Nullable Projection projection;

  ItemBands(Item item) {
    this.item = item;
  }

  private Content content(Asset asset) {
    return contents.computeIfAbsent(asset.key(), _ -> asset.content());
  }

  private boolean isData(Asset asset) {
    return switch (content(asset)) {
      case GEOTIFF, OTHER_RASTER -> true;
      case PREVIEW, NO_RASTER -> false;
    };
  }

  /// Of two bands of one name: data before previews, then the one whose asset has fewer bands, then
  /// by the asset's key (odc-stac's order).
  private static AssetBand better(AssetBand a, AssetBand b) {
    return BEST.compare(a, b) <= 0 ? a : b;
  }

  /// Bands of the assets of that content, in the item's order.
  List<AssetBand> all(Content content) {
    return item.assets().values().stream()
        .filter(a -> content(a) == content)
        .flatMap(a -> ofAsset(a.key()).stream())
        .toList();
  }

  /// Bands of the asset of that key; none where the item has no such raster.
  List<AssetBand> ofAsset(String key) {
    Asset asset = item.assets().get(key);
    return asset == null || content(asset) == Content.NO_RASTER
        ? List.of()
        : byAsset.computeIfAbsent(key, _ -> AssetBand.of(item, asset, isAlone(asset)));
  }

  private boolean isAlone(Asset asset) {
    return isData(asset)
        && item.assets().values().stream().filter(this::isData).limit(2).count() == 1;
  }

  /// What the item's properties say of its assets' projection.
  Projection projection() {
    Projection known = projection;
    if (known == null) {
      known =
          Projection.of(
              () -> Href.display(item.base()) + " item " + item.id() + " properties",
              item.properties());
      projection = known;
    }
    return known;
  }

  /// The band that an alias, `asset.N` or `asset.bandname` leads to.
  Optional<AssetBand> named(String name) {
    AssetBand alias = aliases().get(name);
    return alias != null ? Optional.of(alias) : dotted(name);
  }

  private Map<String, AssetBand> aliases() {
    Map<String, AssetBand> known = byAlias;
    if (known == null) {
      known = new HashMap<>();
      for (String key : item.assets().keySet()) {
        for (AssetBand band : ofAsset(key)) {
          for (Optional<String> name : List.of(band.name(), band.commonName())) {
            if (name.isPresent()) {
              known.merge(name.get(), band, ItemBands::better);
            }
          }
        }
      }
      byAlias = known;
    }
    return known;
  }

  private Optional<AssetBand> dotted(String name) {
    for (int dot = name.lastIndexOf('.'); dot > 0; dot = name.lastIndexOf('.', dot - 1)) {
      List<AssetBand> bands = ofAsset(name.substring(0, dot));
      String part = name.substring(dot + 1);
      if (bands.isEmpty()) {
        continue;
      }
      for (AssetBand band : bands) {
        if (part.equals(band.name().orElse(null)) || part.equals(band.commonName().orElse(null))) {
          return Optional.of(band);
        }
      }
      if (part.matches("[1-9]\\d{0,4}")) {
        int index = Integer.parseInt(part) - 1;
        AssetBand first = bands.getFirst();
        if (index < first.count) {
          return Optional.of(bands.get(index));
        }
        if (!first.counted) {
          return Optional.of(first.withIndex(index));
        }
      }
    }
    return Optional.empty();
  }

  /// What there is, for people: asset keys, with the other names of their bands.
  Map<String, List<String>> inventory() {
    var names = new LinkedHashMap<String, List<String>>();
    for (String key : item.assets().keySet()) {
      List<AssetBand> bands = ofAsset(key);
      var others = new ArrayList<String>();
      for (AssetBand band : bands) {
        for (Optional<String> other : List.of(band.commonName(), band.name())) {
          other.filter(n -> !n.equals(key) && !others.contains(n)).ifPresent(others::add);
        }
      }
      if (!bands.isEmpty()) {
        names.put(key, others);
      }
    }
    return names;
  }
}
