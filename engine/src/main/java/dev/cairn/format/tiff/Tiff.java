package dev.cairn.format.tiff;

import dev.cairn.base.ByteRange;
import dev.cairn.base.Malformed;
import dev.cairn.base.Unsupported;
import dev.cairn.geo.Affine;
import dev.cairn.geo.GeoBox;
import dev.cairn.geo.PixelWindow;
import dev.cairn.raster.Block;
import dev.cairn.raster.ColorInterpretation;
import dev.cairn.raster.DType;
import dev.cairn.raster.DecodedBlock;
import dev.cairn.raster.FetchedBlock;
import dev.cairn.raster.FetchedMask;
import dev.cairn.raster.MaskKind;
import dev.cairn.raster.RasterHeader;
import dev.cairn.raster.RasterReader;
import dev.cairn.raster.Samples;
import dev.cairn.raster.Stated;
import dev.cairn.raster.Validity;
import dev.cairn.store.ObjectHead;
import dev.cairn.store.Store;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A TIFF or Cloud Optimized GeoTIFF that is open for reading: the first image of the file with its
/// overviews. Immutable and safe for any number of threads; holds no resource.
///
/// Reads tiles and strips, chunky and planar, of integers of 1 to 32 and of 64 bits and of floats
/// of 16, 24, 32 and 64; uncompressed, PackBits, LZW, Deflate, Zstandard, LZMA, JPEG, WebP or
/// LERC, with predictors 1, 2 and 3; both byte orders, classic and BigTIFF. The header of anything
/// else can be read where a [RasterHeader] can say it; asking for its pixels is [Unsupported] by
/// name.
///
/// Which pixels hold a value is told by the file's transparency mask, or by a band of 8 or 16 bits
/// that is transparency where the file has neither mask nor no-data value. GDAL looks at such a
/// band only where it is the last of two or four; we do wherever it stands. Where the file has no
/// mask, but a no-data value for each band (`NODATA_VALUES`), these go before all else.
///
/// The header is one request where the directories lie in the first bytes, as in a COG; the places
/// of tiles are read once they are asked for, where they were not among those bytes.
public final class Tiff implements RasterReader {
  /// How a file is opened.
  ///
  /// @param headBytes bytes of the first request, 256 or more
  public record Options(int headBytes) {
    /// 16 KiB, which hold the header of most COGs.
    public static final Options DEFAULT = new Options(16 << 10);

    public Options {
      if (headBytes < 256) {
        throw new IllegalArgumentException("first request of " + headBytes + " bytes");
      }
    }

    public Options withHeadBytes(int bytes) {
      return new Options(bytes);
    }
  }

  /// Tiles that are listed at once of planes that together say which pixels hold a value.
  private static final int MOST_OTHERS = 1 << 20;

  /// Put before the number of a mask's tile in messages.
  private static final String MASK = "mask ";

  private final Store store;
  private final ObjectHead object;
  private final ByteOrder order;
  private final RasterHeader header;
  private final TiffStructure structure;
  private final List<ImageLayout> images; // by level
  private final List<Transparency> transparency; // by level
  private final CogCheck cog;
  private final int headBytes;

  /// What says of an image's pixels which of them hold a value.
  private sealed interface Transparency {
    record None() implements Transparency {}

    record Mask(ImageLayout layout) implements Transparency {}

    /// @param band which of the image's own it is
    record Alpha(int band) implements Transparency {}

    /// @param nodata for each band; a pixel that has all of them holds no value
    record Values(List<Double> nodata) implements Transparency {}
  }

