package dev.wavewright.activities.host;

import dev.wavewright.activities.process.Pulse;
import dev.wavewright.activities.process.Redactor;
import dev.wavewright.activities.process.SecretText;
import dev.wavewright.activities.usage.ReadingText;
import dev.wavewright.activities.usage.UsageProgram;
import dev.wavewright.workflows.model.UsageCommand;
import dev.wavewright.workflows.usage.UsageCommandActivities;
import dev.wavewright.workflows.usage.UsageCommandOrder;
import dev.wavewright.workflows.usage.UsageReport;
import io.temporal.activity.Activity;
import io.temporal.failure.ApplicationErrorCategory;
import io.temporal.failure.ApplicationFailure;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Asks usage commands on behalf of the monitors. */
public final class UsageCommandActivitiesImpl implements UsageCommandActivities {
  /** The meter of a command that tells none: its percentage is never known. */
  private static final String METER = "usage-command";

  private static final String SOURCE = "usage command";

  private final UsageProgram program;
  private final UsageMonitors monitors;
  private final AccountWork work;
  private final Path records;
  private final Map<String, String> workerEnvironment;
  private final Redactor redactor;

  /** Tells whether anybody needs to know. */
  @FunctionalInterface
  public interface AccountWork {
    /** Tells whether anything of an account runs or waits at the gate. */
    boolean isThere(String account);
  }

  /**
   * @param records folder in which programs keep what they print while they run
   * @param workerEnvironment where what a command is given comes from
   */
  public UsageCommandActivitiesImpl(
      UsageProgram program,
      UsageMonitors monitors,
      AccountWork work,
      Path records,
      Map<String, String> workerEnvironment,
      Redactor redactor) {
    this.program = program;
    this.monitors = monitors;
    this.work = work;
    this.records = records;
    this.workerEnvironment = Map.copyOf(new TreeMap<>(workerEnvironment));
    this.redactor = redactor;
  }

  @Override
  public void ask(UsageCommandOrder order) {
    boolean first = Activity.getExecutionContext().getInfo().getAttempt() == 1;
    String what = Failures.classified(beats -> ask(order, first, beats::check));
    throw ApplicationFailure.newBuilder()
        .setType(ASKED)
        .setMessage(what)
        .setNextRetryDelay(command(order).every())
        .setCategory(ApplicationErrorCategory.BENIGN)
        .build();
  }

  private static UsageCommand command(UsageCommandOrder order) {
    return Objects.requireNonNull(order.command(), "an order to ask nobody");
  }

  /**
   * Asks, and tells the monitor.
   *
   * @param anyway also if nothing of the account runs or waits
   * @return what came of it, in words
   */
  String ask(UsageCommandOrder order, boolean anyway, Pulse pulse)
      throws IOException, InterruptedException {
    UsageCommand command = command(order);
    String account = command.account();
    if (!anyway && !work.isThere(account)) {
      return "not asked: nothing of account " + account + " runs or waits";
    }
    ReadingText text = new ReadingText(SOURCE, order.steps());
    UsageProgram.Ended ended =
        program.run(
            records.resolve(URLEncoder.encode(account, StandardCharsets.UTF_8)),
            command.argv(),
            Path.of(order.folder()),
            environment(command),
            pulse);
    ReadingText.Read read =
        switch (ended) {
          case UsageProgram.Printed(String output) -> text.read(output);
          case UsageProgram.Failed(String why) -> new ReadingText.Read(List.of(), why);
        };
    read.reports().forEach(report -> monitors.report(account, report));
    if (read.problem().isEmpty()) {
      return "asked: "
          + read.reports().size()
          + (read.reports().size() == 1 ? " reading" : " readings");
    }
    monitors.report(account, unknown(order));
    return "asked, but " + redactor.redact(ofItsOwn(command).redact(read.problem()));
  }

  /** Leaves the limit as it is, and shows that nobody knows. */
  private static UsageReport unknown(UsageCommandOrder order) {
    return new UsageReport(METER, null, null, null, SOURCE, null, order.steps());
  }

  /** Masks what the command was given: a program may repeat its key in what it says. */
  private Redactor ofItsOwn(UsageCommand command) {
    Redactor given = new Redactor();
    command.environment().stream()
        .flatMap(name -> Stream.ofNullable(workerEnvironment.get(name)))
        .flatMap(value -> SecretText.of(value).stream())
        .forEach(given::know);
    return given;
  }

  private Map<String, String> environment(UsageCommand command) {
    SortedMap<String, String> environment = MachineWays.of(workerEnvironment);
    command
        .environment()
        .forEach(
            name -> {
              String value = workerEnvironment.get(name);
              if (value != null) {
                environment.put(name, value);
              }
            });
    environment.put("WAVEWRIGHT_ACCOUNT", command.account());
    return environment;
  }
}
