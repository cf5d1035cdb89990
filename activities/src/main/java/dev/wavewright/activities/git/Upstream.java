package dev.wavewright.activities.git;

import dev.wavewright.activities.git.GitProblem.Kind;
import dev.wavewright.workflows.model.CommitId;
import dev.wavewright.workflows.model.RepositorySettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The repository's url: where the integration branch is the truth.
 *
 * @param credentials what the url's server is shown
 */
record Upstream(HubRepository hub, RepositorySettings settings, Credentials credentials) {
  private static final Pattern REMOTE =
      Pattern.compile("(?!file://)([a-z+]+://.*|[^/:]+@?[^/:]*:.*)", Pattern.DOTALL);
  private static final String FILE = "file://";
  private static final String HEADS = "refs/heads/";

  String integration() {
    return HEADS + settings.integration();
  }

  /** Returns the ref that holds the base branch as last seen. */
  String trusted() {
    return SessionRefs.ALL + "trusted/" + settings.base();
  }

  void checkNames() {
    for (String branch : new String[] {settings.base(), settings.integration()}) {
      if (!hub.git().in(Path.of("/")).run("check-ref-format", HEADS + branch).succeeded()) {
        throw new GitProblem(
            Kind.BAD_NAME,
            "'%s' of %s is no branch name".formatted(branch, settings.name()),
            "correct it in wavewright.yml");
      }
    }
    if (settings.url().startsWith("-") || settings.url().indexOf('\0') >= 0) {
      throw new GitProblem(
          Kind.NO_REPOSITORY, "'" + settings.url() + "' is no url", "correct it in wavewright.yml");
    }
  }

  /** Returns the url as a folder; empty if it is a remote. */
  Optional<Path> local() {
    return local(settings.url());
  }

  static Optional<Path> local(String url) {
    return REMOTE.matcher(url).matches()
        ? Optional.empty()
        : Optional.of(Path.of(url.startsWith(FILE) ? url.substring(FILE.length()) : url));
  }

  /** The url's branches as they are now. */
  record Tips(Optional<CommitId> base, Optional<CommitId> integration) {}

  /** Asks the url, from {@code folder}: the hub may not exist yet. */
  Tips ask(Path folder) {
    Optional<Path> path = local();
    if (path.isPresent() && !Files.isDirectory(path.get())) {
      throw new GitProblem(
          Kind.NO_REPOSITORY,
          "%s: there is no folder %s".formatted(settings.name(), path.get()),
          "correct url in wavewright.yml");
    }
    Optional<Tips> here = path.flatMap(this::read);
    if (here.isPresent()) {
      return here.get();
    }
    GitResult result =
        hub.git()
            .in(folder)
            .remote(credential())
            .run(
                "ls-remote",
                "--quiet",
                "--",
                settings.url(),
                HEADS + settings.base(),
                integration());
    if (!result.succeeded()) {
      throw path.isPresent()
          ? result.problem(
              Kind.NO_REPOSITORY,
              "%s: %s is no git repository".formatted(settings.name(), path.get()),
              "run git init there, or correct url in wavewright.yml")
          : failed(result, "%s: %s cannot be read".formatted(settings.name(), settings.url()));
    }
    return tips(result);
  }

  /** Returns what the url's server is to be shown; nothing for a folder. */
  Optional<Credential> credential() {
    return local().isPresent() ? Optional.empty() : credentials.forUrl(settings.url());
  }

  /** Says why the url could not be reached; nobody is let in later who was not let in now. */
  GitProblem failed(GitResult result, String sentence) {
    if (!result.isNotLetIn()) {
      return result.problem(Kind.REMOTE_FAILED, sentence);
    }
    String fix =
        credential()
            .map(
                shown ->
                    "give the token of %s access to it (contents: read and write), or replace it"
                        .formatted(shown.source()))
            .orElse("check the url and its credentials");
    return result.problem(Kind.CREDENTIALS, sentence, fix);
  }

