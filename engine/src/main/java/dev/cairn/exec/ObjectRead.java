package dev.cairn.exec;

import dev.cairn.base.CairnException;
import dev.cairn.base.Malformed;
import dev.cairn.base.Unsupported;
import dev.cairn.cube.OnReadError;
import dev.cairn.exec.SharedBlocks.Promise;
import dev.cairn.exec.SharedBlocks.Share;
import dev.cairn.raster.Block;
import dev.cairn.raster.DecodedBlock;
import dev.cairn.raster.FetchedBlock;
import dev.cairn.raster.Raster;
import dev.cairn.raster.RasterReader;
import dev.cairn.raster.Validity;
import dev.cairn.warp.Placing;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;

/// The bands of one scene that lie in one object, on their way onto a chunk: a block that several
/// of them need is fetched and decoded once.
final class ObjectRead {
  /// Compressed bytes that are waited for at a time, beside a mask that these blocks share.
  private static final long GROUP_BYTES = 4 << 20;

  private final RasterReader reader;
  private final List<SourceRead> bands;
  private final OnReadError onRead;
  private final SharedBlocks shared;
  private final BlockBudget budget;
  private final BlockBudget gathered;
  private final Workers workers;
  private final RunCounts counts;

  private ObjectRead(
      List<SourceRead> bands,
      OnReadError onRead,
      SharedBlocks shared,
      BlockBudget budget,
      BlockBudget gathered,
      Workers workers,
      RunCounts counts) {
    this.reader = bands.getFirst().reader();
    this.bands = bands;
    this.onRead = onRead;
    this.shared = shared;
    this.budget = budget;
    this.gathered = gathered;
    this.workers = workers;
    this.counts = counts;
  }

  /// The bands by the object and level that they are read from, in their order.
  static List<ObjectRead> of(
      Collection<SourceRead> bands,
      OnReadError onRead,
      SharedBlocks shared,
      BlockBudget budget,
      BlockBudget gathered,
      Workers workers,
      RunCounts counts) {
    record Place(RasterReader reader, int level) {}
    var byPlace = new LinkedHashMap<Place, List<SourceRead>>();
    for (SourceRead band : bands) {
      byPlace
          .computeIfAbsent(new Place(band.reader(), band.level()), _ -> new ArrayList<>())
          .add(band);
    }
    return byPlace.values().stream()
        .map(of -> new ObjectRead(of, onRead, shared, budget, gathered, workers, counts))
        .toList();
  }

  /// What is done about a block that a band cannot have; about all of them, where it is not known
  /// which there are.
  interface Failure {
    /// Throws, or goes past it.
    void of(SourceRead band, Optional<Block> block, CairnException why);
  }

  /// A block and the bands that need it.
  private record Wanted(Block block, List<SourceRead> bands) {}

  /// A wanted block that has no samples yet.
  private record Awaited(Wanted wanted, Promise promise) {}

  /// A wanted block with its stored bytes.
  private record Fetched(Wanted wanted, Promise promise, FetchedBlock bytes) {}

  /// Reads the blocks and puts their pixels in place, a few at a time, so that neither compressed
  /// nor decoded bytes pile up. Waits here, decodes on the workers.
  ///
  /// @param keep pixels of the chunk that are wanted; all where it is empty
  Map<SourceRead, Raster> read(Optional<Validity> keep, Failure onError)
      throws InterruptedException {
    List<Wanted> wanted = wanted(keep, onError);
    if (!wanted.isEmpty()) {
      budget.require(reader, decodingBytes());
    }
    long unplanned = bands.stream().mapToLong(SourceRead::unplannedBytes).sum();
    try (var _ = gathered.takeAll(unplanned, bands.getFirst().chunk(), reader)) {
      return place(wanted, onError);
    }
  }

  private Map<SourceRead, Raster> place(List<Wanted> wanted, Failure onError)
      throws InterruptedException {
    var placings = new LinkedHashMap<SourceRead, Placing>();
    for (SourceRead band : bands) {
      placings.put(band, band.begin());
    }
    for (List<Wanted> group : groups(wanted)) {
      read(group, placings, onError);
    }
    computeRemaining(placings.values());
    var rasters = new LinkedHashMap<SourceRead, Raster>();
    placings.forEach((band, placing) -> rasters.put(band, placing.finish()));
    return rasters;
  }

  private void computeRemaining(Collection<Placing> placings) throws InterruptedException {
    var work = new ArrayList<Callable<Boolean>>();
    for (Placing placing : placings) {
      for (Runnable part : placing.remaining()) {
        work.add(
            () -> {
              long start = System.nanoTime();
              part.run();
              counts.kernel.add(System.nanoTime() - start);
              return true;
            });
      }
    }
    if (!work.isEmpty()) {
      workers.computeAll(work);
    }
  }

