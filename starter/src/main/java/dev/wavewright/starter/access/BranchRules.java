package dev.wavewright.starter.access;

import com.fasterxml.jackson.databind.JsonNode;
import dev.wavewright.starter.access.GitHubQuestions.Reply;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What rules of a branch mean for Wavewright. It pushes single new commits without a signature to
 * the integration branch, never rewinds or deletes it, and never pushes to the base: what comes
 * there comes by a pull request that a person merges.
 */
public final class BranchRules {
  /** What a branch is to a wave. */
  public enum Branch {
    INTEGRATION,
    BASE
  }

  /** What a rule does to us. */
  public enum Effect {
    /** What Wavewright does there is refused. */
    BLOCKS,
    /** Some of it may be refused. */
    MAY_BLOCK,
    /** Nothing that Wavewright does. */
    HARMLESS
  }

  /**
   * One rule.
   *
   * @param name as GitHub calls it, for example {@code required_signatures}
   * @param meaning what it does, in words
   */
  public record Rule(String name, Effect effect, String meaning) {}

  /** Rules against pushing to the integration branch, by their names in rulesets. */
  private static final Map<String, String> AGAINST_PUSHES =
      Map.of(
          "update", "nobody may update the branch",
          "pull_request", "it wants a pull request for every change",
          "required_status_checks", "it takes only commits whose checks have passed",
          "required_signatures", "it wants signed commits, and Wavewright's are not",
          "merge_queue", "it takes changes from GitHub's merge queue only",
          "required_deployments", "it takes only commits that were deployed",
          "workflows", "it takes only commits whose workflows have passed");

  private static final Map<String, String> AGAINST_SOME =
      Map.of(
          "code_scanning", "it wants results of code scanning",
          "license_compliance_scanning", "it wants results of a scan of licences",
          "commit_message_pattern", "messages of commits have a form",
          "commit_author_email_pattern", "addresses of authors have a form",
          "committer_email_pattern", "addresses of committers have a form",
          "file_path_restriction", "some paths may not change",
          "max_file_path_length", "paths have a longest length",
          "file_extension_restriction", "some kinds of file may not come",
          "max_file_size", "files have a largest size");

  private static final List<String> AGAINST_NOBODY =
      List.of(
          "deletion",
          "non_fast_forward",
          "required_linear_history",
          "branch_name_pattern",
          "tag_name_pattern",
          "copilot_code_review");

  private BranchRules() {}

  /**
   * Judges the rules of rulesets, as {@code GET …/rules/branches/{branch}} lists them.
   *
   * @param there whether the branch exists
   */
  public static List<Rule> ofRulesets(Branch branch, boolean there, JsonNode listed) {
    List<Rule> rules = new ArrayList<>();
    for (JsonNode each : listed) {
      rules.add(judge(branch, there, each.path("type").asText("")));
    }
    return rules.stream().distinct().toList();
  }

  /**
   * Judges the older protection of a branch, as {@code GET …/branches/{branch}/protection} has it.
   */
  public static List<Rule> ofProtection(Branch branch, JsonNode protection) {
    List<Rule> rules = new ArrayList<>();
    present(protection, "required_pull_request_reviews")
        .ifPresent(unused -> rules.add(judge(branch, true, "pull_request")));
    present(protection, "required_status_checks")
        .ifPresent(unused -> rules.add(judge(branch, true, "required_status_checks")));
    if (enabled(protection, "required_signatures")) {
      rules.add(judge(branch, true, "required_signatures"));
    }
    if (enabled(protection, "lock_branch")) {
      rules.add(
          new Rule(
              "lock_branch",
              Effect.BLOCKS,
              branch == Branch.BASE
                  ? "nothing can be merged into it"
                  : "nobody may update the branch"));
    }
    present(protection, "restrictions")
        .ifPresent(
            unused ->
                rules.add(
                    branch == Branch.BASE
                        ? new Rule("restrictions", Effect.HARMLESS, "")
                        : new Rule(
                            "restrictions",
                            Effect.MAY_BLOCK,
                            "only some people, teams and apps may push")));
    return List.copyOf(rules);
  }

  private static Optional<JsonNode> present(JsonNode protection, String name) {
    return Optional.of(protection.path(name)).filter(JsonNode::isObject);
  }

  private static boolean enabled(JsonNode protection, String name) {
    return protection.path(name).path("enabled").asBoolean(false);
  }

  private static Rule judge(Branch branch, boolean there, String type) {
    if (branch == Branch.BASE) {
      return judgeBase(type);
    }
    if (type.equals("creation")) {
      return there
          ? new Rule(type, Effect.HARMLESS, "")
          : new Rule(type, Effect.BLOCKS, "nobody may make the branch");
    }
    String refusal = AGAINST_PUSHES.get(type);
    if (refusal != null) {
      return new Rule(type, Effect.BLOCKS, refusal);
    }
    String some = AGAINST_SOME.get(type);
    if (some != null) {
      return new Rule(type, Effect.MAY_BLOCK, some);
    }
    return AGAINST_NOBODY.contains(type)
        ? new Rule(type, Effect.HARMLESS, "")
        : new Rule(type, Effect.MAY_BLOCK, "a rule that Wavewright does not know");
  }

  /** Nothing is pushed to the base: a rule counts if the pull request could never meet it. */
  private static Rule judgeBase(String type) {
    if (type.equals("required_signatures")) {
      return new Rule(
          type,
          Effect.MAY_BLOCK,
          "it wants signed commits: the pull request can only be merged by squashing");
    }
    String some = AGAINST_SOME.get(type);
    return some == null || type.endsWith("scanning")
        ? new Rule(type, Effect.HARMLESS, "")
        : new Rule(type, Effect.MAY_BLOCK, some);
  }

  /** Tells whether GitHub says that a branch has no older protection. */
  public static boolean isUnprotected(Reply protection) {
    return protection.status() == 404
        && (protection.said().equals("Branch not protected")
            || protection.said().equals("Branch not found"));
  }

  /** Tells whether the owner's plan has no rules for this repository, so that there are none. */
  public static boolean isWithoutRules(Reply reply) {
    return reply.status() == 403 && reply.said().startsWith("Upgrade to GitHub");
  }
}
