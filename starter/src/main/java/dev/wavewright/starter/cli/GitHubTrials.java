package dev.wavewright.starter.cli;

import dev.wavewright.starter.access.BranchRules;
import dev.wavewright.starter.access.BranchRules.Branch;
import dev.wavewright.starter.access.BranchRules.Effect;
import dev.wavewright.starter.access.BranchRules.Rule;
import dev.wavewright.starter.access.GitCredential;
import dev.wavewright.starter.access.GitHubQuestions;
import dev.wavewright.starter.access.GitHubQuestions.Reply;
import dev.wavewright.starter.access.ProjectToken;
import dev.wavewright.starter.access.RemoteGit;
import dev.wavewright.starter.access.RepositoryRights;
import dev.wavewright.starter.access.RepositoryRights.Right;
import dev.wavewright.starter.access.RepositoryRights.State;
import dev.wavewright.starter.cli.Findings.Verdict;
import dev.wavewright.workflows.model.Delivery;
import dev.wavewright.workflows.model.GitHubSettings;
import dev.wavewright.workflows.model.ProjectSettings;
import dev.wavewright.workflows.model.RepositoryName;
import dev.wavewright.workflows.model.RepositorySettings;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Tries what a wave needs of GitHub: what the token may do in each repository, and which rules of
 * its branches stand in the way. Writes nothing there.
 */
final class GitHubTrials {
  private final CliContext context;
  private final Findings findings;
  private final ProjectSettings project;
  private final GitHubSettings settings;
  private final ProjectToken token;
  private final GitHubQuestions gitHub;

  /** What GitHub does not tell, and of which repositories; told at the end. */
  private final Map<Untold, List<RepositoryName>> untold = new LinkedHashMap<>();

  /** Verbs that nothing is known of, with the permissions that they take. */
  private record Untold(String verbs, String permissions) {}

  GitHubTrials(
      CliContext context,
      Findings findings,
      ProjectSettings project,
      GitHubSettings settings,
      ProjectToken token,
      GitHubQuestions gitHub) {
    this.context = context;
    this.findings = findings;
    this.project = project;
    this.settings = settings;
    this.token = token;
    this.gitHub = gitHub;
  }

  /**
   * Tries every repository; ends early when the token is not taken or GitHub asks for patience.
   *
   * @param integrated repositories whose integration branch is there
   */
  void examine(Set<RepositoryName> integrated) throws InterruptedException {
    try {
      repositories(integrated);
    } finally {
      tellUnknown();
    }
  }

  private void repositories(Set<RepositoryName> integrated) throws InterruptedException {
    for (RepositorySettings repository : project.repositories()) {
      Reply reply = gitHub.get(path(repository, ""));
      if (reply.status() == 0 || reply.status() >= 500 || reply.isLimit()) {
        findings.away("github", later(reply));
        return;
      }
      if (reply.status() == 401) {
        findings.refused(
            "github",
            reply.told() + "; the token of " + token.source() + " is wrong or has expired",
            "put a valid one there");
        return;
      }
      String what = "github " + repository.name();
      if (!reply.ok()) {
        unseen(what, repository, reply);
      } else {
        rights(what, repository, reply);
        rules("rules of " + repository.name(), repository, integrated);
      }
    }
  }

  private static String later(Reply reply) {
    if (!reply.isLimit()) {
      return reply.told();
    }
    String when =
        reply.headers().entrySet().stream()
            .filter(header -> header.getKey().equals("retry-after"))
            .map(header -> ", for " + header.getValue() + " s")
            .findFirst()
            .orElse("");
    return reply.told() + ": a limit of this token is reached" + when + "; nothing more was asked";
  }

  private void unseen(String what, RepositorySettings repository, Reply reply) {
    if (reply.status() == 301) {
      findings.add(
          what,
          Verdict.FAIL,
          reply.told() + ": the repository has another name now",
          "correct 'name' and 'url' in the configuration");
      return;
    }
    findings.refused(
        what,
        reply.told()
            + ": there is no "
            + repository.name()
            + ", or the token of "
            + token.source()
            + " may not see it",
        "correct 'name', or give the token access to the repository (metadata: read)");
  }

