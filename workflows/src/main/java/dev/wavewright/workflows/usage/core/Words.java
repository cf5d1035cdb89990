package dev.wavewright.workflows.usage.core;

import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** How the monitor says things. */
final class Words {
  private Words() {}

  static String percent(double percent) {
    String number =
        percent == Math.rint(percent)
            ? Long.toString(Math.round(percent))
            : Double.toString(Math.round(percent * 10) / 10.0);
    return number + " %";
  }

  static String meter(String name, @Nullable Duration window) {
    return window == null
        ? name
        : name + " (" + window.toString().substring(2).toLowerCase(Locale.ROOT) + ")";
  }

  static String limit(int limit) {
    return limit == Steps.NO_LIMIT
        ? "no limit"
        : limit == 0 ? "nothing new starts" : "at most " + limit + " in flight";
  }
}