  private List<Wanted> wanted(Optional<Validity> keep, Failure onError)
      throws InterruptedException {
    var wanted = new LinkedHashMap<Long, Wanted>();
    var masked = new HashMap<Long, Block>();
    for (SourceRead band : bands) {
      try {
        for (Block block : band.blocks()) {
          if (keep.isPresent() && !band.isWanted(block, keep.get())) {
            masked.put(block.index(), block);
          } else {
            wanted
                .computeIfAbsent(block.index(), _ -> new Wanted(block, new ArrayList<>()))
                .bands
                .add(band);
          }
        }
      } catch (CairnException e) {
        onError.of(band, Optional.empty(), e);
      }
    }
    masked.keySet().removeAll(wanted.keySet());
    counts.maskedBlocks.add(masked.size());
    return List.copyOf(wanted.values());
  }

  private static List<List<Wanted>> groups(List<Wanted> blocks) {
    var groups = new ArrayList<List<Wanted>>();
    int from = 0;
    long most = 0;
    var together = new Together();
    for (int i = 0; i < blocks.size(); i++) {
      together.add(blocks.get(i).block);
      if (i > from && together.stored > most) {
        groups.add(blocks.subList(from, i));
        from = i;
        together = new Together();
        together.add(blocks.get(i).block);
      }
      if (i == from) {
        // Else a mask as large as that, which many blocks share, would come with each of them.
        most = GROUP_BYTES + together.masksStored;
      }
    }
    if (from < blocks.size()) {
      groups.add(blocks.subList(from, blocks.size()));
    }
    return groups;
  }

  /// What blocks take that are fetched together, of which several may share a mask.
  private static final class Together {
    private final Set<Block> masks = new HashSet<>();

    /// Bytes that are fetched, and those of masks among them.
    private long stored;

    private long masksStored;

    /// Bytes of the masks once they are decoded: a bit a pixel.
    private long valid;

    void add(Block block) {
      stored += block.storedBytes();
      for (Block mask : block.masks()) {
        if (masks.add(mask)) {
          stored += mask.storedBytes();
          masksStored += mask.storedBytes();
          valid += mask.window().pixels() / 8 + 1;
        }
      }
    }

    long bytes() {
      return stored + valid;
    }
  }

  private static long bytes(List<Awaited> blocks) {
    var together = new Together();
    blocks.forEach(a -> together.add(a.wanted.block));
    return together.bytes();
  }

  /// What one block takes while it is decoded.
  private long decodingBytes() {
    return reader.decodingBytes(bands.getFirst().level());
  }

  /// Takes what is there, reads what nobody else does, and only then waits for others: so two that
  /// wait for each other's blocks both go on.
  private void read(List<Wanted> group, Map<SourceRead, Placing> placings, Failure onError)
      throws InterruptedException {
    var there = new LinkedHashMap<Wanted, DecodedBlock>();
    var mine = new ArrayList<Awaited>();
    var theirs = new ArrayList<Awaited>();
    try {
      for (Wanted wanted : group) {
        switch (shared.share(reader, wanted.block)) {
          case Share.Kept(var decoded) -> there.put(wanted, decoded);
          case Share.Mine(var promise) -> mine.add(new Awaited(wanted, promise));
          case Share.Theirs(var promise) -> theirs.add(new Awaited(wanted, promise));
        }
      }
      if (!there.isEmpty()) {
        counts.sharedBlocks.add(there.size());
        workers.compute(
            () -> {
              there.forEach((wanted, decoded) -> place(wanted, decoded, placings));
              return true;
            });
      }
      if (!mine.isEmpty()) {
        int atOnce = Math.min(workers.count(), mine.size());
        try (var _ = budget.take(bytes(mine) + atOnce * decodingBytes())) {
          decode(fetch(mine, onError), placings, onError);
        }
      }
    } finally {
      mine.forEach(m -> m.promise.giveUp()); // without effect on what has come to its end
    }
    for (Awaited other : theirs) {
      await(other, placings, onError);
    }
  }

  private void await(Awaited other, Map<SourceRead, Placing> placings, Failure onError)
      throws InterruptedException {
    long start = System.nanoTime();
    try {
      Optional<DecodedBlock> decoded = other.promise.await();
      if (decoded.isPresent()) {
        counts.sharedBlocks.increment();
        workers.compute(
            () -> {
              place(other.wanted, decoded.get(), placings);
              return true;
            });
      } else {
        read(List.of(other.wanted), placings, onError);
      }
    } catch (CairnException e) {
      failed(other.wanted, e, onError);
    } finally {
      counts.fetchWait.add(System.nanoTime() - start);
    }
  }

