package dev.cairn.render;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.cairn.raster.DType;
import dev.cairn.raster.Raster;
import dev.cairn.raster.Samples;
import dev.cairn.raster.Validity;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PainterTest {
  private static final Stretch.Range HUNDRED = new Stretch.Range(0, 100);

  @Test
  void threeBandsAreRedGreenAndBlue() {
    Frame frame =
        new Painter(HUNDRED, Coloring.of(3))
            .paint(List.of(floats(1, 100f), floats(1, 50f), floats(1, -5f)));

    assertThat(frame.argb()).containsExactly(0xFF_FF7F00);
  }

  @Test
  void aPixelIsTransparentWhereAnyBandIsInvalidOrNaN() {
    Raster red = floats(100, new float[100]);
    Raster green = floats(100, new float[100]);
    float[] withNaN = new float[100];
    withNaN[70] = Float.NaN;
    Raster blue = floats(100, withNaN);
    red.valid().clear(3);
    green.valid().clear(99);

    int[] argb = new Painter(HUNDRED, Coloring.of(3)).paint(List.of(red, green, blue)).argb();

    for (int i = 0; i < argb.length; i++) {
      boolean hidden = i == 3 || i == 70 || i == 99;
      assertThat(argb[i]).as("pixel " + i).isEqualTo(hidden ? 0 : 0xFF00_0000);
    }
  }

  @Test
  void oneBandGoesThroughTheColourMap() {
    Raster band = floats(3, 0f, 100f, Float.NaN);

    int[] argb = new Painter(HUNDRED, Coloring.of(1, "gray_r")).paint(List.of(band)).argb();

    assertThat(argb).containsExactly(0xFF_FFFFFF, 0xFF_000000, 0);
  }

  @ParameterizedTest
  @EnumSource(DType.class)
  void everySampleTypeIsRead(DType type) {
    Samples samples = Samples.allocate(type, 2);
    switch (samples) {
      case Samples.UInt8(var v) -> v[1] = (byte) 200;
      case Samples.Int8(var v) -> v[1] = -56;
      case Samples.UInt16(var v) -> v[1] = (short) 60_000;
      case Samples.Int16(var v) -> v[1] = -5536;
      case Samples.UInt32(var v) -> v[1] = (int) 4_000_000_000L;
      case Samples.Int32(var v) -> v[1] = -294_967_296;
      case Samples.UInt64(var v) -> v[1] = 0xF000_0000_0000_0000L;
      case Samples.Int64(var v) -> v[1] = -1L << 62;
      case Samples.Float32(var v) -> v[1] = 1.5f;
      case Samples.Float64(var v) -> v[1] = 1.5;
    }
    double value =
        switch (type) {
          case UINT8 -> 200;
          case INT8 -> -56;
          case UINT16 -> 60_000;
          case INT16 -> -5536;
          case UINT32 -> 4e9;
          case INT32 -> -294_967_296;
          case UINT64 -> 0xFp60;
          case INT64 -> -0x1p62;
          case FLOAT32, FLOAT64 -> 1.5;
        };
    var raster = new Raster(2, 1, samples, Validity.all(2));

    // From half the value to one and a half times: the value lies in the middle.
    var range = new Stretch.Range(value / 2, value * 1.5);
    int[] argb = new Painter(range, Coloring.of(1, "gray")).paint(List.of(raster)).argb();

    assertThat(argb[1]).isEqualTo(0xFF_808080);
  }

  @Test
  void aWrongNumberOrShapeOfBandsIsTheCallersMistake() {
    var painter = new Painter(HUNDRED, Coloring.of(3));

    assertThatIllegalArgumentException().isThrownBy(() -> painter.paint(List.of(floats(1, 1f))));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> painter.paint(List.of(floats(1, 1f), floats(1, 1f), floats(2, 1f, 1f))));
  }

  private static Raster floats(int width, float... values) {
    return new Raster(
        width, values.length / width, new Samples.Float32(values), Validity.all(values.length));
  }
}
