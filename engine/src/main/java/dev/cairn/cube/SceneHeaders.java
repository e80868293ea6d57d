package dev.cairn.cube;

import dev.cairn.base.CairnException;
import dev.cairn.base.Malformed;
import dev.cairn.raster.RasterHeader;
import dev.cairn.raster.RasterOpener;
import dev.cairn.raster.RasterSource;
import dev.cairn.raster.Scene;
import dev.cairn.raster.Stated;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;

/// Completes scenes whose catalogue does not say all of where pixels lie and what they are, by
/// reading headers: of every source that lacks a grid or a type, and of one a band for scale and
/// no-data.
public final class SceneHeaders {
  /// Headers waited for at one time.
  private static final int AT_ONCE = 32;

  private SceneHeaders() {}

  /// The scenes with every source of `bands` complete.
  ///
  /// @param scale whose scaling will count: under [ScalePolicy#FILE] the file's takes the place of
  /// the catalogue's
  /// @throws CairnException where a header that is needed cannot be had, or has no grid either
  public static List<Scene> complete(
      List<Scene> scenes, Collection<String> bands, ScalePolicy scale, RasterOpener opener)
      throws InterruptedException {
    Set<URI> needed = new LinkedHashSet<>();
    Set<String> sampled = new HashSet<>();
    for (Scene scene : scenes) {
      for (var entry : scene.sources().entrySet()) {
        RasterSource source = entry.getValue();
        boolean placed = source.grid().isStated() && source.dtype().isStated();
        boolean told =
            source.nodata().isStated()
                && switch (scale) {
                  case AUTO -> source.scaling().isStated();
                  case FILE -> false;
                  case STAC, NONE -> true;
                };
        if (bands.contains(entry.getKey()) && (!placed || (!told && sampled.add(entry.getKey())))) {
          needed.add(source.href());
        }
      }
    }
    if (needed.isEmpty()) {
      return scenes;
    }
    Map<URI, RasterHeader> headers = read(List.copyOf(needed), opener);
    return scenes.stream().map(s -> complete(s, bands, scale, headers)).toList();
  }

  private static Scene complete(
      Scene scene, Collection<String> bands, ScalePolicy scale, Map<URI, RasterHeader> headers) {
    var sources = new LinkedHashMap<String, RasterSource>();
    scene
        .sources()
        .forEach(
            (name, source) -> {
              RasterHeader header = headers.get(source.href());
              sources.put(
                  name,
                  header == null || !bands.contains(name)
                      ? source
                      : complete(source, scale, header));
            });
    return new Scene(
        scene.id(),
        scene.collection(),
        scene.time(),
        scene.footprint(),
        scene.properties(),
        scene.bands(),
        sources);
  }

  private static RasterSource complete(
      RasterSource source, ScalePolicy scale, RasterHeader header) {
    if (source.band() >= header.bands().size()) {
      throw new Malformed(
          source.href(),
          "band " + (source.band() + 1) + " is asked for; the file has " + header.bands().size());
    }
    RasterSource complete =
        new RasterSource(
            source.href(),
            source.band(),
            source.grid().or(header.grid()),
            source.dtype().or(Stated.as(header.bands().get(source.band()).dtype())),
            source.nodata().or(header.bands().get(source.band()).nodata()),
            switch (scale) {
              case AUTO -> source.scaling().or(header.bands().get(source.band()).scaling());
              case FILE -> header.bands().get(source.band()).scaling();
              case STAC, NONE -> source.scaling();
            });
    if (!complete.grid().isStated()) {
      throw new Malformed(
          source.href(), "its grid is neither in the item (proj:) nor in its header");
    }
    return complete;
  }

  private static Map<URI, RasterHeader> read(List<URI> hrefs, RasterOpener opener)
      throws InterruptedException {
    var limit = new Semaphore(AT_ONCE);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var done = new ExecutorCompletionService<RasterHeader>(threads);
      var pending = new ArrayList<Future<RasterHeader>>();
      for (URI href : hrefs) {
        pending.add(
            done.submit(
                () -> {
                  limit.acquire();
                  try {
                    return opener.open(href).header();
                  } finally {
                    limit.release();
                  }
                }));
      }
      try {
        for (int i = 0; i < pending.size(); i++) {
          done.take().get();
        }
      } catch (ExecutionException e) {
        threads.shutdownNow();
        if (e.getCause() instanceof CairnException known) {
          throw known;
        }
        throw new IllegalStateException(e.getCause());
      } catch (InterruptedException e) {
        threads.shutdownNow();
        throw e;
      }
      var headers = new HashMap<URI, RasterHeader>();
      for (int i = 0; i < hrefs.size(); i++) {
        headers.put(hrefs.get(i), pending.get(i).resultNow());
      }
      return headers;
    }
  }
}