  /** Says why the integration branch could not be pushed; a rule is named in its server's words. */
  GitProblem pushFailed(GitResult push, String sentence) {
    return push.declined()
        .map(
            rule ->
                new GitProblem(
                    Kind.DECLINED,
                    sentence + ": " + rule,
                    "leave %s out of this rule, let the token's user bypass it, or name another 'integration' branch"
                        .formatted(settings.integration())))
        .orElseGet(() -> failed(push, sentence));
  }

  /** Reads a local repository by one process where the url takes three; empty if it cannot. */
  private Optional<Tips> read(Path repository) {
    try {
      Path real = repository.toRealPath();
      GitResult result =
          hub.git()
              .in(real)
              // Not a repository around the folder: as a url the folder itself is none.
              .with("GIT_CEILING_DIRECTORIES", String.valueOf(real.getParent()))
              .run(
                  "for-each-ref",
                  "--format=%(objectname)%09%(refname)",
                  HEADS + settings.base(),
                  integration());
      return result.succeeded() ? Optional.of(tips(result)) : Optional.empty();
    } catch (IOException unreadable) {
      return Optional.empty();
    }
  }

  private Tips tips(GitResult listing) {
    return new Tips(find(listing, HEADS + settings.base()), find(listing, integration()));
  }

  /** Returns where a listing of refs has this one. */
  static Optional<CommitId> find(GitResult result, String ref) {
    return result
        .text()
        .lines()
        .map(line -> line.split("\t", 2))
        .filter(parts -> parts.length == 2 && parts[1].equals(ref))
        .map(parts -> new CommitId(parts[0]))
        .findFirst();
  }

  /**
   * Brings the hub's branches up to the url and returns the integration tip. A branch that is at
   * neither place is created from the base and pushed. The hub's lock is taken only if the hub is
   * behind: a slow url holds up nobody who has no need of it.
   */
  CommitId synchronise() {
    Tips tips = ask(hub.folder());
    Optional<CommitId> tip = tips.integration();
    if (tip.isPresent()
        && tip.equals(hub.commit(integration()))
        && tips.base().isPresent()
        && tips.base().equals(hub.commit(trusted()))) {
      return tip.get();
    }
    // Asked again: what somebody brought here since would look as if the url had been rewound.
    return hub.locked(() -> bringUp(ask(hub.folder())));
  }

  /**
   * Brings the hub up to the url as {@link #synchronise} does, and leaves the url as it is: of a
   * branch that is not there, returns the commit at which it would be created.
   */
  CommitId look() {
    return ask(hub.folder()).integration().isPresent()
        ? synchronise()
        : hub.locked(
            () -> {
              Tips tips = ask(hub.folder());
              return tips.integration().isPresent() ? bringUp(tips) : start(fetchBase(tips));
            });
  }

  private CommitId fetchBase(Tips tips) {
    CommitId base =
        tips.base()
            .orElseThrow(
                () ->
                    new GitProblem(
                        Kind.NO_BASE,
                        "%s: branch '%s' does not exist at %s"
                            .formatted(settings.name(), settings.base(), settings.url()),
                        "create it with a first commit, or correct base in wavewright.yml"));
    fetch(base, trusted(), hub.commit(trusted()));
    return base;
  }

  /**
   * Returns where a branch begins that a person deleted after it was merged, or that was never
   * there. What landed must stay in it.
   */
  private CommitId start(CommitId base) {
    return hub.commit(integration()).filter(tip -> !hub.isAncestor(tip, base)).orElse(base);
  }

