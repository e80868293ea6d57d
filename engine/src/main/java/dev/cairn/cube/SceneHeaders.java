package dev.cairn.cube;

import dev.cairn.base.CairnException;
import dev.cairn.base.Malformed;
import dev.cairn.raster.DType;
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

  /// Scenes whose sources are complete.
  ///
  /// @param unread sources that these scenes lack, since their headers cannot be read
  /// @param notes what a user should know of the sources that were read: a sentence each
  public record Completed(List<Scene> scenes, List<Unread> unread, List<String> notes) {
    public Completed {
      scenes = List.copyOf(scenes);
      unread = List.copyOf(unread);
      notes = List.copyOf(notes);
    }

    public Completed(List<Scene> scenes, List<Unread> unread) {
      this(scenes, unread, List.of());
    }

    public Completed withNotes(List<String> more) {
      return new Completed(scenes, unread, more);
    }
  }

  /// The scenes with every source of `bands` complete.
  ///
  /// @param scale whose scaling will count: under [ScalePolicy#FILE] the file's takes the place of
  /// the catalogue's
  /// @param onError whether a source whose header cannot be read is left out
  /// @throws CairnException where a header that is needed cannot be had, or has no grid either
  public static Completed complete(
      List<Scene> scenes,
      Collection<String> bands,
      ScalePolicy scale,
      OnReadError onError,
      RasterOpener opener)
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
      return new Completed(scenes, List.of());
    }
    Map<URI, Read> headers = read(List.copyOf(needed), onError, opener);
    var complete = new ArrayList<Scene>();
    var unread = new ArrayList<Unread>();
    for (Scene scene : scenes) {
      complete.add(complete(scene, bands, scale, onError, headers, unread));
    }
    return new Completed(complete, unread);
  }

  /// What reading a header came to.
  private sealed interface Read {
    record Done(RasterHeader header) implements Read {}

    record Failed(CairnException why) implements Read {}
  }

  private static Scene complete(
      Scene scene,
      Collection<String> bands,
      ScalePolicy scale,
      OnReadError onError,
      Map<URI, Read> headers,
      List<Unread> unread) {
    var sources = new LinkedHashMap<String, RasterSource>();
    scene
        .sources()
        .forEach(
            (name, source) -> {
              try {
                sources.put(
                    name,
                    !bands.contains(name)
                        ? source
                        : switch (headers.get(source.href())) {
                          case null -> source;
                          case Read.Done(var header) -> complete(source, scale, header);
                          case Read.Failed(var why) -> throw why;
                        });
              } catch (CairnException e) {
                if (onError == OnReadError.FAIL) {
                  throw e;
                }
                unread.add(new Unread(scene.id(), name, String.valueOf(e.getMessage())));
              }
            });
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

  private static RasterSource complete(
      RasterSource source, ScalePolicy scale, RasterHeader header) {
    if (source.band() >= header.bands().size()) {
      throw new Malformed(
          source.href(),
          "band " + (source.band() + 1) + " is asked for; the file has " + header.bands().size());
    }
    Stated<DType> dtype = source.dtype().or(Stated.as(header.bands().get(source.band()).dtype()));
    Stated<Double> nodata = source.nodata();
    if (!nodata.map(v -> dtype.map(t -> t.holds(v)).orElse(true)).orElse(true)) {
      nodata = Stated.silent(); // a catalogue's NaN or -9999 of integers
    }
    RasterSource complete =
        new RasterSource(
            source.href(),
            source.band(),
            source.grid().or(header.grid()),
            dtype,
            nodata.or(header.bands().get(source.band()).effectiveNodata()),
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

  private static Map<URI, Read> read(List<URI> hrefs, OnReadError onError, RasterOpener opener)
      throws InterruptedException {
    var limit = new Semaphore(AT_ONCE);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var done = new ExecutorCompletionService<Read>(threads);
      var pending = new ArrayList<Future<Read>>();
      for (URI href : hrefs) {
        pending.add(
            done.submit(
                () -> {
                  limit.acquire();
                  try {
                    return new Read.Done(opener.open(href).header());
                  } catch (CairnException e) {
                    if (onError == OnReadError.FAIL) {
                      throw e;
                    }
                    return new Read.Failed(e);
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
      var headers = new HashMap<URI, Read>();
      for (int i = 0; i < hrefs.size(); i++) {
        headers.put(hrefs.get(i), pending.get(i).resultNow());
      }
      return headers;
    }
  }
}
