package dev.cairn.stac;

import dev.cairn.raster.Stated;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/// How many items there are of each collection and month.
///
/// @param rows by collection's id, then month; items without a time after the others of theirs
public record Summary(List<Row> rows) {
  /// Items of a collection and month.
  ///
  /// @param collection the collection's id, empty where the items name none
  /// @param month in UTC, of [ItemTime#nominal]
  public record Row(String collection, Stated<YearMonth> month, long items) {}

  public Summary {
    rows = List.copyOf(rows);
  }

  public static Summary of(List<Item> items) {
    var counts = new TreeMap<String, TreeMap<YearMonth, Long>>();
    var undated = new TreeMap<String, Long>();
    for (Item item : items) {
      String collection = item.collection().orElse("");
      var months = counts.computeIfAbsent(collection, _ -> new TreeMap<>());
      if (item.time().nominal() instanceof Stated.As<Instant>(Instant at)) {
        months.merge(YearMonth.from(at.atOffset(ZoneOffset.UTC)), 1L, Long::sum);
      } else {
        undated.merge(collection, 1L, Long::sum);
      }
    }
    var rows = new ArrayList<Row>();
    counts.forEach(
        (collection, months) -> {
          months.forEach((month, n) -> rows.add(new Row(collection, Stated.as(month), n)));
          Long without = undated.get(collection);
          if (without != null) {
            rows.add(new Row(collection, Stated.silent(), without));
          }
        });
    return new Summary(rows);
  }
}