  private Tiff(Store store, HeaderBytes bytes, List<Ifd> ifds) {
    this.store = store;
    this.object = bytes.object();
    this.order = bytes.order();
    Ifd first = ifds.getFirst();
    ImageLayout main = ImageLayout.from(first, store);
    var imagesInFile = new ArrayList<>(List.of(main));
    var masks = new ArrayList<ImageLayout>();
    int maskCount = 0;
    int pages = 0;
    for (Ifd ifd : ifds.subList(1, ifds.size())) {
      if (ifd.isMask()) {
        maskCount++;
        maskOf(ifd, store).ifPresent(masks::add);
      } else if (ifd.isReduced()) {
        ImageLayout overview = ImageLayout.from(ifd, store);
        // As for GDAL, a smaller image of other bands is no overview; a larger one is none either.
        if (overview.samples() == main.samples()
            && overview.dtype() == main.dtype()
            && overview.width() <= main.width()
            && overview.height() <= main.height()) {
          imagesInFile.add(overview);
        }
      } else {
        pages++;
      }
    }
    images = new ArrayList<>(imagesInFile.subList(1, imagesInFile.size()));
    images.sort(Comparator.comparingLong(i -> -(long) i.width() * i.height()));
    images.addFirst(main);

    List<MetadataItem> metadata =
        MetadataItem.parse(bytes.uri(), first.text(Tag.GDAL_METADATA).orElse(""));
    var bandMetadata = new BandMetadata(bytes.uri(), metadata);
    Stated<Double> nodata = BandMetadata.nodata(first, main.dtype());
    List<BandColor> colors = BandColor.from(first, main, bandMetadata);
    int alpha = alpha(main, colors);
    boolean isMasked =
        masks.stream().anyMatch(m -> m.width() == main.width() && m.height() == main.height());
    List<Double> values =
        BandMetadata.nodataValues(bytes.uri(), metadata, main.bands(), main.dtype());
    boolean byValues = !values.isEmpty() && !isMasked;
    boolean byAlpha = alpha >= 0 && !isMasked && !byValues && !nodata.isStated();
    transparency =
        images.stream()
            .<Transparency>map(
                image ->
                    isMasked
                        ? new Transparency.Mask(maskFor(image, masks))
                        : byValues
                            ? new Transparency.Values(values)
                            : byAlpha ? new Transparency.Alpha(alpha) : new Transparency.None())
            .toList();
    var bands = new ArrayList<RasterHeader.BandHeader>();
    for (int band = 0; band < main.bands(); band++) {
      bands.add(
          new RasterHeader.BandHeader(
              main.dtype(),
              nodata,
              bandMetadata.scaling(band),
              bandMetadata.description(band),
              colors.get(band).color(),
              colors.get(band).table(),
              isMasked
                  ? MaskKind.MASK
                  : byValues
                      ? MaskKind.VALUES
                      : byAlpha && band != alpha ? MaskKind.ALPHA : MaskKind.NONE));
    }
    GeoReference place = GeoReference.from(first);
    Stated<GeoBox> grid = grid(place, main);
    header =
        new RasterHeader(
            "GTiff",
            grid,
            bands,
            images.stream().map(ImageLayout::level).toList(),
            Compression.nameOf(main.compression()),
            main.predictor(),
            !main.isPlanar());
    boolean big = bytes.at(0, 4).getShort(2) == 43;
    cog = CogCheck.from(bytes, big, imagesInFile);
    headBytes = bytes.headBytes();
    structure =
        new TiffStructure(
            big,
            bytes.order(),
            bytes.size(),
            main.isTiled(),
            place.transform(),
            place.crs(),
            place.isPixelIsPoint(),
            place.controlPoints(),
            first.has(Tag.RPC_COEFFICIENTS),
            alpha >= 0,
            maskCount,
            pages,
            cog.structuralMetadata(),
            metadata,
            main.obstacle().isPresent() ? Stated.as(main.obstacle().get()) : Stated.silent());
  }

  /// Reads the header with the default options.
  ///
  /// @throws Malformed where the object is no TIFF or its directories are broken
  /// @throws Unsupported where a [RasterHeader] cannot say what it is: complex samples, integers of
  ///     33 to 63 bits, bands of several types, 2³¹ pixels or tiles
  public static Tiff open(Store store, URI uri) throws InterruptedException {
    return open(store, uri, Options.DEFAULT);
  }

  /// Reads the header; see [#open(Store, URI)].
  public static Tiff open(Store store, URI uri, Options options) throws InterruptedException {
    var bytes = new HeaderBytes(store, store.head(uri, options.headBytes()));
    return new Tiff(store, bytes, Ifd.readAll(bytes));
  }

