package dev.wavewright.workflows.capacity.core;

import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/** Remembers the newest of what came in, up to a number and up to a size; forgets the oldest. */
final class Memory<K, V> {
  private static final int MAX_REMEMBERED = 1_000;

  private final int maxBytes;
  private final ToIntFunction<V> size;
  private final Map<K, V> remembered = new LinkedHashMap<>();
  private int bytes;

  Memory(int maxBytes, ToIntFunction<V> size) {
    this.maxBytes = maxBytes;
    this.size = size;
  }

  /** Remembers a value as the newest; what it replaces is forgotten. */
  void put(K key, V value) {
    remove(key);
    remembered.put(key, value);
    bytes += size.applyAsInt(value);
    Iterator<V> oldest = remembered.values().iterator();
    while (remembered.size() > MAX_REMEMBERED || bytes > maxBytes) {
      bytes -= size.applyAsInt(oldest.next());
      oldest.remove();
    }
  }

  boolean remove(K key) {
    V removed = remembered.remove(key);
    bytes -= removed == null ? 0 : size.applyAsInt(removed);
    return removed != null;
  }

  @Nullable V get(K key) {
    return remembered.get(key);
  }

  boolean contains(K key) {
    return remembered.containsKey(key);
  }

  /** Returns what is remembered, oldest first. */
  Collection<V> values() {
    return remembered.values();
  }
}
