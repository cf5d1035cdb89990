package dev.wavewright.starter.cli;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/** Asks of many at once what each answers slowly. */
final class Together {
  private Together() {}

  /** Returns the answers of those that gave one, in the order of the keys. */
  static <K, V> Map<K, V> ask(Collection<K> keys, Function<K, Optional<V>> question)
      throws InterruptedException {
    Map<K, V> answers = new ConcurrentHashMap<>();
    List<Thread> asking = new ArrayList<>();
    for (K key : keys) {
      asking.add(
          Thread.ofVirtual()
              .start(() -> question.apply(key).ifPresent(answer -> answers.put(key, answer))));
    }
    for (Thread thread : asking) {
      thread.join();
    }
    Map<K, V> ordered = new LinkedHashMap<>();
    for (K key : keys) {
      Optional.ofNullable(answers.get(key)).ifPresent(answer -> ordered.put(key, answer));
    }
    return ordered;
  }
}
