package dev.cairn.exec;

import dev.cairn.base.ByteRange;
import dev.cairn.base.CairnException;
import dev.cairn.base.Malformed;
import dev.cairn.cube.ScalePolicy;
import dev.cairn.geo.GeoBox;
import dev.cairn.geo.PixelWindow;
import dev.cairn.plan.OnReadError;
import dev.cairn.plan.Plan;
import dev.cairn.raster.Block;
import dev.cairn.raster.DType;
import dev.cairn.raster.Raster;
import dev.cairn.raster.RasterHeader;
import dev.cairn.raster.RasterReader;
import dev.cairn.raster.RasterSource;
import dev.cairn.raster.Scaling;
import dev.cairn.raster.Stated;
import dev.cairn.raster.Validity;
import dev.cairn.warp.Placement;
import dev.cairn.warp.Placing;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// One band of one scene on its way onto a chunk: opened, its blocks fetched, decoded and placed.
final class SourceRead {
  /// Compressed bytes that are waited for at a time.
  private static final long GROUP_BYTES = 4 << 20;

  private final RasterSource source;
  private final RasterReader reader;
  private final PixelWindow chunk;
  private final Placement placement;
  private final int level;
  private final Stated<Double> nodata;
  private final OnReadError onRead;

  private SourceRead(
      RasterSource source,
      RasterReader reader,
      PixelWindow chunk,
      Placement placement,
      int level,
      Stated<Double> nodata,
      OnReadError onRead) {
    this.onRead = onRead;
    this.source = source;
    this.reader = reader;
    this.chunk = chunk;
    this.placement = placement;
    this.level = level;
    this.nodata = nodata;
  }

  /// Works out how the source gets onto the chunk. No-data is the user's, else the catalogue's,
  /// else the file's; pixels lie where the file says, or where the catalogue says if the file does
  /// not.
  static SourceRead of(
      Plan plan, Plan.Input input, RasterSource source, RasterReader reader, PixelWindow chunk) {
    RasterHeader header = reader.header();
    if (source.band() >= header.bands().size()) {
      throw new Malformed(
          source.href(),
          "band " + (source.band() + 1) + " is asked for; the file has " + header.bands().size());
    }
    GeoBox grid = grid(source, header);
    int level = plan.reading().overviews() ? Levels.choose(header, grid, plan.grid()) : 0;
    RasterHeader.Level chosen = header.levels().get(level);
    Placement placement =
        Placement.of(grid.zoomTo(chosen.width(), chosen.height()), plan.grid(), input.resampling());
    Stated<Double> stated =
        switch (plan.reading().parity()) {
          case NONE -> source.nodata();
          case STACKSTAC -> Stated.silent();
        };
    Stated<Double> nodata =
        input.visible() || !plan.reading().nodata().isStated()
            ? plan.reading().nodata().or(stated).or(header.bands().get(source.band()).nodata())
            : stated.or(header.bands().get(source.band()).nodata());
    return new SourceRead(
        source, reader, chunk, placement, level, nodata, plan.reading().onError());
  }

  private static GeoBox grid(RasterSource source, RasterHeader header) {
    GeoBox grid =
        header
            .grid()
            .or(source.grid())
            .orElseThrow(() -> new Malformed(source.href(), "it has no grid"));
    if (!grid.crs().isEpsg() && source.grid() instanceof Stated.As<GeoBox>(GeoBox told)) {
      grid =
          new GeoBox(
              grid.width(),
              grid.height(),
              grid.transform(),
              told.crs()); // the same, in other words
    }
    if (grid.width() != header.width() || grid.height() != header.height()) {
      throw new Malformed(
          source.href(),
          "the item says "
              + grid.width()
              + "×"
              + grid.height()
              + " pixels, the file has "
              + header.width()
              + "×"
              + header.height());
    }
    return grid;
  }

  DType dtype() {
    return reader.header().bands().get(source.band()).dtype();
  }

  /// Scale and offset by the policy: the catalogue's, the file's, or none.
  Scaling scaling(ScalePolicy policy) {
    Stated<Scaling> file = reader.header().bands().get(source.band()).scaling();
    return switch (policy) {
      case NONE -> Scaling.IDENTITY;
      case STAC -> source.scaling().orElse(Scaling.IDENTITY);
      case FILE -> file.orElse(Scaling.IDENTITY);
      case AUTO -> source.scaling().or(file).orElse(Scaling.IDENTITY);
    };
  }

  /// The blocks of which some pixel is wanted.
  ///
  /// @param keep pixels of the chunk that are wanted
  List<Block> blocks(Optional<Validity> keep, RunCounts counts) throws InterruptedException {
    Optional<PixelWindow> window = placement.sourceWindow(chunk);
    if (window.isEmpty()) {
      return List.of();
    }
    List<Block> all = reader.blocks(source.band(), level, window.get());
    if (keep.isEmpty()) {
      return all;
    }
    var wanted = new ArrayList<Block>(all.size());
    for (Block block : all) {
      Optional<PixelWindow> touched = placement.dependents(block.window(), chunk);
      if (touched.isPresent() && anyKept(keep.get(), touched.get())) {
        wanted.add(block);
      } else {
        counts.maskedBlocks.increment();
      }
    }
    return wanted;
  }

