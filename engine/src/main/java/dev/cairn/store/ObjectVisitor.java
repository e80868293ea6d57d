package dev.cairn.store;

/// Is shown the objects of a listing, one after the other.
@FunctionalInterface
public interface ObjectVisitor {
  /// @return whether to go on
  boolean visit(ListedObject object) throws InterruptedException;
}
