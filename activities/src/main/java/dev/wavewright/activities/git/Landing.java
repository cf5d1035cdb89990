package dev.wavewright.activities.git;

import dev.wavewright.workflows.model.CommitId;
import dev.wavewright.workflows.model.IssueKey;
import java.util.List;

/**
 * An issue's landing, as the integration branch's first-parent line records it.
 *
 * @param dependsOn issues of other repositories that its check was given
 */
public record Landing(IssueKey key, CommitId commit, String title, List<IssueKey> dependsOn) {
  public Landing {
    dependsOn = List.copyOf(dependsOn);
  }
}