  private void rights(String what, RepositorySettings repository, Reply reply)
      throws InterruptedException {
    if (reply.body().path("archived").asBoolean(false)) {
      findings.add(
          what,
          Verdict.FAIL,
          "it is archived, so GitHub takes no writes",
          "unarchive it, or leave it out");
      return;
    }
    List<Right> rights = RepositoryRights.of(answers(repository, reply));
    List<Right> lacking = in(State.MAY_NOT, rights);
    List<Right> unknown = in(State.UNKNOWN, rights);
    String may = words(in(State.MAY, rights));
    if (!unknown.isEmpty()) {
      untold
          .computeIfAbsent(
              new Untold(told(unknown), permissions(unknown)), none -> new ArrayList<>())
          .add(repository.name());
    }
    if (!lacking.isEmpty()) {
      findings.refused(
          what,
          "the token of " + token.source() + " may not " + told(lacking),
          "give it for " + repository.name() + ": " + permissions(lacking));
    } else if (!may.isEmpty()) {
      findings.add(what, Verdict.OK, "the token may " + may, "");
    }
  }

  /** Says what is unknown of the token once, with the repositories it is unknown of. */
  private void tellUnknown() {
    untold.forEach(
        (what, repositories) ->
            findings.add(
                "github token",
                Verdict.WARN,
                "GitHub does not tell whether it may "
                    + what.verbs()
                    + " in "
                    + repositories.stream()
                        .map(RepositoryName::value)
                        .collect(Collectors.joining(", ")),
                "see on the token's own page that it has " + what.permissions()));
    untold.clear();
  }

  private RepositoryRights.Answers answers(RepositorySettings repository, Reply reply)
      throws InterruptedException {
    boolean pulls = project.effectiveDeliver() == Delivery.PULL_REQUEST;
    boolean writers = RepositoryRights.needsWriters(settings.trust());
    return new RepositoryRights.Answers(
        reply,
        gitHub.get(path(repository, "/issues?per_page=1")),
        pulls ? Optional.of(gitHub.get(path(repository, "/pulls?per_page=1"))) : Optional.empty(),
        writers
            ? Optional.of(gitHub.get(path(repository, "/collaborators?permission=push&per_page=1")))
            : Optional.empty(),
        push(repository));
  }

