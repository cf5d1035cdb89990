package dev.wavewright.starter.config;

import dev.wavewright.workflows.model.UsageStep;
import dev.wavewright.workflows.usage.UsageReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Reads from which percentage on how many issues of one account may be in flight. */
final class UsageReader {
  private static final String KEY = "usage.steps";

  private final YamlSection.Reading reading;

  UsageReader(YamlSection.Reading reading) {
    this.reading = reading;
  }

  List<UsageStep> read(YamlSection usage) {
    if (!usage.has("steps")) {
      reading.value(KEY, shown(UsageReport.defaultSteps()), 0);
      return UsageReport.defaultSteps();
    }
    YamlNode node = usage.node("steps").orElseThrow();
    if (!(node instanceof YamlNode.Sequence sequence)) {
      reading.problem(
          node.line(),
          "'" + KEY + "' must be a list such as [{from: 50, cap: 3}], not " + node.kind());
      return List.of();
    }
    List<UsageStep> steps = new ArrayList<>();
    for (YamlNode item : sequence.items()) {
      step(item, steps.size()).ifPresent(step -> add(steps, step, item.line()));
    }
    reading.value(KEY, shown(steps), sequence.line());
    return List.copyOf(steps);
  }

  private void add(List<UsageStep> steps, UsageStep step, int line) {
    List<UsageStep> longer = new ArrayList<>(steps);
    longer.add(step);
    try {
      UsageReport.requireSteps(longer);
      steps.add(step);
    } catch (IllegalArgumentException e) {
      reading.problem(line, "'" + KEY + "': " + e.getMessage());
    }
  }

  private Optional<UsageStep> step(YamlNode item, int place) {
    int problems = reading.problems().size();
    String path = KEY + "[" + place + "]";
    YamlSection section =
        YamlSection.of(
            path,
            item,
            KnownKeys.USAGE_STEP,
            new YamlSection.Reading(reading.problems(), new ArrayList<>()));
    Optional<Double> from =
        section.value("from", null, "a percentage above 0 and at most 100", UsageReader::percent);
    Optional<Integer> cap =
        section.value("cap", null, "a whole number of at least 0", YamlSection::wholeNumber);
    if (from.isPresent() && cap.isPresent()) {
      return Optional.of(new UsageStep(from.get(), cap.get()));
    }
    if (reading.problems().size() == problems) {
      reading.problem(item.line(), "'" + path + "' needs 'from' and 'cap'");
    }
    return Optional.empty();
  }

  private static Optional<Double> percent(String text) {
    return text.matches("[0-9]{1,3}([.][0-9]{1,3})?")
        ? Optional.of(Double.parseDouble(text)).filter(from -> from > 0 && from <= 100)
        : Optional.empty();
  }

  private static String shown(List<UsageStep> steps) {
    return steps.stream()
        .map(step -> "{from: " + step.percent() + ", cap: " + step.cap() + "}")
        .collect(Collectors.joining(", ", "[", "]"));
  }
}
