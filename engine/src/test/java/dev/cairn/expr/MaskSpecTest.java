package dev.cairn.expr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.base.InvalidRequest;
import dev.cairn.focal.Neighbourhood;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MaskSpecTest {
  @Test
  void bitsAreNumbersOfBits() {
    assertThat(MaskSpec.parse("QA_PIXEL:bits=1,2,3,4"))
        .isEqualTo(new MaskSpec(List.of("QA_PIXEL"), new MaskTest.Bits(0b11110)));
    assertThat(MaskSpec.parse("qa:bits=31").test()).isEqualTo(new MaskTest.Bits(1L << 31));
  }

  @Test
  void valuesAndKeepAreSets() {
    assertThat(MaskSpec.parse(" scl : values = 9, 3,3 ").test())
        .isEqualTo(new MaskTest.Values(List.of(3L, 9L)));
    assertThat(MaskSpec.parse("s2:scl:keep=-1,4"))
        .isEqualTo(new MaskSpec(List.of("s2:scl"), new MaskTest.Keep(List.of(-1L, 4L))));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      textBlock =
          """
          QA_PIXEL:bits=4,1    ; QA_PIXEL:bits=1,4
          scl:values=8,3,8     ; scl:values=3,8
          scl : keep = 4       ; scl:keep=4
          swir 16|b:keep=0     ; swir 16|b:keep=0
          landsat-qa           ; qa_pixel|QA_PIXEL:bits=0,1,2,3,4
          s2-scl               ; scl|SCL:values=0,1,3,8,9,10
          """)
  void theCanonicalTextIsTheSameMask(String text, String canonical) {
    MaskSpec spec = MaskSpec.parse(text);

    assertThat(spec).hasToString(canonical);
    assertThat(MaskSpec.parse(canonical)).isEqualTo(spec);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "scl",
        "scl:",
        "scl:keep",
        "scl:keep=",
        "scl:keep=a",
        "scl:keep=1,,2",
        "scl:keep=1.5",
        ":keep=1",
        "|:keep=1",
        "a|:keep=1",
        "scl:bits=32",
        "scl:bits=-1",
        "scl:drop=1",
        "scl:keep=1:values=2",
        "scl:keep=99999999999",
        "landsat",
        "scl;keep=1",
        "scl:keep=1,dilate=513",
        "scl:keep=1,dilate=-1",
        "scl:keep=1,dilate=",
        "scl:keep=1,dilate=1,dilate=2",
        "scl:dilate=2",
        "scl:dilate=2,keep=1",
        "QA_PIXEL:bits=3:dilate=2",
        "landsat-qa,dilate=3",
        "s2-scl:dilate=9999999999"
      })
  void whatIsNoMaskIsRefused(String text) {
    assertThatThrownBy(() -> MaskSpec.parse(text))
        .isInstanceOf(InvalidRequest.class)
        .hasMessageStartingWith("invalid request: mask '");
  }

  @Test
  void aMaskMayGrow() {
    assertThat(MaskSpec.parse("scl:values=3,8 , dilate = 2"))
        .isEqualTo(new MaskSpec(List.of("scl"), new MaskTest.Values(List.of(3L, 8L)), 2))
        .hasToString("scl:values=3,8,dilate=2");
    assertThat(MaskSpec.parse("landsat-qa:dilate=3"))
        .isEqualTo(MaskSpec.LANDSAT_QA.withDilation(3));
    assertThat(MaskSpec.parse(MaskSpec.S2_SCL.withDilation(9).toString()))
        .isEqualTo(MaskSpec.S2_SCL.withDilation(9));
    assertThat(MaskSpec.parse("scl:keep=1,dilate=0")).isEqualTo(MaskSpec.parse("scl:keep=1"));
    assertThat(MaskSpec.MAX_DILATION).isEqualTo(Neighbourhood.MAX_RADIUS);
  }

  @Test
  void theBandIsFoundUnderTheFirstOfItsNames() {
    assertThat(MaskSpec.LANDSAT_QA.bandIn(List.of("red", "QA_PIXEL"))).isEqualTo("QA_PIXEL");
    assertThatThrownBy(() -> MaskSpec.LANDSAT_QA.bandIn(List.of("red", "nir08")))
        .isInstanceOf(InvalidRequest.class)
        .hasMessageContaining("no band qa_pixel or QA_PIXEL; there are red, nir08");
  }
}
