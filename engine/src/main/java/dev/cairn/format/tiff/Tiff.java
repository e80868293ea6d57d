package dev.cairn.format.tiff;

import dev.cairn.base.ByteRange;
import dev.cairn.base.Malformed;
import dev.cairn.base.Unsupported;
import dev.cairn.geo.Affine;
import dev.cairn.geo.GeoBox;
import dev.cairn.geo.PixelWindow;
import dev.cairn.raster.Block;
import dev.cairn.raster.DType;
import dev.cairn.raster.DecodedBlock;
import dev.cairn.raster.RasterHeader;
import dev.cairn.raster.RasterReader;
import dev.cairn.raster.Scaling;
import dev.cairn.raster.Stated;
import dev.cairn.store.ObjectHead;
import dev.cairn.store.Store;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A TIFF or Cloud Optimized GeoTIFF that is open for reading: the first image of the file with its
/// overviews. Immutable and safe for any number of threads; holds no resource.
///
/// Reads tiles and strips, chunky and planar, of 8-, 16- and 32-bit integers, float32 and float64;
/// uncompressed, Deflate, LZW or Zstandard, with predictors 1, 2 and 3; both byte orders, classic
/// and BigTIFF. The header of anything else can be read where a [RasterHeader] can say it; asking
/// for its pixels is [Unsupported] by name.
///
/// The header is one request where the directories lie in the first bytes, as in a COG; the places
/// of tiles are read once they are asked for, where they were not among those bytes.
public final class Tiff implements RasterReader {
  private static final Pattern NUMBER =
      Pattern.compile("\\s*([+-]?(?:\\d+\\.?\\d*|\\.\\d+)(?:[eE][+-]?\\d+)?).*", Pattern.DOTALL);

  /// What to do with a file that has transparency, a mask or an alpha band, which say beside the
  /// samples where there is no value.
  public enum Transparency {
    /// Its pixels are [Unsupported]: without the mask, invalid pixels would look valid.
    REFUSED,
    /// Samples are read as they are stored; for those who look at samples alone, such as checksums.
    IGNORED
  }

  /// How a file is opened.
  ///
  /// @param headBytes bytes of the first request, 256 or more
  public record Options(int headBytes, Transparency transparency) {
    /// 16 KiB, which hold the header of most COGs; transparency refused.
    public static final Options DEFAULT = new Options(16 << 10, Transparency.REFUSED);

    public Options {
      if (headBytes < 256) {
        throw new IllegalArgumentException("first request of " + headBytes + " bytes");
      }
    }

    public Options with(Transparency other) {
      return new Options(headBytes, other);
    }

    public Options withHeadBytes(int bytes) {
      return new Options(bytes, transparency);
    }
  }

  private final Store store;
  private final ObjectHead object;
  private final ByteOrder order;
  private final RasterHeader header;
  private final TiffStructure structure;
  private final List<ImageLayout> images; // by level
  private final CogCheck cog;
  private final int headBytes;

