package dev.cairn.render;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.cairn.base.InvalidRequest;
import dev.cairn.testing.Judge;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TimeFormatTest {
  /// Ends and beginnings of years, leap days, midnight, noon, and both sides of them.
  private static final List<String> TIMES =
      List.of(
          "2019-12-29T00:00:00Z",
          "2019-12-30T00:59:59.000001Z",
          "2020-01-01T11:59:59Z",
          "2020-02-29T12:00:00Z",
          "2021-01-03T13:05:09.123456Z",
          "2021-01-04T23:59:59.999999Z",
          "2022-12-31T06:07:08Z",
          "2023-01-01T00:00:00Z",
          "1999-05-09T09:09:09Z",
          "2024-12-31T00:00:00Z");

  @Test
  void everyDirectiveGivesWhatPythonGives() {
    Judge.requirePython("datetime");
    var patterns = new ArrayList<String>();
    for (char c : "aAbBcdDeFfGHIjmMnpRSTtuUVwWxXyYzZ%".toCharArray()) {
      patterns.add("<%" + c + ">");
    }
    for (char c : "deHIjmMSyUVW".toCharArray()) {
      patterns.add("<%-" + c + ">");
    }
    patterns.add("%d %b %Y, %H:%M %%d at 100%% %p");
    var arguments = new ArrayList<>(TIMES);
    arguments.addAll(patterns);

    var verdict =
        Judge.python(
            """
            import datetime, sys
            times = [datetime.datetime.fromisoformat(t.replace("Z", "+00:00")) for t in sys.argv[1:%d]]
            for time in times:
                for pattern in sys.argv[%d:]:
                    print(time.strftime(pattern), end="\\0")
            """
                .formatted(1 + TIMES.size(), 1 + TIMES.size()),
            arguments.toArray(String[]::new));

    assertThat(verdict.exitCode()).as(verdict.output()).isZero();
    String[] expected = verdict.output().split("\0", -1);
    int at = 0;
    for (String time : TIMES) {
      for (String pattern : patterns) {
        assertThat(new TimeFormat(pattern).format(Instant.parse(time)))
            .as(pattern + " of " + time)
            .isEqualTo(expected[at++]);
      }
    }
    assertThat(at).isEqualTo(TIMES.size() * patterns.size());
  }

  @ParameterizedTest
  @ValueSource(strings = {"%", "%Y-%", "%Q", "%-", "%_d", "%Y %é"})
  void anUnknownDirectiveIsRefused(String pattern) {
    assertThatExceptionOfType(InvalidRequest.class)
        .isThrownBy(() -> new TimeFormat(pattern))
        .withMessageContaining("date format " + pattern);
  }
}
