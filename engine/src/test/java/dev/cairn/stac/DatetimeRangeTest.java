package dev.cairn.stac;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.base.InvalidRequest;
import dev.cairn.raster.Stated;
import dev.cairn.testing.Fixtures;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class DatetimeRangeTest {
  @Test
  void wordsBecomeTheTextThatPystacClientSends() throws IOException {
    JsonNode truth = Json.VALUES.createObjectNode();
    for (JsonNode c :
        Json.VALUES
            .readTree(Files.readAllBytes(Fixtures.require("truth/index.json")))
            .path("cases")) {
      if (c.path("id").asString("").equals("pystac-client-datetime")) {
        truth = c.path("value");
      }
    }

    int compared = 0;
    for (var entry : truth.properties()) {
      String words = entry.getKey();
      if (words.startsWith("datetime(") || words.startsWith("[")) {
        continue; // Python objects, which a command line has none of
      }
      compared++;
      if (entry.getValue().isObject()) {
        assertThatThrownBy(() -> DatetimeRange.parse(words))
            .as(words)
            .isInstanceOf(InvalidRequest.class);
      } else {
        assertThat(DatetimeRange.parse(words).text())
            .as(words)
            .isEqualTo(entry.getValue().stringValue());
      }
    }
    assertThat(compared).isGreaterThan(20);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2023-02-30",
        "2023-7",
        "july",
        "2023-07-13T10:00",
        "2023-07-13T25:00:00Z",
        "2023/2022",
        "2023-07-13T10:00:00+99:00",
        "a/b/c"
      })
  void whatIsNoTimeIsRefusedWithTheWordsInTheMessage(String words) {
    assertThatThrownBy(() -> DatetimeRange.parse(words))
        .isInstanceOf(InvalidRequest.class)
        .hasMessageContaining("datetime " + words);
  }

  @ParameterizedTest
  @CsvSource({
    "2023,               2023-12-31T23:59:59.999Z, true",
    "2023,               2024-01-01T00:00:00Z,     false",
    "2023-02,            2023-02-28T23:59:59Z,     true",
    "2023-02-28,         2023-03-01T00:00:00Z,     false",
    "2023-02-28T10:00:00Z, 2023-02-28T10:00:00Z,   true",
    "2023-02-28T10:00:00Z, 2023-02-28T10:00:00.001Z, false",
    "2023-02-28T12:00:00+02:00, 2023-02-28T10:00:00Z, true",
    "../2022,            2021-01-01T00:00:00Z,     true",
    "2022/..,            2021-12-31T23:59:59Z,     false",
    "..,                 1970-01-01T00:00:00Z,     true",
  })
  void bothEndsBelongToARange(String words, Instant at, boolean within) {
    Item item = Given.item("\"datetime\":\"" + at + "\"", "");

    assertThat(item.time().isWithin(DatetimeRange.parse(words))).isEqualTo(within);
  }

  @ParameterizedTest
  @CsvSource({
    "2023-01-05,            true",
    "2022-12/2023-01-01,    true",
    "2023-01-10T00:00:00Z/.., true",
    "2023-01-11/..,         false",
    "../2022,               false",
  })
  void anIntervalMatchesWhereItSharesAnInstant(String words, boolean within) {
    Item item =
        Given.item(
            "\"datetime\":null,\"start_datetime\":\"2023-01-01T00:00:00Z\",\"end_datetime\":\"2023-01-10T00:00:00Z\"",
            "");

    assertThat(item.time().isWithin(DatetimeRange.parse(words))).isEqualTo(within);
    assertThat(item.time().nominal()).isEqualTo(Stated.as(Instant.parse("2023-01-01T00:00:00Z")));
  }

  @Test
  void anItemWithoutATimeIsWithinNoRange() {
    assertThat(Given.item("", "").time().isWithin(DatetimeRange.parse(".."))).isFalse();
  }
}