  private CommitId bringUp(Tips tips) {
    CommitId base = fetchBase(tips);
    Optional<CommitId> known = hub.commit(integration());
    Optional<CommitId> actual = tips.integration();
    if (actual.isEmpty()) {
      CommitId start = start(base);
      requireNotCheckedOut();
      GitResult push = tryPush(start, Optional.empty());
      if (!push.succeeded()) {
        Tips now = ask(hub.folder());
        if (now.integration().isPresent()) {
          // Another Wavewright on the same repository was first.
          return bringUp(now);
        }
        throw pushFailed(
            push,
            "%s: cannot create branch '%s' at %s"
                .formatted(settings.name(), settings.integration(), settings.url()));
      }
      hub.move(integration(), start, known);
      return start;
    }
    CommitId tip = actual.get();
    if (known.equals(actual)) {
      return tip;
    }
    String seen = SessionRefs.ALL + "seen/" + settings.integration();
    fetch(tip, seen, hub.commit(seen));
    if (known.isPresent() && !hub.isAncestor(known.get(), tip)) {
      throw new GitProblem(
          Kind.REWOUND,
          "%s: branch '%s' at %s was moved to %s, which no longer contains the landed %s"
              .formatted(
                  settings.name(),
                  settings.integration(),
                  settings.url(),
                  tip.abbreviated(),
                  known.get().abbreviated()),
          "bring it back: git -C %s push %s %s:%s"
                  .formatted(hub.folder(), settings.url(), known.get(), integration())
              + " (with --force-with-lease if the other commits may go)");
    }
    hub.move(integration(), tip, known);
    hub.unpin(seen);
    return tip;
  }

  private void fetch(CommitId commit, String into, Optional<CommitId> here) {
    if (here.equals(Optional.of(commit))) {
      return;
    }
    String from = into.equals(trusted()) ? HEADS + settings.base() : integration();
    GitResult result =
        hub.call()
            .remote(credential())
            .patience(GitCommand.WHOLE_REPOSITORY)
            .run(
                "fetch",
                "--quiet",
                "--no-tags",
                "--no-write-fetch-head",
                "--no-auto-maintenance",
                "--no-recurse-submodules",
                "--refmap=",
                "--",
                settings.url(),
                "+" + from + ":" + into);
    if (!result.succeeded()) {
      throw failed(result, "%s: cannot fetch from %s".formatted(settings.name(), settings.url()));
    }
    if (hub.commit(commit.value()).isEmpty()) {
      throw new GitProblem(
          Kind.REMOTE_FAILED, settings.url() + " moved while it was read; try again", "");
    }
  }

  /**
   * Refuses an integration branch that someone has checked out: moving it would leave that work
   * tree looking changed.
   */
  void requireNotCheckedOut() {
    local()
        .filter(folder -> !WorkTreeHeads.of(folder).surelyWithout(integration()))
        .flatMap(this::holder)
        .ifPresent(
            folder -> {
              throw new GitProblem(
                  Kind.CHECKED_OUT,
                  "%s: the integration branch '%s' is checked out in %s"
                      .formatted(settings.name(), settings.integration(), folder),
                  "switch that work tree to another branch, for example: git -C %s switch %s"
                      .formatted(folder, settings.base()));
            });
  }

  private Optional<String> holder(Path repository) {
    GitResult result = hub.git().in(repository).run("worktree", "list", "--porcelain", "-z");
    String folder = "";
    boolean bare = false;
    for (String line : result.fields()) {
      if (line.startsWith("worktree ")) {
        folder = line.substring("worktree ".length());
        bare = false;
      } else if (line.equals("bare")) {
        bare = true;
      } else if (line.equals("branch " + integration()) && !bare) {
        return Optional.of(folder);
      }
    }
    return Optional.empty();
  }

  /** Pushes with the expected old value written out; empty means it must not exist yet. */
  GitResult tryPush(CommitId commit, Optional<CommitId> expected) {
    return hub.call()
        .remote(credential())
        .patience(GitCommand.WHOLE_REPOSITORY)
        .run(
            "push",
            "--quiet",
            "--no-verify",
            "--force-with-lease=" + integration() + ":" + expected.map(CommitId::value).orElse(""),
            "--",
            settings.url(),
            commit.value() + ":" + integration());
  }
}
