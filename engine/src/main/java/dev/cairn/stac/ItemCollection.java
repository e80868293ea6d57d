package dev.cairn.stac;

import java.net.URI;
import java.util.List;

/// Items in an order, as a document or catalogue has them. It may hold none.
///
/// @param items in the order of the document, or of the catalogue's links
/// @param base the document that was read
/// @param links of the collection itself, such as `next`
public record ItemCollection(List<Item> items, URI base, List<Link> links) {
  public ItemCollection {
    items = List.copyOf(items);
    links = List.copyOf(links);
  }

  /// The same collection with other items.
  public ItemCollection withItems(List<Item> other) {
    return new ItemCollection(other, base, links);
  }
}