  /// A mask of one band of 1 or 8 bits; others are passed over, as by GDAL.
  private static Optional<ImageLayout> maskOf(Ifd ifd, Store store) {
    ImageLayout mask = ImageLayout.from(ifd, store);
    boolean isMask =
        mask.samples() == 1
            && mask.sample().kind() == SampleType.Kind.UNSIGNED
            && (mask.sample().bits() == 1 || mask.sample().bits() == 8);
    return isMask ? Optional.of(mask) : Optional.empty();
  }

  /// The mask of the image's own size, or the smallest that is finer: overviews may lack theirs.
  private static ImageLayout maskFor(ImageLayout image, List<ImageLayout> masks) {
    return masks.stream()
        .filter(m -> m.width() >= image.width() && m.height() >= image.height())
        .min(Comparator.comparingLong(m -> (long) m.width() * m.height()))
        .orElseThrow();
  }

  /// Index of the band that is transparency, -1 where none is.
  private static int alpha(ImageLayout image, List<BandColor> colors) {
    for (int band = 0; band < colors.size(); band++) {
      if (colors.get(band).color() == ColorInterpretation.ALPHA
          && (image.dtype() == DType.UINT8 || image.dtype() == DType.UINT16)) {
        return band;
      }
    }
    return -1;
  }

  /// Where the pixels lie; silent where that is not told, or is nowhere on the ground.
  private static Stated<GeoBox> grid(GeoReference place, ImageLayout main) {
    if (!(place.transform() instanceof Stated.As<Affine>(Affine transform))) {
      return Stated.silent();
    }
    try {
      return place.crs().map(crs -> new GeoBox(main.width(), main.height(), transform, crs));
    } catch (IllegalArgumentException _) {
      return Stated.silent(); // bounds that are not finite, or have no inside
    }
  }

  @Override
  public URI uri() {
    return object.uri();
  }

  /// How many first bytes of the file hold its directories, their values and the places of its
  /// tiles, as far as these lie in its first 256 KiB: with so many to begin with, one request would
  /// have done.
  public int headBytes() {
    return headBytes;
  }

  @Override
  public long heldBytes() {
    long held = 2048 + 512L * images.size();
    for (ImageLayout image : images) {
      held += image.index().heldBytes() + image.coding().jpegTables().length;
    }
    for (Transparency t : transparency) {
      held += t instanceof Transparency.Mask(ImageLayout mask) ? mask.index().heldBytes() + 512 : 0;
    }
    for (RasterHeader.BandHeader band : header.bands()) {
      held += band.colors().map(c -> 20L * c.argb().size()).orElse(0L);
    }
    for (MetadataItem item : structure.metadata()) {
      held += 128 + 2L * (item.name().length() + item.value().length());
    }
    return held;
  }

  @Override
  public RasterHeader header() {
    return header;
  }

  /// What the file says beyond its header.
  public TiffStructure structure() {
    return structure;
  }

  /// @throws Unsupported where the pixels need what we do not do, naming it
  @Override
  public List<Block> blocks(int band, int level, PixelWindow window) throws InterruptedException {
    ImageLayout image = readable(level);
    if (band < 0
        || band >= image.bands()
        || !new PixelWindow(0, 0, image.width(), image.height()).contains(window)
        || window.col() < 0
        || window.row() < 0) {
      throw new IllegalArgumentException(
          "band " + band + ", level " + level + ", " + window + " of " + header);
    }
    var places = new TilePlaces(object, image, level, "");
    List<Block> blocks = places.of(band, window);
    return switch (transparency.get(level)) {
      case Transparency.None _ -> blocks;
      case Transparency.Mask(ImageLayout mask) -> {
        // The whole window's at once: the mask's index is read by one call.
        var maskPlaces = new TilePlaces(object, mask, level, MASK);
        PixelWindow under = TileValidity.under(spanned(blocks), image, mask);
        List<Block> masks = maskPlaces.of(0, under);
        yield blocks.stream()
            .map(
                b -> {
                  PixelWindow part = TileValidity.under(b.window(), image, mask);
                  return masked(b, maskPlaces.within(masks, part, under));
                })
            .toList();
      }
      case Transparency.Alpha(int alpha) -> {
        if (!image.isPlanar() || band == alpha) {
          yield blocks;
        }
        yield masked(blocks, List.of(places.of(alpha, window)));
      }
      case Transparency.Values(var nodata) -> {
        if (!image.isPlanar()) {
          yield blocks;
        }
        if ((long) blocks.size() * nodata.size() > MOST_OTHERS) {
          throw new Unsupported(
              uri(),
              blocks.size()
                  + " tiles at once, with a no-data value for each of "
                  + nodata.size()
                  + " bands in planes");
        }
        var others = new ArrayList<List<Block>>();
        for (int other = 0; other < nodata.size(); other++) {
          if (other != band) {
            others.add(places.of(other, window));
          }
        }
        yield masked(blocks, others);
      }
    };
  }