  /// Fetches a group at once, or block by block where that fails and failures are gone past.
  private List<Fetched> fetch(List<Awaited> group, Failure onError) throws InterruptedException {
    if (group.isEmpty()) {
      return List.of();
    }
    if (group.size() > 1) {
      var sound = new ArrayList<Awaited>();
      for (Awaited one : group) {
        Optional<CairnException> why = one.wanted.block.broken();
        if (why.isPresent()) {
          one.promise.fail(why.get());
          failed(one.wanted, why.get(), onError);
        } else {
          sound.add(one);
        }
      }
      if (sound.size() < group.size()) {
        return fetch(sound, onError);
      }
    }
    try {
      return fetch(group);
    } catch (Malformed | Unsupported e) {
      if (group.size() == 1) {
        group.getFirst().promise.fail(e);
      }
      if (onRead == OnReadError.FAIL || group.size() == 1) {
        failed(group.getFirst().wanted, e, onError);
        return List.of();
      }
    } catch (CairnException e) {
      // The object or its host: asking again block by block would repeat what the store has given
      // up. Which of the blocks it was is not known to others who wait for one: they ask anew.
      if (group.size() == 1) {
        group.getFirst().promise.fail(e);
      }
      for (Awaited one : group) {
        failed(one.wanted, e, onError);
      }
      return List.of();
    }
    var fetched = new ArrayList<Fetched>();
    for (Awaited one : group) {
      fetched.addAll(fetch(List.of(one), onError));
    }
    return fetched;
  }

  private List<Fetched> fetch(List<Awaited> group) throws InterruptedException {
    long start = System.nanoTime();
    try {
      List<FetchedBlock> bytes = reader.fetch(group.stream().map(a -> a.wanted.block).toList());
      var fetched = new ArrayList<Fetched>();
      for (int i = 0; i < bytes.size(); i++) {
        fetched.add(new Fetched(group.get(i).wanted, group.get(i).promise, bytes.get(i)));
      }
      return fetched;
    } finally {
      counts.fetchWait.add(System.nanoTime() - start);
    }
  }

  /// Decodes side by side; pixels are put in place by one thread at a time. A block that does not
  /// decode is fetched once more: its bytes may have been broken on their way.
  private void decode(List<Fetched> fetched, Map<SourceRead, Placing> placings, Failure onError)
      throws InterruptedException {
    if (fetched.isEmpty()) {
      return;
    }
    var work = new ArrayList<Callable<List<Broken>>>();
    int parts = Math.min(workers.count(), fetched.size());
    for (int part = 0; part < parts; part++) {
      List<Fetched> some =
          fetched.subList(fetched.size() * part / parts, fetched.size() * (part + 1) / parts);
      work.add(() -> decodeEach(some, placings, onError));
    }
    for (List<Broken> some : workers.computeAll(work)) {
      for (Broken broken : some) {
        readAgain(broken, placings, onError);
      }
    }
  }

  /// A block that did not decode.
  private record Broken(Fetched fetched, Malformed why) {}

  /// @return those that are malformed
  private List<Broken> decodeEach(
      List<Fetched> some, Map<SourceRead, Placing> placings, Failure onError) {
    long start = System.nanoTime();
    var broken = new ArrayList<Broken>();
    for (Fetched one : some) {
      try {
        DecodedBlock decoded = reader.decode(one.wanted.block, one.bytes);
        one.promise.fulfil(decoded);
        counts.decodedBytes.add(decoded.bytes());
        counts.blocks.increment();
        place(one.wanted, decoded, placings);
      } catch (Malformed e) {
        broken.add(new Broken(one, e));
      } catch (CairnException e) {
        fail(one, e, onError);
      }
    }
    counts.decode.add(System.nanoTime() - start);
    return broken;
  }

  private void readAgain(Broken broken, Map<SourceRead, Placing> placings, Failure onError)
      throws InterruptedException {
    Fetched first = broken.fetched;
    long start = System.nanoTime();
    Optional<FetchedBlock> other;
    try {
      other = reader.fetchAgain(first.wanted.block, first.bytes);
    } catch (CairnException e) {
      e.addSuppressed(broken.why);
      fail(first, e, onError);
      return;
    } finally {
      counts.fetchWait.add(System.nanoTime() - start);
    }
    List<Broken> still = List.of(broken);
    if (other.isPresent()) {
      var again = new Fetched(first.wanted, first.promise, other.get());
      still = workers.compute(() -> decodeEach(List.of(again), placings, onError));
    }
    for (Broken one : still) {
      fail(one.fetched, one.why, onError);
    }
  }

  private static void fail(Fetched one, CairnException why, Failure onError) {
    one.promise.fail(why);
    failed(one.wanted, why, onError);
  }

  private static void place(
      Wanted wanted, DecodedBlock decoded, Map<SourceRead, Placing> placings) {
    for (SourceRead band : wanted.bands) {
      Placing placing = Objects.requireNonNull(placings.get(band));
      synchronized (placing) {
        placing.add(decoded, band.band());
      }
    }
  }

  private static void failed(Wanted wanted, CairnException why, Failure onError) {
    for (SourceRead band : wanted.bands) {
      onError.of(band, Optional.of(wanted.block), why);
    }
  }
}
