package dev.cairn.stac;

import dev.cairn.base.Href;
import dev.cairn.base.InvalidRequest;
import dev.cairn.geo.BBox;
import dev.cairn.raster.Band;
import dev.cairn.raster.RasterSource;
import dev.cairn.raster.Scene;
import dev.cairn.raster.Stated;
import dev.cairn.stac.Asset.Content;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Scenes of items, with the bands that were asked for.
///
/// One reading holds for STAC 1.0 and 1.1: items that say the same in fields of either give equal
/// scenes, but for `proj:` properties, which stay as they are.
///
/// @param list a scene an item, in the order of the items, without those that have none of the
/// bands
/// @param bands names of the bands in the order asked, or in the order of the items' assets: an
///     asset's key; for bands of an asset with several, the band's own name where no asset or other
///     band has it, else `asset.bandname`, else `asset.N`, counted from 1; or the name that was
/// asked
/// @param missing items without a band, by band, where at least one item has it
/// @param left items that have none of the bands
/// @param uncounted bands that are the first of an asset which does not say how many it has
/// @param notes what is wrong in the items and was gone past: a sentence a band
public record Scenes(
    List<Scene> list,
    List<String> bands,
    Map<String, List<String>> missing,
    List<String> left,
    Set<String> uncounted,
    List<String> notes) {
  private static final int SHOWN_BANDS = 60;

  public Scenes {
    list = List.copyOf(list);
    bands = List.copyOf(bands);
    missing = Collections.unmodifiableMap(new LinkedHashMap<>(missing));
    left = List.copyOf(left);
    uncounted = Collections.unmodifiableSet(new LinkedHashSet<>(uncounted));
    notes = List.copyOf(notes);
  }

  /// The items' scenes. No item gives no scene.
  ///
  /// A band that only some items have is left out of the others' scenes. Nothing is opened: what an
  /// item does not say of a band's grid, type, no-data or scaling is silent in its source, to be
  /// read from the header.
  ///
  /// Without names, the bands are those of all GeoTIFF assets; where no item has any, of assets in
  /// other raster formats. Thumbnails, overviews and assets in the single role `metadata` are left
  /// out; every asset that may be a raster can be had by its key.
  ///
  /// @throws InvalidRequest where no item has a band of a name, or none has a raster at all
  /// @throws dev.cairn.base.Malformed where fields of a band that is asked for are wrong
  public static Scenes from(List<Item> items, BandSelection selection) {
    if (items.isEmpty()) {
      return new Scenes(List.of(), List.of(), Map.of(), List.of(), Set.of(), List.of());
    }
    List<ItemBands> all = items.stream().map(ItemBands::new).toList();
    var wanted = new Wanted(all);
    switch (selection) {
      case BandSelection.All(List<String> also) -> {
        wanted.addAll();
        also.forEach(wanted::add);
      }
      case BandSelection.Named(List<String> names) -> names.forEach(wanted::add);
    }
    return wanted.scenes();
  }

  /// The columns of the selection: for each label, a band an item or none.
  private static final class Wanted {
    private final List<ItemBands> items;
    private final Map<String, List<@Nullable AssetBand>> columns = new LinkedHashMap<>();
    private @Nullable Labels labels;

    Wanted(List<ItemBands> items) {
      this.items = items;
    }

    private String label(AssetBand band) {
      if (band.count == 1) {
        return band.asset.key();
      }
      Labels known = labels == null ? new Labels(items) : labels;
      labels = known;
      return known.of(band);
    }

    void addAll() {
      for (Content content : List.of(Content.GEOTIFF, Content.OTHER_RASTER)) {
        for (int i = 0; i < items.size(); i++) {
          for (AssetBand band : items.get(i).all(content)) {
            put(label(band), i, band);
          }
        }
        if (!columns.isEmpty()) {
          return;
        }
      }
      throw new InvalidRequest(
          Href.display(items.getFirst().item.base()), "no item has a raster asset" + inventory());
    }

    void add(String name) {
      boolean found = false;
      for (int i = 0; i < items.size(); i++) {
        ItemBands item = items.get(i);
        List<AssetBand> asset = item.ofAsset(name);
        if (asset.size() == 1) {
          put(name, i, asset.getFirst());
          found = true;
        } else if (!asset.isEmpty()) {
          for (AssetBand band : asset) {
            put(label(band), i, band);
          }
          found = true;
        } else {
          var band = item.named(name);
          if (band.isPresent()) {
            put(name, i, band.get());
            found = true;
          }
        }
      }
      if (!found) {
        throw new InvalidRequest("band " + name, "no item has it" + hint(name) + inventory());
      }
    }

    private void put(String label, int item, AssetBand band) {
      columns
          .computeIfAbsent(label, _ -> new ArrayList<>(Collections.nCopies(items.size(), null)))
          .set(item, band);
    }

    private String hint(String name) {
      for (ItemBands item : items) {
        for (var asset : item.inventory().entrySet()) {
          var names = new ArrayList<>(List.of(asset.getKey()));
          names.addAll(asset.getValue());
          for (String other : names) {
            if (other.equalsIgnoreCase(name)) {
              return " (" + other + " there is)";
            }
          }
        }
      }
      for (ItemBands item : items) {
        Asset asset = item.item.assets().get(name);
        if (asset != null) {
          return " (asset " + name + " is " + asset.type().orElse("no raster") + ")";
        }
      }
      return "";
    }

    /// Every asset of the items with the other names of its bands.
    private String inventory() {
      var assets = new LinkedHashMap<String, Set<String>>();
      for (ItemBands item : items) {
        item.inventory()
            .forEach((k, v) -> assets.computeIfAbsent(k, _ -> new LinkedHashSet<>()).addAll(v));
      }
      if (assets.isEmpty()) {
        return "; there are no bands";
      }
      var shown = new ArrayList<String>();
      for (var asset : assets.entrySet()) {
        if (shown.size() == SHOWN_BANDS) {
          shown.add("and " + (assets.size() - SHOWN_BANDS) + " more");
          break;
        }
        shown.add(
            asset.getValue().isEmpty()
                ? asset.getKey()
                : asset.getKey() + " (" + String.join(", ", asset.getValue()) + ")");
      }
      return "; there are " + String.join(", ", shown);
    }

    Scenes scenes() {
      var scenes = new ArrayList<Scene>();
      var missing = new LinkedHashMap<String, List<String>>();
      var left = new ArrayList<String>();
      for (int i = 0; i < items.size(); i++) {
        Item item = items.get(i).item;
        var bands = new LinkedHashMap<String, Band>();
        var sources = new LinkedHashMap<String, RasterSource>();
        for (var column : columns.entrySet()) {
          AssetBand band = column.getValue().get(i);
          if (band == null) {
            missing.computeIfAbsent(column.getKey(), _ -> new ArrayList<>()).add(item.id());
          } else {
            bands.put(column.getKey(), band.describe(column.getKey()));
            sources.put(column.getKey(), band.source(items.get(i).projection()));
          }
        }
        if (sources.isEmpty()) {
          left.add(item.id());
        } else {
          scenes.add(scene(item, bands, sources));
        }
      }
      return new Scenes(scenes, List.copyOf(columns.keySet()), missing, left, uncounted(), notes());
    }

    private Set<String> uncounted() {
      var uncounted = new LinkedHashSet<String>();
      columns.forEach(
          (label, bands) -> {
            if (bands.stream()
                .anyMatch(b -> b != null && !b.counted && label.equals(b.asset.key()))) {
              uncounted.add(label);
            }
          });
      return uncounted;
    }

    private List<String> notes() {
      var notes = new ArrayList<String>();
      columns.forEach(
          (label, bands) -> {
            List<String> wrong =
                bands.stream()
                    .filter(Objects::nonNull)
                    .flatMap(b -> b.impossibleNoData().stream())
                    .toList();
            if (!wrong.isEmpty()) {
              notes.add(
                  wrong.getFirst()
                      + (wrong.size() > 1 ? " (" + (wrong.size() - 1) + " more like it)" : "")
                      + "; what the file says counts");
            }
          });
      return notes;
    }
  }

  private static Scene scene(
      Item item, Map<String, Band> bands, Map<String, RasterSource> sources) {
    var properties = new LinkedHashMap<>(item.properties());
    properties.remove("datetime"); // the time coordinate
    return new Scene(
        item.id(),
        item.collection(),
        item.time().nominal(),
        footprint(item),
        properties,
        bands,
        sources);
  }

  private static Stated<BBox> footprint(Item item) {
    return item.bounds() instanceof Stated.As<LonLatBox>(LonLatBox box)
        ? box.toBBox()
        : Stated.silent();
  }

  /// Names for bands that are not asked for by a name of their own; the same for all items.
  private static final class Labels {
    private final Set<String> assetKeys = new HashSet<>();

    /// Names of bands, with the places (asset and index) that have them.
    private final Map<String, Set<String>> places = new HashMap<>();

    /// The first name that any item gives to the band of a place.
    private final Map<String, String> names = new HashMap<>();

    Labels(List<ItemBands> items) {
      for (ItemBands item : items) {
        assetKeys.addAll(item.item.assets().keySet());
        for (Content content : List.of(Content.GEOTIFF, Content.OTHER_RASTER)) {
          item.all(content).forEach(this::learn);
        }
      }
    }

    private void learn(AssetBand band) {
      band.name()
          .ifPresent(
              name -> {
                places.computeIfAbsent(name, _ -> new HashSet<>()).add(place(band));
                names.putIfAbsent(place(band), name);
              });
    }

    private static String place(AssetBand band) {
      return band.asset.key() + "." + (band.index + 1);
    }

    String of(AssetBand band) {
      String name = names.get(place(band));
      if (name == null) {
        return place(band);
      }
      Set<String> having = places.getOrDefault(name, Set.of());
      if (having.size() == 1 && !assetKeys.contains(name)) {
        return name;
      }
      String prefix = band.asset.key() + ".";
      boolean twice = having.stream().filter(p -> p.startsWith(prefix)).count() > 1;
      return twice ? place(band) : prefix + name;
    }
  }
}
