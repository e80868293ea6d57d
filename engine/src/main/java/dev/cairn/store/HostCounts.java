package dev.cairn.store;

/// What a store has learnt of a host. A snapshot.
///
/// @param host scheme, name and port
/// @param atOnce requests that may go to it at the same time by now
/// @param mostAtOnce the most that did
/// @param slowdowns how often `atOnce` was lowered
public record HostCounts(String host, int atOnce, int mostAtOnce, long slowdowns) {}
