package dev.cairn.expr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.base.InvalidRequest;
import dev.cairn.raster.DType;
import dev.cairn.raster.Scaling;
import java.util.List;
import org.junit.jupiter.api.Test;

class PixelProgramTest {
  private static final PixelProgram.Input NIR =
      new PixelProgram.Input("nir", DType.UINT16, Scaling.IDENTITY);
  private static final PixelProgram.Input RED =
      new PixelProgram.Input("red", DType.UINT16, Scaling.IDENTITY);
  private static final PixelProgram.Input SCL =
      new PixelProgram.Input("scl", DType.UINT8, Scaling.IDENTITY);

  @Test
  void partsHoldTheInputsThatTheyNeed() {
    var clear = new MaskTest.Keep(List.of(4L, 5L));
    var program =
        new PixelProgram(
            List.of(NIR, SCL, RED),
            List.of(new MaskRule(1, clear)),
            List.of(Expr.parse("red / nir")),
            Precision.FLOAT32);

    assertThat(program.masksAlone())
        .isEqualTo(
            new PixelProgram(
                List.of(SCL), List.of(new MaskRule(0, clear)), List.of(), Precision.FLOAT32));
    assertThat(program.outputsAlone())
        .isEqualTo(
            new PixelProgram(
                List.of(NIR, RED), List.of(), List.of(Expr.parse("red / nir")), Precision.FLOAT32));
  }

  @Test
  void anUnknownBandIsRefusedWithThoseThereAre() {
    assertThatThrownBy(() -> program("blue / nir", Precision.FLOAT32))
        .isInstanceOf(InvalidRequest.class)
        .hasMessageContaining("band blue")
        .hasMessageContaining("there are nir, red, scl");
  }

  @Test
  void numbersThatThePrecisionCannotHoldAreRefused() {
    assertThat(program("nir * 1e39", Precision.FLOAT64).outputs()).hasSize(1);
    assertThatThrownBy(() -> program("nir * 1e39", Precision.FLOAT32))
        .isInstanceOf(InvalidRequest.class)
        .hasMessageContaining("float32");
  }

  @Test
  void bitsThatABandDoesNotHaveAreRefused() {
    assertThatThrownBy(() -> masked(SCL, new MaskTest.Bits(1 << 8)))
        .isInstanceOf(InvalidRequest.class)
        .hasMessageContaining("numbered from 0 to 7");
    assertThatThrownBy(
            () ->
                masked(
                    new PixelProgram.Input("f", DType.FLOAT32, Scaling.IDENTITY),
                    new MaskTest.Bits(1)))
        .isInstanceOf(InvalidRequest.class)
        .hasMessageContaining("no bits");
  }

  @Test
  void aTreeThatGrowsByReferringToItselfIsRefused() {
    Expr e = Expr.band("nir");
    for (int i = 0; i < 60; i++) {
      e = new Expr.Binary(Expr.BinaryOp.ADD, e, e); // 2⁶⁰ operands
    }
    Expr huge = e;

    assertThatThrownBy(
            () -> new PixelProgram(List.of(NIR), List.of(), List.of(huge), Precision.FLOAT32))
        .isInstanceOf(InvalidRequest.class)
        .hasMessageContaining("20000");
  }

  @Test
  void float32IsEnoughForTypesThatItHolds() {
    assertThat(Precision.fitting(List.of(DType.UINT16, DType.FLOAT32)))
        .isEqualTo(Precision.FLOAT32);
    assertThat(Precision.fitting(List.of(DType.UINT8, DType.INT32))).isEqualTo(Precision.FLOAT64);
  }

  private static PixelProgram program(String output, Precision precision) {
    return new PixelProgram(
        List.of(NIR, RED, SCL), List.of(), List.of(Expr.parse(output)), precision);
  }

  private static PixelProgram masked(PixelProgram.Input band, MaskTest test) {
    return new PixelProgram(
        List.of(band), List.of(new MaskRule(0, test)), List.of(), Precision.FLOAT32);
  }
}