  private boolean anyKept(Validity keep, PixelWindow window) {
    for (int row = window.row(); row < window.rowEnd(); row++) {
      int from = (row - chunk.row()) * chunk.width() + window.col() - chunk.col();
      if (keep.anyInRange(from, from + window.width())) {
        return true;
      }
    }
    return false;
  }

  /// Reads the blocks and puts their pixels in place, a few at a time, so that neither compressed
  /// nor decoded bytes pile up. Waits here, decodes on the workers.
  ///
  /// @param onError told of a block that cannot be had: throws, or goes past it
  Raster read(List<Block> blocks, Workers workers, RunCounts counts, BlockFailure onError)
      throws InterruptedException {
    Placing placing = placement.begin(chunk, dtype(), nodata);
    for (List<Block> group : groups(blocks)) {
      List<Block> there = new ArrayList<>(group.size());
      List<ByteBuffer> fetched = fetch(group, there, counts, onError);
      List<Broken> broken = workers.compute(() -> place(placing, there, fetched, counts, onError));
      for (Broken block : broken) {
        readAgain(block, placing, workers, counts, onError);
      }
    }
    return placing.finish();
  }

  /// A block that did not decode.
  private record Broken(Block block, ByteBuffer bytes, Malformed why) {}

  /// Fetches a block that did not decode once more: its bytes may have been broken on their way.
  private void readAgain(
      Broken broken, Placing placing, Workers workers, RunCounts counts, BlockFailure onError)
      throws InterruptedException {
    long start = System.nanoTime();
    Optional<ByteBuffer> other;
    try {
      other = reader.fetchAgain(broken.block(), broken.bytes());
    } catch (CairnException e) {
      e.addSuppressed(broken.why());
      onError.block(broken.block(), e);
      return;
    } finally {
      counts.fetchWait.add(System.nanoTime() - start);
    }
    if (other.isEmpty()) {
      onError.block(broken.block(), broken.why());
      return;
    }
    List<Block> one = List.of(broken.block());
    List<ByteBuffer> bytes = List.of(other.get());
    for (Broken still : workers.compute(() -> place(placing, one, bytes, counts, onError))) {
      onError.block(still.block(), still.why());
    }
  }

  /// What is done about a block that cannot be had.
  interface BlockFailure {
    void block(Block block, CairnException why);
  }

  /// The pixels of the chunk that depend on a block.
  Optional<PixelWindow> dependents(Block block) {
    return placement.dependents(block.window(), chunk);
  }

  private static List<List<Block>> groups(List<Block> blocks) {
    var groups = new ArrayList<List<Block>>();
    int from = 0;
    long bytes = 0;
    for (int i = 0; i < blocks.size(); i++) {
      long next =
          blocks.get(i).bytes() instanceof Block.Bytes.Stored(ByteRange range) ? range.length() : 0;
      if (i > from && bytes + next > GROUP_BYTES) {
        groups.add(blocks.subList(from, i));
        from = i;
        bytes = 0;
      }
      bytes += next;
    }
    if (from < blocks.size()) {
      groups.add(blocks.subList(from, blocks.size()));
    }
    return groups;
  }

  /// Fetches a group at once, or block by block where that fails and failures are gone past.
  private List<ByteBuffer> fetch(
      List<Block> group, List<Block> there, RunCounts counts, BlockFailure onError)
      throws InterruptedException {
    long start = System.nanoTime();
    try {
      List<ByteBuffer> all = reader.fetch(group);
      there.addAll(group);
      return all;
    } catch (CairnException e) {
      if (onRead == OnReadError.FAIL) {
        throw e; // asking again block by block would repeat what the store has given up
      }
      if (group.size() == 1) {
        onError.block(group.getFirst(), e);
        return List.of();
      }
      var fetched = new ArrayList<ByteBuffer>();
      for (Block block : group) {
        try {
          fetched.addAll(reader.fetch(List.of(block)));
          there.add(block);
        } catch (CairnException one) {
          onError.block(block, one);
        }
      }
      return fetched;
    } finally {
      counts.fetchWait.add(System.nanoTime() - start);
    }
  }

  /// @return the blocks that are malformed
  private List<Broken> place(
      Placing placing,
      List<Block> blocks,
      List<ByteBuffer> fetched,
      RunCounts counts,
      BlockFailure onError) {
    long start = System.nanoTime();
    var broken = new ArrayList<Broken>();
    for (int i = 0; i < blocks.size(); i++) {
      try {
        var decoded = reader.decode(blocks.get(i), fetched.get(i));
        counts.decodedBytes.add(decoded.bytes());
        counts.blocks.increment();
        placing.add(decoded, source.band());
      } catch (Malformed e) {
        broken.add(new Broken(blocks.get(i), fetched.get(i), e));
      } catch (CairnException e) {
        onError.block(blocks.get(i), e);
      }
    }
    counts.decode.add(System.nanoTime() - start);
    return broken;
  }
}
