package dev.cairn.stac;

import dev.cairn.base.InvalidRequest;
import dev.cairn.raster.Stated;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// A field by which items are put in order.
///
/// Items without the field come last, in either direction. `datetime` means the item's nominal time
/// ([ItemTime#nominal]), compared as an instant; numbers come before texts, texts go by code point.
///
/// @param field as [Item#field] takes it
public record SortKey(String field, Direction direction) {
  /// Which end comes first.
  public enum Direction {
    ASCENDING,
    DESCENDING
  }

  /// `-properties.datetime,+id,eo:cloud_cover`: `-` puts the largest first.
  ///
  /// @throws InvalidRequest where a field has no name
  public static List<SortKey> parse(String text) {
    var keys = new ArrayList<SortKey>();
    for (String part : text.split(",", -1)) {
      String name = part.strip();
      boolean descending = name.startsWith("-");
      String field = descending || name.startsWith("+") ? name.substring(1).strip() : name;
      if (field.isEmpty()) {
        throw new InvalidRequest(
            "sortby " + text, "expected fields such as -properties.datetime,+id");
      }
      keys.add(new SortKey(field, descending ? Direction.DESCENDING : Direction.ASCENDING));
    }
    return keys;
  }

  /// The order of all keys together, the first deciding first.
  static Comparator<Item> comparator(List<SortKey> keys) {
    Comparator<Item> order = (_, _) -> 0;
    for (SortKey key : keys) {
      order = order.thenComparing(key::compare);
    }
    return order;
  }

  private int compare(Item a, Item b) {
    Optional<Object> x = value(a);
    Optional<Object> y = value(b);
    if (x.isEmpty() || y.isEmpty()) {
      return Boolean.compare(x.isEmpty(), y.isEmpty());
    }
    int order = compareValues(x.get(), y.get());
    return switch (direction) {
      case ASCENDING -> order;
      case DESCENDING -> -order;
    };
  }

  private Optional<Object> value(Item item) {
    boolean time = field.equals("datetime") || field.equals("properties.datetime");
    if (!time) {
      return item.field(field);
    }
    return item.time().nominal() instanceof Stated.As<Instant>(Instant at)
        ? Optional.of(at)
        : Optional.empty();
  }

  private static int compareValues(Object x, Object y) {
    if (x instanceof Instant a && y instanceof Instant b) {
      return a.compareTo(b);
    }
    if (x instanceof Number a && y instanceof Number b) {
      return Double.compare(a.doubleValue() + 0.0, b.doubleValue() + 0.0);
    }
    if (x instanceof Number || y instanceof Number) {
      return x instanceof Number ? -1 : 1;
    }
    return Integer.signum(x.toString().compareTo(y.toString()));
  }
}