  private Tiff(Store store, HeaderBytes bytes, List<Ifd> ifds, Options options)
      throws InterruptedException {
    this.store = store;
    this.object = bytes.object();
    this.order = bytes.order();
    Ifd first = ifds.getFirst();
    ImageLayout main = ImageLayout.from(first, store);
    var imagesInFile = new ArrayList<>(List.of(main));
    int masks = 0;
    int pages = 0;
    for (Ifd ifd : ifds.subList(1, ifds.size())) {
      if (ifd.isMask()) {
        masks++;
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
    Stated<Double> nodata = nodata(first, main.dtype());
    var bands = new ArrayList<RasterHeader.BandHeader>();
    for (int band = 0; band < main.samples(); band++) {
      bands.add(
          new RasterHeader.BandHeader(
              main.dtype(),
              nodata,
              scaling(bytes.uri(), metadata, band),
              MetadataItem.of(metadata, band, "description")));
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
    boolean alpha = hasAlpha(first, main.samples(), metadata);
    Optional<String> obstacle = main.obstacle();
    if (obstacle.isEmpty() && options.transparency() == Transparency.REFUSED) {
      obstacle =
          masks > 0
              ? Optional.of("internal mask (NewSubfileType bit 2): it would be overlooked")
              : alpha && !nodata.isStated() // GDAL looks at no-data first, and then no further
                  ? Optional.of("alpha band (ExtraSamples): it would be overlooked")
                  : Optional.empty();
    }
    boolean big = bytes.at(0, 4).getShort(2) == 43;
    structure =
        new TiffStructure(
            big,
            bytes.order(),
            bytes.size(),
            main.isTiled(),
            place.transform(),
            place.crs(),
            place.isPixelIsPoint(),
            alpha,
            masks,
            pages,
            metadata,
            obstacle.isPresent() ? Stated.as(obstacle.get()) : Stated.silent());

    cog = CogCheck.from(bytes, big, imagesInFile);
    headBytes = bytes.headBytes();
  }

  /// Reads the header with the default options.
  ///
  /// @throws Malformed where the object is no TIFF or its directories are broken
  /// @throws Unsupported where a [RasterHeader] cannot say what it is: complex samples, integers of
  ///     more than 32 bits, bands of several types, 2³¹ pixels or tiles
  public static Tiff open(Store store, URI uri) throws InterruptedException {
    return open(store, uri, Options.DEFAULT);
  }

  /// Reads the header; see [#open(Store, URI)].
  public static Tiff open(Store store, URI uri, Options options) throws InterruptedException {
    var bytes = new HeaderBytes(store, store.head(uri, options.headBytes()));
    return new Tiff(store, bytes, Ifd.readAll(bytes), options);
  }

  /// ExtraSamples (tag 338) 1 or 2, where GDAL's metadata does not call the band something else.
  private static boolean hasAlpha(Ifd ifd, int samples, List<MetadataItem> metadata) {
    long[] kinds = ifd.integers(Tag.EXTRA_SAMPLES);
    for (int i = 0; i < kinds.length; i++) {
      int band = samples - kinds.length + i;
      if ((kinds[i] == 1 || kinds[i] == 2)
          && MetadataItem.of(metadata, band, "colorinterp").orElse("Alpha").equals("Alpha")) {
        return true;
      }
    }
    return false;
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

  /// GDAL_NODATA, which a float32 band has as a float32: the text may have fewer digits.
  private static Stated<Double> nodata(Ifd ifd, DType dtype) {
    String text = ifd.text(Tag.GDAL_NODATA).map(String::strip).orElse("");
    if (text.isEmpty()) {
      return Stated.silent();
    }
    String name = text.toLowerCase(Locale.ROOT);
    if (name.matches("[+-]?nan.*|[+-]?1\\.#(qnan|ind).*")) {
      return Stated.as(Double.NaN);
    }
    if (name.matches("[+-]?(inf|1\\.#inf).*")) {
      return Stated.as(name.startsWith("-") ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY);
    }
    Matcher m = NUMBER.matcher(text);
    if (!m.matches()) {
      throw new Malformed(
          ifd.bytes().uri(), "GDAL_NODATA (tag 42113) is not a number: \"" + text + "\"");
    }
    double value = Double.parseDouble(m.group(1));
    boolean isFloat = dtype == DType.FLOAT32 && Float.isFinite((float) value);
    return Stated.as(isFloat ? (double) (float) value : value);
  }

  private static Stated<Scaling> scaling(URI uri, List<MetadataItem> items, int band) {
    Stated<String> scale = MetadataItem.of(items, band, "scale");
    Stated<String> offset = MetadataItem.of(items, band, "offset");
    if (!scale.isStated() && !offset.isStated()) {
      return Stated.silent();
    }
    try {
      return Stated.as(
          new Scaling(
              Double.parseDouble(scale.orElse("1").strip()),
              Double.parseDouble(offset.orElse("0").strip())));
    } catch (IllegalArgumentException e) {
      throw new Malformed(
          uri,
          "GDAL_METADATA (tag 42112): band "
              + band
              + " has scale \""
              + scale.orElse("1")
              + "\" and offset \""
              + offset.orElse("0")
              + "\"",
          e);
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
      held += image.index().heldBytes();
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
        || band >= image.samples()
        || !new PixelWindow(0, 0, image.width(), image.height()).contains(window)
        || window.col() < 0
        || window.row() < 0) {
      throw new IllegalArgumentException(
          "band " + band + ", level " + level + ", " + window + " of " + header);
    }
    int across = image.tilesAcross();
    int left = window.col() / image.tileWidth();
    int right = (window.colEnd() - 1) / image.tileWidth();
    int top = window.row() / image.tileHeight();
    int bottom = (window.rowEnd() - 1) / image.tileHeight();
    long plane = image.isPlanar() ? band * image.tilesPerPlane() : 0;
    long asked = (right - left + 1L) * (bottom - top + 1L);
    if (asked > image.index().length()) {
      throw new Malformed( // and bounds what is listed here by what the object holds
          uri(),
          image.ifdOffset(),
          asked + " tiles are asked, the index has " + image.index().length());
    }
    image
        .index()
        .load(
            plane + (long) top * across + left,
            plane + (long) top * across + right,
            bottom - top + 1,
            across);
    var blocks = new ArrayList<Block>();
    for (int row = top; row <= bottom; row++) {
      for (int col = left; col <= right; col++) {
        long tile = plane + (long) row * across + col;
        int x = col * image.tileWidth();
        int y = row * image.tileHeight();
        blocks.add(
            new Block(
                level,
                tile,
                image.isPlanar() ? band : 0,
                image.isPlanar() ? 1 : image.samples(),
                new PixelWindow(
                    x,
                    y,
                    Math.min(image.tileWidth(), image.width() - x),
                    Math.min(image.tileHeight(), image.height() - y)),
                place(image, tile, row, level)));
      }
    }
    return blocks;
  }

  private Block.Bytes place(ImageLayout image, long tile, int tileRow, int level) {
    try {
      return stored(image, tile, tileRow, level);
    } catch (Malformed | Unsupported e) {
      return new Block.Bytes.Broken(e);
    }
  }

  private Block.Bytes stored(ImageLayout image, long tile, int tileRow, int level) {
    long offset = image.index().offset(tile);
    long count = image.index().byteCount(tile);
    long decoded = image.decodedBytes(tileRow);
    boolean raw = image.compression() == Compression.NONE.code();
    // A byte count of 0 means a tile that was left out, whatever its offset, as for GDAL. Without
    // any byte counts, which a few writers leave out, uncompressed tiles take what they must.
    if (count == 0 || offset == 0 && count < 0) {
      return new Block.Bytes.Sparse();
    }
    String name = "tile " + tile + " of level " + level;
    if (count < 0 && (!raw || image.index().hasByteCounts())) {
      throw new Malformed(uri(), image.ifdOffset(), name + " has no byte count");
    }
    // What lies behind the last pixel is not fetched; a compressed tile takes at most ten times its
    // pixels, which is libtiff's guard against a count gone wrong.
    long most = raw ? decoded : 10 * decoded + 4096;
    long length = count < 0 ? decoded : Math.min(count, most);
    long stored = Math.max(count, length);
    if (offset > object.size() - stored) {
      throw new Malformed(
          uri(),
          offset,
          name
              + " of "
              + stored
              + " bytes lies outside the object of "
              + object.size()
              + " bytes: truncated?");
    }
    return new Block.Bytes.Stored(new ByteRange(offset, length));
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
    return image;
  }

  @Override
  public List<ByteBuffer> fetch(List<Block> blocks) throws InterruptedException {
    var ranges = new ArrayList<ByteRange>();
    for (Block block : blocks) {
      switch (block.bytes()) {
        case Block.Bytes.Stored(var range) -> ranges.add(range);
        case Block.Bytes.Sparse _ -> {}
        case Block.Bytes.Broken(var why) -> throw why; // before anything is waited for
      }
    }
    List<ByteBuffer> stored = ranges.isEmpty() ? List.of() : store.read(object, ranges);
    var fetched = new ArrayList<ByteBuffer>();
    int next = 0;
    for (Block block : blocks) {
      fetched.add(
          switch (block.bytes()) {
            case Block.Bytes.Stored _ -> stored.get(next++);
            case Block.Bytes.Sparse _ -> ByteBuffer.allocate(0);
            case Block.Bytes.Broken(var why) -> throw why;
          });
    }
    return fetched;
  }

  @Override
  public DecodedBlock decode(Block block, ByteBuffer bytes) {
    ImageLayout image = readable(block.level());
    Compression compression = Compression.of(image.compression()).orElseThrow();
    return new TileDecoder(uri(), image, compression, order, header.bands().getFirst().nodata())
        .decode(block, bytes);
  }

  /// Whether the file is laid out as a COG. Reads the places of tiles where they are not read yet.
  ///
  /// @throws dev.cairn.base.CairnException where these are malformed or cannot be had
  public CogReport cogReport() throws InterruptedException {
    return cog.report();
  }
}
