package dev.wavewright.workflows.usage;

import dev.wavewright.workflows.model.UsageCommand;
import dev.wavewright.workflows.model.UsageStep;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a project's configuration says of the usage command of one account.
 *
 * @param project who says so; the last project that names a command for an account is asked
 * @param folder absolute folder in which the command runs
 * @param command null if the project has none, which ends only its own
 * @param steps that come with each reading, or null for those in force
 */
public record UsageCommandOrder(
    String project,
    String folder,
    @Nullable UsageCommand command,
    @Nullable List<UsageStep> steps) {
  public UsageCommandOrder {
    steps = steps == null ? null : List.copyOf(steps);
  }
}
