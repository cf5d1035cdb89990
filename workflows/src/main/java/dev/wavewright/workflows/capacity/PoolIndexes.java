package dev.wavewright.workflows.capacity;

import dev.wavewright.workflows.model.PoolName;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The names of pools that rows refer to by index: each is written once. */
final class PoolIndexes {
  private final List<PoolName> names;
  private final Map<PoolName, Integer> indexes = new LinkedHashMap<>();

  /**
   * @param names to which new ones are added
   */
  PoolIndexes(List<PoolName> names) {
    this.names = names;
  }

  List<Integer> indexes(List<PoolName> pools) {
    return pools.stream().map(this::index).toList();
  }

  int index(PoolName name) {
    Integer known = indexes.get(name);
    if (known != null) {
      return known;
    }
    names.add(name);
    indexes.put(name, names.size() - 1);
    return names.size() - 1;
  }

  List<PoolName> named(List<Integer> references) {
    return references.stream().map(names::get).toList();
  }

  PoolName name(int index) {
    return names.get(index);
  }
}
