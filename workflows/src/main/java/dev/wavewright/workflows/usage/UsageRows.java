package dev.wavewright.workflows.usage;

import dev.wavewright.workflows.model.UsageStep;
import dev.wavewright.workflows.usage.UsageState.MeterKey;
import dev.wavewright.workflows.usage.UsageState.MeterRow;
import dev.wavewright.workflows.usage.UsageState.Told;
import dev.wavewright.workflows.usage.core.Event;
import dev.wavewright.workflows.usage.core.Meter;
import dev.wavewright.workflows.usage.core.MeterName;
import dev.wavewright.workflows.usage.core.Reading;
import dev.wavewright.workflows.usage.core.Steps;
import dev.wavewright.workflows.usage.core.Usage;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Maps the core's state to the records that cross Temporal, and back, losing nothing. */
final class UsageRows {
  private UsageRows() {}

  static UsageState initial(String account, int continueAsNewAfter) {
    return write(account, Usage.initial(), continueAsNewAfter, null, List.of());
  }

  static UsageState write(
      String account,
      Usage usage,
      int continueAsNewAfter,
      @Nullable Told told,
      List<UsageView.Note> recent) {
    MeterName governor = usage.governor();
    return new UsageState(
        UsageState.VERSION,
        account,
        continueAsNewAfter,
        usage.steps().steps(),
        usage.meters().stream().map(UsageRows::row).toList(),
        limit(usage.limit()),
        usage.reason(),
        usage.since(),
        governor == null ? null : new MeterKey(governor.name(), governor.window()),
        usage.good(),
        usage.probes(),
        usage.nextProbe(),
        told,
        recent);
  }

  static Usage read(UsageState state) {
    Integer limit = state.limit();
    MeterKey governor = state.governor();
    return new Usage(
        new Steps(state.steps()),
        state.meters().stream().map(UsageRows::value).toList(),
        limit == null ? Steps.NO_LIMIT : limit,
        state.reason(),
        state.since(),
        governor == null ? null : new MeterName(governor.name(), governor.window()),
        state.good(),
        state.probes(),
        state.nextProbe());
  }

  private static MeterRow row(Meter meter) {
    return new MeterRow(
        new MeterKey(meter.name().name(), meter.name().window()),
        meter.percent(),
        meter.resetsAt(),
        meter.source(),
        meter.at(),
        word(meter));
  }

  private static String word(Meter meter) {
    return meter.state().name().toLowerCase(Locale.ROOT);
  }

  private static Meter value(MeterRow row) {
    return new Meter(
        new MeterName(row.key().name(), row.key().window()),
        row.percent(),
        row.resetsAt(),
        row.source(),
        row.at(),
        Meter.State.valueOf(row.state().toUpperCase(Locale.ROOT)));
  }

  static @Nullable Integer limit(int limit) {
    return limit == Steps.NO_LIMIT ? null : Integer.valueOf(limit);
  }

  /** The configuration that comes with a reading is in force before it. */
  static List<Event> events(UsageReport report, Instant now) {
    List<UsageStep> steps = report.steps();
    Instant at = report.at();
    Event read =
        new Event.Read(
            new Reading(
                report.meter(),
                report.percent(),
                report.window(),
                report.resetsAt(),
                report.source(),
                at == null ? now : at));
    return steps == null
        ? List.of(read)
        : Stream.of(new Event.Configured(new Steps(steps)), read).toList();
  }

  static UsageView view(String account, Usage usage, List<UsageView.Note> recent) {
    MeterName governor = usage.governor();
    boolean limited = usage.limit() != Steps.NO_LIMIT;
    return new UsageView(
        account,
        limit(usage.limit()),
        usage.reason(),
        usage.since().equals(Instant.EPOCH) ? null : usage.since(),
        limited ? usage.expected() : null,
        governor == null ? null : governor.toString(),
        usage.meters().stream()
            .map(
                meter ->
                    new UsageView.MeterView(
                        meter.name().name(),
                        meter.name().window(),
                        meter.percent(),
                        meter.resetsAt(),
                        meter.source(),
                        meter.at(),
                        word(meter)))
            .toList(),
        usage.steps().steps(),
        recent);
  }

  /** Returns a page of bounded size for the Web UI. */
  static String markdown(UsageView view) {
    StringBuilder page = new StringBuilder();
    page.append("**account:")
        .append(view.account())
        .append(": ")
        .append(view.limit() == null ? "no limit" : "limit " + view.limit())
        .append("** ")
        .append(view.reason());
    if (view.until() != null) {
      page.append("; more is expected at ").append(view.until());
    }
    page.append(
        "\n\n| meter | used | resets at | read at | by | |\n| --- | --- | --- | --- | --- | --- |");
    for (UsageView.MeterView meter : view.meters()) {
      page.append("\n| ")
          .append(new MeterName(meter.name(), meter.window()))
          .append(" | ")
          .append(meter.percent())
          .append(" % | ")
          .append(meter.resetsAt() == null ? "unknown" : meter.resetsAt())
          .append(" | ")
          .append(meter.at())
          .append(" | ")
          .append(meter.source())
          .append(" | ")
          .append(meter.state())
          .append(" |");
    }
    page.append('\n');
    view.recent()
        .forEach(note -> page.append("\n- ").append(note.at()).append(' ').append(note.text()));
    return page.toString();
  }
}
