package dev.cairn.stac;

import dev.cairn.base.InvalidRequest;
import dev.cairn.raster.Stated;
import dev.cairn.region.Region;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.locationtech.jts.geom.Geometry;

/// What is asked of a catalogue: conditions that an item must all meet, an order, and a number of
/// items at most. Immutable.
///
/// @param ids items of these ids; empty means any
/// @param collections items of these collections; empty means any
/// @param place items that share a point with this area, modulo 360 degrees of longitude: by their
///     geometry, else by their bbox; items that have neither in degrees do not
/// @param datetime items taken within, see [ItemTime#isWithin]
/// @param query conditions on properties
/// @param sortBy the order; empty keeps the catalogue's
/// @param maxItems at most so many, the first in order
public record Search(
    List<String> ids,
    List<String> collections,
    Stated<Region> place,
    Stated<DatetimeRange> datetime,
    List<PropertyFilter> query,
    List<SortKey> sortBy,
    Stated<Long> maxItems) {
  /// What a search found.
  ///
  /// @param items those that meet the conditions, in order, no more than asked
  /// @param matched how many meet the conditions
  public record Result(ItemCollection items, long matched) {}

  public Search {
    ids = List.copyOf(ids);
    collections = List.copyOf(collections);
    query = List.copyOf(query);
    sortBy = List.copyOf(sortBy);
    if (maxItems.orElse(1L) < 0) {
      throw new InvalidRequest("max-items " + maxItems.orElse(0L), "a number of at least 0");
    }
  }

  /// Every item.
  public static Search everything() {
    return new Search(
        List.of(),
        List.of(),
        Stated.silent(),
        Stated.silent(),
        List.of(),
        List.of(),
        Stated.silent());
  }

  public Search withIds(List<String> wanted) {
    return new Search(wanted, collections, place, datetime, query, sortBy, maxItems);
  }

  public Search withCollections(List<String> wanted) {
    return new Search(ids, wanted, place, datetime, query, sortBy, maxItems);
  }

  /// A box as the place; there is one place, so it replaces an area given before.
  public Search withBBox(LonLatBox box) {
    return withPlace(box.region());
  }

  /// An area as the place; it replaces a box or area given before.
  public Search withPlace(Region area) {
    return new Search(ids, collections, Stated.as(area), datetime, query, sortBy, maxItems);
  }

  public Search withDatetime(DatetimeRange range) {
    return new Search(ids, collections, place, Stated.as(range), query, sortBy, maxItems);
  }

  public Search withQuery(List<PropertyFilter> conditions) {
    return new Search(ids, collections, place, datetime, conditions, sortBy, maxItems);
  }

  public Search withSortBy(List<SortKey> keys) {
    return new Search(ids, collections, place, datetime, query, keys, maxItems);
  }

  /// At most so many items.
  ///
  /// @throws InvalidRequest where the number is negative
  public Search withMaxItems(long n) {
    return new Search(ids, collections, place, datetime, query, sortBy, Stated.as(n));
  }

  /// The items that meet the conditions.
  ///
  /// @throws InvalidRequest where a property is of a type that its condition cannot be held against
  public Result over(ItemCollection source) {
    Predicate<Item> meets = condition();
    List<Item> found = new ArrayList<>();
    for (Item item : source.items()) {
      if (meets.test(item)) {
        found.add(item);
      }
    }
    long matched = found.size();
    if (!sortBy.isEmpty()) {
      found.sort(SortKey.comparator(sortBy));
    }
    long most = maxItems.orElse(matched);
    if (most < matched) {
      found = found.subList(0, (int) most);
    }
    return new Result(source.withItems(found), matched);
  }

  /// All conditions together, the cheap ones first.
  private Predicate<Item> condition() {
    Predicate<Item> meets = _ -> true;
    if (!ids.isEmpty()) {
      Set<String> wanted = Set.copyOf(ids);
      meets = meets.and(i -> wanted.contains(i.id()));
    }
    if (!collections.isEmpty()) {
      Set<String> wanted = Set.copyOf(collections);
      meets =
          meets.and(
              i -> i.collection() instanceof Stated.As<String>(String c) && wanted.contains(c));
    }
    if (datetime instanceof Stated.As<DatetimeRange>(DatetimeRange range)) {
      meets = meets.and(i -> i.time().isWithin(range));
    }
    for (PropertyFilter filter : query) {
      meets = meets.and(filter::test);
    }
    if (place instanceof Stated.As<Region>(Region area)) {
      Predicate<Geometry> touches = area.matcher();
      meets = meets.and(i -> touches(i, touches));
    }
    return meets;
  }

  private static boolean touches(Item item, Predicate<Geometry> touches) {
    if (item.geometry() instanceof Stated.As<Geometry>(Geometry g) && !g.isEmpty()) {
      return touches.test(g);
    }
    return item.bbox() instanceof Stated.As<LonLatBox>(LonLatBox box)
        && box.isOnEarth()
        && touches.test(box.geometry());
  }
}