  /// Blocks of one band with those of others that lie in their places.
  private static List<Block> masked(List<Block> blocks, List<List<Block>> others) {
    var masked = new ArrayList<Block>();
    for (int i = 0; i < blocks.size(); i++) {
      int place = i;
      masked.add(masked(blocks.get(i), others.stream().map(o -> o.get(place)).toList()));
    }
    return masked;
  }

  private static Block masked(Block block, List<Block> masks) {
    return new Block(
        block.level(),
        block.index(),
        block.firstBand(),
        block.bandCount(),
        block.window(),
        block.bytes(),
        masks);
  }

  private static PixelWindow spanned(List<Block> blocks) {
    PixelWindow first = blocks.getFirst().window();
    PixelWindow last = blocks.getLast().window();
    return new PixelWindow(
        first.col(), first.row(), last.colEnd() - first.col(), last.rowEnd() - first.row());
  }

  private ImageLayout readable(int level) {
    if (level < 0 || level >= images.size()) {
      throw new IllegalArgumentException("level " + level + " of " + images.size());
    }
    if (structure.obstacle() instanceof Stated.As<String>(var why)) {
      throw new Unsupported(uri(), why);
    }
    ImageLayout image = images.get(level);
    if (image.obstacle().isPresent()) {
      throw new Unsupported(uri(), "level " + level + ": " + image.obstacle().get());
    }
    if (transparency.get(level) instanceof Transparency.Mask(ImageLayout mask)
        && mask.obstacle().isPresent()) {
      throw new Unsupported(uri(), "mask of level " + level + ": " + mask.obstacle().get());
    }
    return image;
  }

  @Override
  public List<FetchedBlock> fetch(List<Block> blocks) throws InterruptedException {
    var places = new LinkedHashMap<ByteRange, Integer>();
    for (Block block : blocks) {
      note(block, places);
      block.masks().forEach(mask -> note(mask, places));
    }
    List<ByteBuffer> stored =
        places.isEmpty() ? List.of() : store.read(object, List.copyOf(places.keySet()));
    var masks = new HashMap<Block, FetchedMask>();
    var fetched = new ArrayList<FetchedBlock>();
    for (Block block : blocks) {
      var its = new ArrayList<FetchedMask>();
      for (Block mask : block.masks()) {
        its.add(masks.computeIfAbsent(mask, m -> new FetchedMask(bytes(m, places, stored))));
      }
      fetched.add(new FetchedBlock(bytes(block, places, stored), its));
    }
    return fetched;
  }

  private static void note(Block block, Map<ByteRange, Integer> places) {
    switch (block.bytes()) {
      case Block.Bytes.Stored(var range) -> places.putIfAbsent(range, places.size());
      case Block.Bytes.Sparse _ -> {}
      case Block.Bytes.Broken(var why) -> throw why; // before anything is waited for
    }
  }

  private static ByteBuffer bytes(
      Block block, Map<ByteRange, Integer> places, List<ByteBuffer> stored) {
    return switch (block.bytes()) {
      case Block.Bytes.Stored(var range) -> stored.get(places.getOrDefault(range, -1));
      case Block.Bytes.Sparse _ -> ByteBuffer.allocate(0);
      case Block.Bytes.Broken(var why) -> throw why;
    };
  }