  /** Asks as a worker would push; a folder of this machine is no question of rights at GitHub. */
  private Optional<RemoteGit.Answer> push(RepositorySettings repository)
      throws InterruptedException {
    if (Files.isDirectory(Path.of("/").resolve(repository.url()))) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new RemoteGit(context.environment(), Programs.REMOTE)
              .tryPush(repository.url(), GitCredential.of(settings, token, repository.url())));
    } catch (IOException e) {
      return Optional.of(new RemoteGit.Answer(false, "no scratch folder: " + e.getMessage()));
    }
  }

  private static List<Right> in(State state, List<Right> rights) {
    return rights.stream().filter(right -> right.state() == state).toList();
  }

  private static String words(List<Right> rights) {
    return rights.stream().map(right -> right.verb().words()).collect(Collectors.joining(", "));
  }

  /** What is told of each, with what was said to it; the same permission and reason once. */
  private static String told(List<Right> rights) {
    Set<String> reasons = new LinkedHashSet<>();
    rights.stream().map(Right::why).filter(why -> !why.isEmpty()).forEach(reasons::add);
    Map<String, List<Right>> byPermission =
        rights.stream()
            .collect(
                Collectors.groupingBy(Right::permission, LinkedHashMap::new, Collectors.toList()));
    return byPermission.entrySet().stream()
            .map(each -> words(each.getValue()) + " (" + each.getKey() + ")")
            .collect(Collectors.joining(", "))
        + (reasons.isEmpty() ? "" : " [" + String.join("; ", reasons) + "]");
  }

  private static String permissions(List<Right> rights) {
    return rights.stream().map(Right::permission).distinct().collect(Collectors.joining(", "));
  }

  private void rules(String what, RepositorySettings repository, Set<RepositoryName> integrated)
      throws InterruptedException {
    List<String> blocks = new ArrayList<>();
    List<String> mayBlock = new ArrayList<>();
    List<String> harmless = new ArrayList<>();
    List<String> unknown = new ArrayList<>();
    boolean there = integrated.contains(repository.name());
    Seen integration = look(repository, repository.integration(), Branch.INTEGRATION, there);
    sort(repository.integration(), integration, blocks, mayBlock, harmless, unknown);
    if (project.effectiveDeliver() == Delivery.PULL_REQUEST) {
      Seen base = look(repository, repository.base(), Branch.BASE, true);
      sort(repository.base(), base, blocks, mayBlock, harmless, unknown);
    }
    List<String> all = new ArrayList<>(blocks);
    all.addAll(mayBlock);
    all.addAll(unknown);
    if (!harmless.isEmpty()) {
      all.add("not in the way: " + String.join(", ", harmless));
    }
    String detail = all.isEmpty() ? "none on its branches" : String.join("; ", all);
    if (!blocks.isEmpty()) {
      findings.add(
          what,
          Verdict.FAIL,
          detail,
          "leave "
              + repository.integration()
              + " out of these rules, let the token's user bypass them, or name another"
              + " 'integration' branch");
    } else if (!mayBlock.isEmpty() || !unknown.isEmpty()) {
      findings.add(
          what, Verdict.WARN, detail, "see " + settings.web() + "/" + repository.name() + "/rules");
    } else {
      findings.add(what, Verdict.OK, detail, "");
    }
  }

  /**
   * What is known of one branch.
   *
   * @param unknown what cannot be told; empty if nothing
   */
  private record Seen(List<Rule> rules, String unknown) {}

  private Seen look(RepositorySettings repository, String name, Branch branch, boolean there)
      throws InterruptedException {
    String segment = URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
    Reply listed = gitHub.get(path(repository, "/rules/branches/" + segment + "?per_page=100"));
    List<Rule> rules = new ArrayList<>();
    String unknown = "";
    if (listed.ok()) {
      rules.addAll(BranchRules.ofRulesets(branch, there, listed.body()));
    } else if (!BranchRules.isWithoutRules(listed)) {
      unknown = name + ": its rules cannot be told [" + listed.told() + "]";
    }
    if (!there) {
      return new Seen(rules, unknown);
    }
    Reply older = gitHub.get(path(repository, "/branches/" + segment + "/protection"));
    if (older.ok()) {
      rules.addAll(BranchRules.ofProtection(branch, older.body()));
    } else if (!BranchRules.isUnprotected(older) && !BranchRules.isWithoutRules(older)) {
      Reply itself = gitHub.get(path(repository, "/branches/" + segment));
      if (!itself.ok()) {
        unknown = name + ": its protection cannot be told [" + older.told() + "]";
      } else if (itself.body().path("protected").asBoolean(false) && rules.isEmpty()) {
        unknown =
            name
                + " is protected, and only a token with administration: read is told how ["
                + older.told()
                + "]";
      }
    }
    return new Seen(rules.stream().distinct().toList(), unknown);
  }

  private static void sort(
      String name,
      Seen seen,
      List<String> blocks,
      List<String> mayBlock,
      List<String> harmless,
      List<String> unknown) {
    for (Rule rule : seen.rules()) {
      String told = name + ": " + rule.name();
      if (rule.effect() == Effect.BLOCKS) {
        blocks.add(told + " blocks (" + rule.meaning() + ")");
      } else if (rule.effect() == Effect.MAY_BLOCK) {
        mayBlock.add(told + " may block (" + rule.meaning() + ")");
      } else {
        harmless.add(told);
      }
    }
    if (!seen.unknown().isEmpty()) {
      unknown.add(seen.unknown());
    }
  }

  private static String path(RepositorySettings repository, String below) {
    return "/repos/" + repository.name() + below;
  }
}
