package dev.cairn.cube;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.base.InvalidRequest;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OffsetTest {
  @ParameterizedTest
  @CsvSource({
    // as `pandas.tseries.frequencies.to_offset(text).freqstr` of pandas 2.2.3 gives them
    "D,D",
    "15D,15D",
    "h,h",
    "12H,12h",
    "T,min",
    "30min,30min",
    "S,s",
    "B,B",
    "W,W-SUN",
    "2W,2W-SUN",
    "W-MON,W-MON",
    "MS,MS",
    "M,ME",
    "6MS,6MS",
    "Q,QE-DEC",
    "2Q,2QE-DEC",
    "QS,QS-JAN",
    "QS-FEB,QS-FEB",
    "BQ,BQE-DEC",
    "BQS,BQS-JAN",
    "A,YE-DEC",
    "2Y,2YE-DEC",
    "YS,YS-JAN",
    "AS-JUL,YS-JUL",
    "BA,BYE-DEC",
    "BAS,BYS-JAN",
    "SM,SME-15",
    "SMS,SMS-15",
    "SMS-10,SMS-10",
    "BM,BME",
    "BMS,BMS"
  })
  void textIsThatOfPandasAndReadsBack(String text, String shown) {
    Offset offset = Offset.parse(text);

    assertThat(offset).hasToString(shown);
    assertThat(Offset.parse(offset.toString())).isEqualTo(offset);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "2",
        "X",
        "2QX",
        "q",
        "D-MON",
        "0D",
        "-1D",
        "9999999999D",
        "1.5h",
        "W-FOO",
        "QE-MAY2",
        "SMS-1",
        "SME-28",
        "SMS-x",
        "D 2",
        "MS-JAN"
      })
  void whatIsNoOffsetIsRefused(String text) {
    assertThatThrownBy(() -> Offset.parse(text))
        .isInstanceOf(InvalidRequest.class)
        .hasMessageContaining("offset " + text);
  }

  @Test
  void unknownNamesAreAnsweredWithTheKnownOnes() {
    assertThatThrownBy(() -> Offset.parse("2QX"))
        .isInstanceOf(InvalidRequest.class)
        .hasMessageContaining("QE QS")
        .hasMessageContaining("older names: A AS");
  }

  @Test
  void aSecondOverTenYearsIsRefusedWithTheNumberOfBins() {
    var tenYears =
        List.of(Instant.parse("2013-01-01T00:00:00Z"), Instant.parse("2023-01-01T00:00:00Z"));

    assertThatThrownBy(() -> TimeBins.of(tenYears, Offset.parse("1s"), BinOptions.DEFAULT))
        .isInstanceOf(InvalidRequest.class)
        .hasMessageContaining("315532801 bins")
        .hasMessageContaining("1000000");
  }

  @ParameterizedTest
  @CsvSource({
    "0001-01-01T00:00:00Z,D",
    "9999-12-31T00:00:00Z,QE",
    "2020-01-01T00:00:00Z,1000000000YE",
    "2020-01-01T00:00:00Z,1000000000D"
  })
  void whatNanosecondsCannotTellIsRefused(String time, String offset) {
    assertThatThrownBy(
            () ->
                TimeBins.of(List.of(Instant.parse(time)), Offset.parse(offset), BinOptions.DEFAULT))
        .isInstanceOf(InvalidRequest.class);
  }

  @Test
  void noTimesMakeNoBins() {
    assertThat(TimeBins.of(List.of(), Offset.parse("MS"), BinOptions.DEFAULT).size()).isZero();
  }

  @Test
  void unsortedTimesAreACallersBug() {
    var times =
        List.of(Instant.parse("2020-02-01T00:00:00Z"), Instant.parse("2020-01-01T00:00:00Z"));

    assertThatThrownBy(() -> TimeBins.of(times, Offset.parse("MS"), BinOptions.DEFAULT))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