  @Override
  public DecodedBlock decode(Block block, FetchedBlock fetched) {
    ImageLayout image = readable(block.level());
    List<Samples> bands =
        decoder(image, header.bands().getFirst().nodata()).decode(block, fetched.bytes());
    int stride = image.tileWidth();
    return switch (transparency.get(block.level())) {
      case Transparency.None _ -> new DecodedBlock(block, stride, bands);
      case Transparency.Mask(ImageLayout mask) -> {
        TileDecoder decoder = decoder(mask, Stated.silent());
        var valid = new TileValidity(block.window(), image, bands.getFirst().length(), mask);
        for (int i = 0; i < block.masks().size(); i++) {
          Block piece = block.masks().get(i);
          valid.add(piece, fetched.masks().get(i).valid(b -> decoder.decodeMask(piece, b)));
        }
        yield new DecodedBlock(
            block, stride, bands, Collections.nCopies(bands.size(), only(valid.valid())));
      }
      case Transparency.Alpha(int alpha) -> {
        if (image.isPlanar() && (block.firstBand() == alpha || block.masks().isEmpty())) {
          yield new DecodedBlock(block, stride, bands);
        }
        DecodedBlock.Valid valid =
            only(
                image.isPlanar()
                    ? alphaPlane(image, block.masks().getFirst(), fetched.masks().getFirst())
                    : TileValidity.notZero(bands.get(alpha)));
        var each = new ArrayList<>(Collections.nCopies(bands.size(), valid));
        if (!image.isPlanar()) {
          each.set(alpha, DecodedBlock.Valid.ALL); // asked for as a band, it is one
        }
        yield new DecodedBlock(block, stride, bands, each);
      }
      case Transparency.Values(var nodata) -> {
        Validity valid = TileValidity.notNodata(bands.getFirst(), nodata.get(block.firstBand()));
        for (int band = 1; band < bands.size(); band++) {
          valid.or(TileValidity.notNodata(bands.get(band), nodata.get(band)));
        }
        for (int i = 0; i < block.masks().size(); i++) {
          Block other = block.masks().get(i);
          valid.or(fetched.masks().get(i).valid(bytes -> notNodata(image, other, bytes, nodata)));
        }
        yield new DecodedBlock(
            block, stride, bands, Collections.nCopies(bands.size(), only(valid)));
      }
    };
  }

  private Validity notNodata(
      ImageLayout image, Block block, ByteBuffer bytes, List<Double> nodata) {
    TileDecoder decoder = decoder(image, header.bands().getFirst().nodata());
    return TileValidity.notNodata(
        decoder.decode(block, bytes).getFirst(), nodata.get(block.firstBand()));
  }

  private Validity alphaPlane(ImageLayout image, Block block, FetchedMask fetched) {
    return fetched.valid(bytes -> decoder(image, Stated.silent()).decodeMask(block, bytes));
  }

  private static DecodedBlock.Valid only(Validity pixels) {
    return new DecodedBlock.Valid.Only(pixels);
  }

  private TileDecoder decoder(ImageLayout image, Stated<Double> nodata) {
    Compression compression = Compression.of(image.compression()).orElseThrow();
    return new TileDecoder(uri(), image, compression, order, nodata);
  }

  @Override
  public long decodingBytes(int level) {
    ImageLayout image = readable(level);
    TileDecoder decoder = decoder(image, Stated.silent());
    return decoder.memory()
        + switch (transparency.get(level)) {
          case Transparency.None _ -> 0;
          case Transparency.Mask(ImageLayout mask) ->
              decoder.validityBytes() + maskMemory(decoder(mask, Stated.silent()));
          case Transparency.Values _ ->
              decoder.validityBytes() + (image.isPlanar() ? maskMemory(decoder) : 0);
          case Transparency.Alpha _ ->
              image.isPlanar() ? maskMemory(decoder) : decoder.validityBytes();
        };
  }

  private static long maskMemory(TileDecoder mask) {
    return mask.memory() + mask.validityBytes();
  }

  /// Whether the file is laid out as a COG. Reads the places of tiles where they are not read yet.
  ///
  /// @throws dev.cairn.base.CairnException where these are malformed or cannot be had
  public CogReport cogReport() throws InterruptedException {
    return cog.report();
  }
}
