package dev.cairn.cube;

import dev.cairn.base.InvalidRequest;
import dev.cairn.base.Malformed;
import dev.cairn.geo.GeoBox;
import dev.cairn.raster.DType;
import dev.cairn.raster.RasterSource;
import dev.cairn.raster.Scene;
import dev.cairn.raster.Stated;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Scenes on a grid: where every cube begins. One time step a scene, in the order of their times,
/// those without a time last; scenes with equal times stay in the order given.
///
/// @param grid the cube's grid
/// @param reasons why it is this grid
/// @param scenes those that touch the grid; each source's grid is stated
/// @param bands the cube's bands, in order
/// @param dtypes the sample type of each band, quality bands too
/// @param options how pixels are read
/// @param left number of scenes that do not touch the grid
/// @param unread sources that are left out, since their headers could not be read
/// @param notes what a user should know of the sources: a sentence each
public record Load(
    GeoBox grid,
    List<String> reasons,
    List<Scene> scenes,
    List<String> bands,
    Map<String, DType> dtypes,
    LoadOptions options,
    int left,
    List<Unread> unread,
    List<String> notes) {
  public Load {
    reasons = List.copyOf(reasons);
    scenes = List.copyOf(scenes);
    bands = List.copyOf(bands);
    dtypes = Map.copyOf(dtypes);
    unread = List.copyOf(unread);
    notes = List.copyOf(notes);
  }

  /// @throws InvalidRequest where there is no scene, a band is on none of them, a resampling is for
  /// none of the bands, or no scene touches the grid
  static Load of(SceneHeaders.Completed completed, LoadOptions options) {
    List<Scene> scenes = completed.scenes();
    List<Unread> unread = completed.unread();
    if (scenes.isEmpty()) {
      throw new InvalidRequest("items", "there are none");
    }
    List<String> bands = options.bands().isEmpty() ? allBands(scenes, options) : options.bands();
    for (String band : bands) {
      requireBand(scenes, unread, band);
    }
    for (String band : options.quality()) {
      requireBand(scenes, unread, band);
    }
    requireResampled(bands, options);
    Map<String, DType> dtypes = dtypes(scenes, bands, options.quality());
    GridChoice choice = GridChoice.choose(scenes, bands, options.grid(), options.parity());
    var all = new LinkedHashSet<>(bands);
    all.addAll(options.quality());
    var touching = new ArrayList<Scene>();
    var known = new HashMap<GeoBox, Boolean>();
    for (Scene scene : scenes) {
      Scene narrowed = touching(scene, all, bands, choice.grid(), known);
      if (!narrowed.sources().isEmpty()) {
        touching.add(narrowed);
      }
    }
    if (touching.isEmpty()) {
      throw new InvalidRequest("bounds", "no item's pixels lie in them");
    }
    touching.sort(Comparator.comparing(Scene::time, Load::byTime));
    return new Load(
        choice.grid(),
        choice.reasons(),
        touching,
        bands,
        dtypes,
        options,
        scenes.size() - touching.size(),
        unread,
        completed.notes());
  }

  private static int byTime(Stated<Instant> a, Stated<Instant> b) {
    if (a instanceof Stated.As<Instant>(var x) && b instanceof Stated.As<Instant>(var y)) {
      return x.compareTo(y);
    }
    return Boolean.compare(b.isStated(), a.isStated());
  }

  /// The scene with those sources of `wanted` bands that touch the grid; none where no band of the
  /// cube does.
  ///
  /// @param known whether grids touch it, as far as that is known: many sources share one
  private static Scene touching(
      Scene scene,
      Set<String> wanted,
      List<String> bands,
      GeoBox grid,
      Map<GeoBox, Boolean> known) {
    var sources = new LinkedHashMap<String, RasterSource>();
    boolean touches = false;
    for (String band : wanted) {
      RasterSource source = scene.sources().get(band);
      if (source == null) {
        continue;
      }
      GeoBox box =
          source
              .grid()
              .orElseThrow(
                  () ->
                      new Malformed(
                          source.href(), "its grid is neither in the item nor in its header"));
      if (known.computeIfAbsent(box, b -> b.bounds().touches(grid.bounds()))) {
        sources.put(band, source);
        touches |= bands.contains(band);
      }
    }
    if (!touches) {
      sources.clear();
    }
    var described = new LinkedHashMap<>(scene.bands());
    described.keySet().retainAll(sources.keySet());
    return new Scene(
        scene.id(),
        scene.collection(),
        scene.time(),
        scene.footprint(),
        scene.properties(),
        described,
        sources);
  }

  private static List<String> allBands(List<Scene> scenes, LoadOptions options) {
    var names = new LinkedHashSet<String>();
    scenes.forEach(s -> names.addAll(s.sources().keySet()));
    names.removeAll(options.quality());
    return List.copyOf(names);
  }

  private static void requireBand(List<Scene> scenes, List<Unread> unread, String band) {
    if (scenes.stream().noneMatch(s -> s.sources().containsKey(band))) {
      for (Unread source : unread) {
        if (source.band().equals(band)) {
          throw new InvalidRequest(
              "band " + band,
              "none of its sources can be read; of " + source.scene() + ": " + source.reason());
        }
      }
      var names = new LinkedHashSet<String>();
      scenes.forEach(s -> names.addAll(s.sources().keySet()));
      throw new InvalidRequest(
          "band " + band, "no item has it; there are " + String.join(", ", names));
    }
  }

  private static void requireResampled(List<String> bands, LoadOptions options) {
    var all = new LinkedHashSet<>(bands);
    all.addAll(options.quality());
    for (String band : options.resamplingOf().keySet()) {
      if (!all.contains(band)) {
        throw new InvalidRequest(
            "resampling of " + band, "it is not read; there are " + String.join(", ", all));
      }
    }
  }

  private static Map<String, DType> dtypes(
      List<Scene> scenes, List<String> bands, List<String> quality) {
    var dtypes = new LinkedHashMap<String, DType>();
    var names = new ArrayList<>(bands);
    names.addAll(quality);
    for (String band : names) {
      for (Scene scene : scenes) {
        RasterSource source = scene.sources().get(band);
        if (source == null || !(source.dtype() instanceof Stated.As<DType>(DType dtype))) {
          continue;
        }
        DType before = dtypes.put(band, dtype);
        if (before != null && before != dtype) {
          dtypes.put(band, widest(before, dtype));
        }
      }
      if (!dtypes.containsKey(band)) {
        throw new Malformed(
            "band " + band, "its sample type is neither in the items nor in a header");
      }
    }
    return dtypes;
  }

  /// A type that holds the samples of both.
  private static DType widest(DType a, DType b) {
    for (DType candidate : DType.values()) {
      if (candidate.holdsAll(a) && candidate.holdsAll(b)) {
        return candidate;
      }
    }
    return DType.FLOAT64;
  }
}
