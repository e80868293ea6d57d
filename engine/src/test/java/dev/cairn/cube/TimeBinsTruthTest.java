package dev.cairn.cube;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.cube.BinOptions.Origin;
import dev.cairn.cube.BinOptions.Side;
import dev.cairn.testing.Fixtures;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Every bin that pandas 2.2.3 and xarray 2025.3.1 told for the truth set, exactly.
class TimeBinsTruthTest {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  @TestFactory
  Stream<DynamicTest> binsAreThoseOfPandas() {
    JsonNode index = read("truth/index.json");
    var tests = new ArrayList<DynamicTest>();
    for (JsonNode c : index.get("cases")) {
      String id = c.get("id").asString();
      if (!c.get("tool").asString().equals("pandas") || id.equals("pandas-old-aliases")) {
        continue;
      }
      JsonNode truth = read("truth/" + c.get("output").asString());
      List<Instant> dates = instants(truth.get("dates"));
      BinOptions options = options(truth.path("kw"));
      truth
          .get("offsets")
          .properties()
          .forEach(
              e ->
                  tests.add(
                      DynamicTest.dynamicTest(
                          id + " " + e.getKey(),
                          () -> check(dates, e.getKey(), options, e.getValue()))));
    }
    assertThat(tests).hasSizeGreaterThan(200);
    return tests.stream();
  }

  @Test
  void olderNamesMeanTheirSuccessors() {
    List<Instant> dates = instants(read("truth/pandas-resample-irregular.json").get("dates"));
    JsonNode truth = read("truth/pandas-old-aliases.json");
    assertThat(truth.propertyNames())
        .contains("M", "Q", "2Q", "A", "2A", "Y", "H", "SM", "BM", "AS");
    truth
        .properties()
        .forEach(
            e -> {
              List<Instant> expected = instants(e.getValue().get("labels"));
              TimeBins bins = TimeBins.of(dates, Offset.parse(e.getKey()), BinOptions.DEFAULT);
              assertThat(bins.size()).as(e.getKey()).isEqualTo(e.getValue().get("n").asInt());
              assertThat(bins.labels().subList(0, expected.size()))
                  .as(e.getKey())
                  .isEqualTo(expected);
            });
  }

  @Test
  void emptyBinsAreThoseWhereXarrayHasNoValue() {
    List<Instant> dates = instants(read("truth/pandas-resample-irregular.json").get("dates"));
    var seen = new ArrayList<String>();
    for (JsonNode c : read("truth/index.json").get("cases")) {
      if (!c.get("id").asString().equals("xarray-resample-median-empty")) {
        continue;
      }
      c.get("value")
          .properties()
          .forEach(
              e -> {
                TimeBins bins = TimeBins.of(dates, Offset.parse(e.getKey()), BinOptions.DEFAULT);
                assertThat(bins.labels())
                    .as(e.getKey())
                    .isEqualTo(instants(e.getValue().get("time")));
                int i = 0;
                for (JsonNode value : e.getValue().get("values")) {
                  assertThat(bins.count(i) == 0)
                      .as(e.getKey() + " bin " + i)
                      .isEqualTo(value.asString().equals("NaN"));
                  i++;
                }
                seen.add(e.getKey());
              });
    }
    assertThat(seen).containsExactlyInAnyOrder("2QE", "QS", "YE", "6MS");
  }

  private static void check(
      List<Instant> dates, String offset, BinOptions options, JsonNode truth) {
    TimeBins bins = TimeBins.of(dates, Offset.parse(offset), options);
    var labelOfDate = new ArrayList<Instant>();
    var nonEmpty = new ArrayList<String>();
    for (int bin = 0; bin < bins.size(); bin++) {
      for (int t = bins.from(bin); t < bins.to(bin); t++) {
        assertThat(t).isEqualTo(labelOfDate.size());
        labelOfDate.add(bins.labels().get(bin));
      }
      if (bins.count(bin) > 0) {
        nonEmpty.add(bins.labels().get(bin) + " " + bins.count(bin));
      }
    }
    assertThat(labelOfDate).isEqualTo(instants(truth.get("date_to_label")));
    if (truth.has("labels")) {
      assertThat(bins.labels()).isEqualTo(instants(truth.get("labels")));
      assertThat(java.util.stream.IntStream.range(0, bins.size()).map(bins::count).boxed().toList())
          .isEqualTo(truth.get("counts").values().stream().map(JsonNode::asInt).toList());
    } else {
      assertThat(bins.size()).isEqualTo(truth.get("n_labels").asInt());
      assertThat(bins.labels().getFirst()).isEqualTo(instant(truth.get("first").asString()));
      assertThat(bins.labels().getLast()).isEqualTo(instant(truth.get("last").asString()));
      assertThat(nonEmpty)
          .isEqualTo(
              truth.get("nonempty").values().stream()
                  .map(n -> instant(n.get(0).asString()) + " " + n.get(1).asInt())
                  .toList());
    }
  }

  private static BinOptions options(JsonNode kw) {
    BinOptions options = BinOptions.DEFAULT;
    for (var e : kw.properties()) {
      String value = e.getValue().asString();
      options =
          switch (e.getKey()) {
            case "closed" -> options.withClosed(side(value));
            case "label" -> options.withLabel(side(value));
            case "origin" ->
                options.withOrigin(
                    switch (value) {
                      case "epoch" -> new Origin.Epoch();
                      case "start" -> new Origin.Start();
                      case "end" -> new Origin.End();
                      default -> throw new AssertionError(value);
                    });
            case "offset" -> {
              assertThat(value).isEqualTo("6h");
              yield options.withOffset(Duration.ofHours(6));
            }
            default -> throw new AssertionError(e.getKey());
          };
    }
    return options;
  }

  private static Side side(String name) {
    return name.equals("left") ? Side.LEFT : Side.RIGHT;
  }

  private static List<Instant> instants(JsonNode texts) {
    return texts.values().stream().map(t -> instant(t.asString())).toList();
  }

  private static Instant instant(String text) {
    return text.contains("T")
        ? LocalDateTime.parse(text).toInstant(ZoneOffset.UTC)
        : LocalDate.parse(text).atStartOfDay().toInstant(ZoneOffset.UTC);
  }

  private static JsonNode read(String file) {
    try {
      return JSON.readTree(Files.readString(Fixtures.require(file)));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
