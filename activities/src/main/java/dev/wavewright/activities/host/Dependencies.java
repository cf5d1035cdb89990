package dev.wavewright.activities.host;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.wavewright.activities.git.BranchState;
import dev.wavewright.activities.git.Hub;
import dev.wavewright.activities.git.Landing;
import dev.wavewright.workflows.model.CommitId;
import dev.wavewright.workflows.model.IssueKey;
import dev.wavewright.workflows.model.LandedDependency;
import dev.wavewright.workflows.model.ProjectSettings;
import dev.wavewright.workflows.model.RepositoryName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Gives landed dependencies in other repositories to an agent or a check: one read-only checkout of
 * each repository's integration tip, listed in a JSON file that {@code WAVEWRIGHT_DEPENDS} names.
 */
final class Dependencies {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private static final int MOST_DIFF_BYTES = 1 << 20;

  private final ProjectHubs hubs;

  Dependencies(ProjectHubs hubs) {
    this.hubs = hubs;
  }

  /**
   * What was given.
   *
   * @param tips the integration tip of each repository in the list
   */
  record Given(List<LandedDependency> list, SortedMap<RepositoryName, CommitId> tips) {}

  /**
   * Finds the dependencies of a check or session: its own and those of every issue that landed on
   * its repository before, each at its repository's integration tip of now. Dependencies inside the
   * repository itself are part of its own tree.
   */
  Given find(
      Path projectState,
      ProjectSettings project,
      RepositoryName own,
      List<LandedDependency> needed,
      Collection<Landing> landedBefore) {
    // One look at each repository: every dependency in it is given at the same tip.
    Map<RepositoryName, BranchState> branches = new HashMap<>();
    Function<RepositoryName, BranchState> branch =
        name ->
            branches.computeIfAbsent(
                name,
                unseen ->
                    hubs.of(project)
                        .open(projectState, HostRooms.settings(project, unseen))
                        .branch());
    TreeMap<IssueKey, LandedDependency> wanted = new TreeMap<>();
    for (LandedDependency dependency : needed) {
      wanted.put(dependency.key(), dependency);
    }
    for (Landing landing : landedBefore) {
      for (IssueKey key : landing.dependsOn()) {
        if (!wanted.containsKey(key)) {
          key.repository()
              .filter(repository -> !repository.equals(own))
              .filter(repository -> project.repository(repository).isPresent())
              .flatMap(repository -> landed(branch.apply(repository), repository, key))
              .ifPresent(dependency -> wanted.put(key, dependency));
        }
      }
    }
    wanted.values().removeIf(dependency -> dependency.repository().equals(own));
    SortedMap<RepositoryName, CommitId> tips = new TreeMap<>();
    for (LandedDependency dependency : wanted.values()) {
      tips.computeIfAbsent(dependency.repository(), name -> branch.apply(name).tip());
    }
    return new Given(List.copyOf(wanted.values()), tips);
  }

  private static Optional<LandedDependency> landed(
      BranchState branch, RepositoryName repository, IssueKey key) {
    return branch
        .find(key)
        .map(landing -> new LandedDependency(key, repository, landing.commit(), landing.title()));
  }

  /** Makes the checkouts that are not there yet and writes the list to {@code file}. */
  void write(Path projectState, ProjectSettings project, Given given, Path file)
      throws IOException {
    ArrayNode list = JSON.createArrayNode();
    for (LandedDependency dependency : given.list()) {
      RepositoryName name = dependency.repository();
      CommitId tip = given.tips().get(name);
      if (tip == null) {
        continue;
      }
      Hub hub = hubs.looking().existing(projectState, HostRooms.settings(project, name));
      Path checkout = HostLayout.dependency(projectState, name, tip);
      hub.sharedCheckout(tip, checkout);
      Path diff =
          checkout.resolveSibling(tip.value() + "." + dependency.commit().value() + ".diff");
      if (!Files.exists(diff)) {
        Path fresh = Files.createTempFile(checkout.getParent(), "diff", ".new");
        Files.writeString(fresh, hub.landedDiff(dependency.commit(), MOST_DIFF_BYTES).text());
        Files.move(fresh, diff, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
      }
      ObjectNode entry = list.addObject();
      entry.put("key", dependency.key().value());
      entry.put("repository", name.value());
      entry.put("commit", tip.value());
      entry.put("path", checkout.toString());
      entry.put("diff", diff.toString());
    }
    Files.createDirectories(file.getParent());
    Files.writeString(file, JSON.writerWithDefaultPrettyPrinter().writeValueAsString(list) + "\n");
  }
}
