package dev.cairn.format.tiff;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Checks a file's layout against the rules of GDAL's `validate_cloud_optimized_geotiff`.
///
/// @param images the image and its overviews in the order of their directories
/// @param begin the first byte behind the file's header
/// @param expectedIfdOffset where the first directory should lie: behind GDAL's structural metadata
///     where there is some
/// @param structuralMetadata what it says, such as `BLOCK_LEADER=SIZE_AS_UINT4`
record CogCheck(
    List<ImageLayout> images,
    int begin,
    long expectedIfdOffset,
    Map<String, String> structuralMetadata) {
  private static final Pattern GHOST =
      Pattern.compile("GDAL_STRUCTURAL_METADATA_SIZE=(\\d{6}) bytes\n");
  private static final Pattern ITEM = Pattern.compile(" *([A-Z_]{1,64})=([A-Z0-9_.-]{1,64}) *\n");

  /// Tiles that are looked at for the first one that is stored.
  private static final int MOST_LOOKED_AT = 1 << 20;

  CogCheck {
    images = List.copyOf(images);
    structuralMetadata = Map.copyOf(structuralMetadata);
  }

  static CogCheck from(HeaderBytes bytes, boolean big, List<ImageLayout> images) {
    int begin = big ? 16 : 8;
    String ghost = ghost(bytes, begin);
    Matcher m = GHOST.matcher(ghost);
    boolean isGhost = m.lookingAt();
    long end = begin + (isGhost ? m.end() + Long.parseLong(m.group(1)) : 0);
    return new CogCheck(
        images,
        begin,
        end + end % 2, // on a word boundary (TIFF 6.0 §2)
        isGhost ? items(ghost.substring(m.end())) : Map.of());
  }

  private static Map<String, String> items(String text) {
    var items = new TreeMap<String, String>();
    Matcher m = ITEM.matcher(text);
    while (m.lookingAt()) {
      items.put(m.group(1), m.group(2));
      m.region(m.end(), text.length());
    }
    return items;
  }

  /// What stands between the file's header and its first directory in a COG of GDAL's making.
  private static String ghost(HeaderBytes bytes, int begin) {
    int n = (int) Math.min(1024, bytes.size() - begin);
    while (n > 0 && !bytes.has(begin, n)) {
      n /= 2;
    }
    byte[] text = new byte[Math.max(n, 0)];
    if (text.length > 0) {
      bytes.at(begin, n).get(text);
    }
    return new String(text, StandardCharsets.ISO_8859_1);
  }

  CogReport report() throws InterruptedException {
    var looked = new AtomicLong();
    var errors = new ArrayList<String>();
    var warnings = new ArrayList<String>();
    ImageLayout main = images.getFirst();
    if (main.width() > 512 || main.height() > 512) {
      if (isOneTileAcross(main)) {
        errors.add("more than 512 pixels wide or high and not tiled");
      }
      if (images.size() == 1) {
        warnings.add("more than 512 pixels wide or high without overviews");
      }
    }
    if (main.ifdOffset() != begin && main.ifdOffset() != expectedIfdOffset) {
      errors.add(
          "the first directory lies at byte "
              + main.ifdOffset()
              + ", it should be at "
              + expectedIfdOffset);
    }
    if (structuralMetadata.getOrDefault("KNOWN_INCOMPATIBLE_EDITION", "").equals("YES")) {
      errors.add("changed after it was written, so that its layout no longer holds");
    }
    var data = new ArrayList<Long>();
    for (int i = 0; i < images.size(); i++) {
      ImageLayout image = images.get(i);
      data.add(firstTileOffset(image, looked));
      if (i == 0) {
        continue;
      }
      ImageLayout before = images.get(i - 1);
      if (image.width() > before.width() || image.height() > before.height()) {
        errors.add(name(i) + " is larger than " + name(i - 1));
      }
      if (isOneTileAcross(image)) {
        errors.add(name(i) + " is not tiled");
      }
      if (image.ifdOffset() < before.ifdOffset()) {
        errors.add("the directory of " + name(i) + " lies before that of " + name(i - 1));
      }
    }
    int lastImage = images.size() - 1;
    if (data.getLast() != 0 && data.getLast() < images.getLast().ifdOffset()) {
      errors.add("the first tile of " + name(lastImage) + " lies before its directory");
    }
    for (int i = lastImage - 1; i >= 0; i--) {
      if (data.get(i) != 0 && data.get(i) < data.get(i + 1)) {
        errors.add("the first tile of " + name(i) + " lies before that of " + name(i + 1));
      }
    }
    return new CogReport(errors, warnings);
  }

  private static boolean isOneTileAcross(ImageLayout image) {
    return image.tileWidth() == image.width() && image.width() > 1024;
  }

  private static String name(int imageInFile) {
    return imageInFile == 0 ? "the image" : "overview " + (imageInFile - 1);
  }

  /// 0 where every tile was left out, or so many that one looks no further.
  ///
  /// @param looked tiles that were looked at, of all images: what is read of an index is kept
  private static long firstTileOffset(ImageLayout image, AtomicLong looked)
      throws InterruptedException {
    long tiles = Math.min(image.tilesPerPlane(), image.index().length());
    for (long tile = 0; tile < tiles && looked.getAndIncrement() < MOST_LOOKED_AT; tile++) {
      image.index().load(tile, tile, 1, 0);
      if (image.index().offset(tile) != 0) {
        return image.index().offset(tile);
      }
    }
    return 0;
  }
}
