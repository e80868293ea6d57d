package dev.cairn.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.codec.LercBlobs.Blob;
import dev.cairn.codec.LercDecoder.Alpha;
import dev.cairn.codec.LercDecoder.Layout;
import dev.cairn.codec.LercDecoder.Type;
import dev.cairn.testing.Fixtures;
import dev.cairn.testing.Judge;
import dev.cairn.testing.Oracle;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.zip.DataFormatException;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LercDecoderTest {
  private static final Path FEW = Fixtures.root().resolve("engine/src/test/resources/lerc/few.bin");

  private static final Map<String, Blob> BLOBS = new TreeMap<>();

  @BeforeAll
  static void read() throws Exception {
    LercBlobs.visit(FEW, blob -> BLOBS.put(blob.name(), blob));
  }

  @Test
  void blobsOfEveryVersionAreReadAsTheLibraryReadsThem() throws Exception {
    var soft = new SoftAssertions();
    for (Blob blob : BLOBS.values()) {
      soft.assertThat(blob.decode()).as(blob.name()).isEqualTo(blob.samples());
    }
    soft.assertAll();
    assertThat(BLOBS).hasSizeGreaterThan(40);
    for (int version : new int[] {0, 2, 3, 4, 5, 6}) {
      assertThat(BLOBS.keySet()).anyMatch(name -> name.startsWith("v" + version + "_"));
    }
  }

  /// Each version, type, number of values a pixel, way of writing and mask with each other.
  @Test
  void everyBlobThatTheLibraryWritesIsReadAsItReadsIt(@TempDir Path folder) throws Exception {
    Judge.requireLibrary("libLerc.so.4");
    Oracle.ask(folder, "import make_lerc_blobs; make_lerc_blobs.write('all.bin')");
    var soft = new SoftAssertions();
    int[] wrong = {0};
    int n =
        LercBlobs.visit(
            folder.resolve("all.bin"),
            blob -> {
              if (!Arrays.equals(blob.decode(), blob.samples()) && wrong[0]++ < 20) {
                soft.fail(blob.name());
              }
            });
    soft.assertAll();
    assertThat(n).isGreaterThan(15_000);
  }

  @Test
  void version1IsVersion2WithoutHuffmanCodes() throws Exception {
    Blob blob = blob("v2_INT16_21x17x1_fewhole");
    byte[] bytes = blob.bytes().clone();
    bytes[6] = 1;

    assertThat(LercBlobs.decode(bytes, blob.layout())).isEqualTo(blob.samples());
  }

  @Test
  void aMaskIsTheAlphaThatABlobLeavesOut() throws Exception {
    // Three values a pixel and a mask, where four samples are wanted and the last one is alpha.
    Blob blob = blob("v4_UINT8_21x17x3_smoothhole");
    var layout = new Layout(21, 17, 4, Type.UINT8, Alpha.UNASSOCIATED);

    byte[] samples = LercBlobs.decode(blob.bytes(), layout);

    byte[] colours = blob.decode();
    int transparent = 0;
    for (int k = 0; k < 21 * 17; k++) {
      boolean isValid =
          (k % 21 - 10.5) * (k % 21 - 10.5) + (k / 21 - 17 / 3.0) * (k / 21 - 17 / 3.0) > 49;
      assertThat(samples[4 * k + 3]).isEqualTo((byte) (isValid ? 255 : 0));
      assertThat(Arrays.copyOfRange(samples, 4 * k, 4 * k + 3))
          .isEqualTo(Arrays.copyOfRange(colours, 3 * k, 3 * k + 3));
      transparent += isValid ? 0 : 1;
    }
    assertThat(transparent).isBetween(100, 200);
    assertThatThrownBy(
            () -> LercBlobs.decode(blob.bytes(), new Layout(21, 17, 4, Type.UINT8, Alpha.NONE)))
        .isInstanceOf(DataFormatException.class)
        .hasMessage("LERC: 3 values a pixel, expected 4");
  }

  @Test
  void aBlobWithAlphaIsReadAsItIs() throws Exception {
    Blob blob = blob("v4_UINT8_21x17x3_noise");
    var layout = new Layout(21, 17, 3, Type.UINT8, Alpha.UNASSOCIATED);

    assertThat(LercBlobs.decode(blob.bytes(), layout)).isEqualTo(blob.samples());
  }

  @Test
  void missingSamplesAreCounted() throws Exception {
    for (Blob blob : BLOBS.values()) {
      if (blob.layout().type() == Type.FLOAT32) {
        int nan = 0;
        for (int p = 0; p < blob.samples().length; p += 4) {
          nan += Float.isNaN((float) LercBytes.FLOAT.get(blob.samples(), p)) ? 1 : 0;
        }
        assertThat(missing(blob)).as(blob.name()).isEqualTo(nan);
      }
    }
    assertThat(missing(blob("v4_FLOAT32_21x17x3_bandsMasks"))).isBetween(200, 700);
    assertThat(missing(blob("v4_UINT8_21x17x3_smoothhole"))).isEqualTo(3 * 150);
    assertThat(missing(blob("v4_UINT8_21x17x3_noise"))).isZero();
  }

  private static int missing(Blob blob) throws DataFormatException {
    byte[] out = new byte[blob.layout().size()];
    return LercDecoder.decode(blob.bytes(), 0, blob.bytes().length, blob.layout(), out, 0);
  }

  @Test
  void aChangedByteIsFoundByTheChecksum() {
    for (String name : new String[] {"v3_INT32_21x17x1_wide", "v6_FLOAT64_21x17x1_rows"}) {
      byte[] bytes = blob(name).bytes().clone();
      bytes[bytes.length - 9] ^= 4;

      assertThatThrownBy(() -> LercBlobs.decode(bytes, blob(name).layout()))
          .isInstanceOf(DataFormatException.class)
          .hasMessageContaining("checksum");
    }
  }

  @Test
  void aBlobOfAnotherSizeOrTypeIsRefusedBeforeItIsRead() {
    Blob blob = blob("v4_FLOAT32_21x17x1_smoothE");
    for (var layout :
        new Layout[] {
          new Layout(17, 21, 1, Type.FLOAT32, Alpha.NONE),
          new Layout(21, 17, 1, Type.INT32, Alpha.NONE),
          new Layout(21, 17, 2, Type.FLOAT32, Alpha.NONE)
        }) {
      assertThatThrownBy(() -> LercBlobs.decode(blob.bytes(), layout))
          .isInstanceOf(DataFormatException.class);
    }
    assertThatThrownBy(() -> new Layout(1 << 16, 1 << 15, 1, Type.INT8, Alpha.NONE))
        .isInstanceOf(IllegalArgumentException.class);
    byte[] newer = blob.bytes().clone();
    newer[6] = 7;
    assertThatThrownBy(() -> LercBlobs.decode(newer, blob.layout()))
        .hasMessage("LERC: version 7, known are 1 to 6");
  }

  @Test
  void aBlobThatEndsEarlyIsAFailure() {
    for (Blob blob : BLOBS.values()) {
      for (int n = 0; n < blob.bytes().length; n += 1 + n / 8) {
        byte[] cut = Arrays.copyOf(blob.bytes(), n);
        assertThatThrownBy(() -> LercBlobs.decode(cut, blob.layout()))
            .as(blob.name() + " cut to " + n)
            .isInstanceOf(DataFormatException.class);
      }
    }
  }

  /// Any bytes end in samples or a failure, at once; also where their checksum is right.
  @Test
  void mutatedBlobsEndInSamplesOrAFailure() {
    long seed = Long.getLong("cairn.fuzz.seed", 20_250_101);
    int mutations = Integer.getInteger("cairn.fuzz.lerc", 30_000);
    System.out.println("LercDecoderTest: -Dcairn.fuzz.seed=" + seed);
    Blob[] blobs = BLOBS.values().toArray(Blob[]::new);
    int failures = 0;
    for (int i = 0; i < mutations; i++) {
      var random = new SplittableRandom(seed + i);
      Blob blob = blobs[random.nextInt(blobs.length)];
      byte[] mutated = mutate(blob.bytes(), random);
      long begin = System.nanoTime();
      try {
        LercBlobs.decode(mutated, blob.layout());
      } catch (DataFormatException _) {
        failures++;
      } catch (RuntimeException | Error e) {
        throw new AssertionError(blob.name() + ", seed " + seed + " + " + i, e);
      }
      assertThat(Duration.ofNanos(System.nanoTime() - begin))
          .as(blob.name() + ", seed " + seed + " + " + i)
          .isLessThan(Duration.ofSeconds(2));
    }
    // Both ends are reached, or the mutations are no good.
    assertThat(failures).isBetween(mutations / 4, mutations * 9 / 10);
  }

  private static byte[] mutate(byte[] blob, SplittableRandom random) {
    byte[] m = blob.clone();
    for (int k = random.nextInt(1, 4); k > 0; k--) {
      // Headers are where it hurts; the sizes that are stated first would always be refused.
      int at =
          random.nextInt(4) > 0 ? random.nextInt(30, m.length) : random.nextInt(30, 110) % m.length;
      m[at] =
          switch (random.nextInt(4)) {
            case 0 -> (byte) 0xFF;
            case 1 -> (byte) 0;
            case 2 -> (byte) (m[at] ^ 1 << random.nextInt(8));
            default -> (byte) random.nextInt(256);
          };
    }
    if (m[0] == 'L' && m[6] >= 3) {
      LercBlobs.sign(m);
    }
    return m;
  }

  private static Blob blob(String name) {
    Blob blob = BLOBS.get(name);
    if (blob == null) {
      throw new AssertionError("no " + name);
    }
    return blob;
  }
}
