package dev.wavewright.activities.git;

import dev.wavewright.activities.git.GitProblem.Kind;
import dev.wavewright.workflows.model.CommitId;
import dev.wavewright.workflows.model.LeaseToken;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The claims of one repository's issues, refs at its url. The url decides: a claim is made only
 * where none is, and replaced or removed only where it is the one that was read. They are no
 * branches, so nobody fetches them by the way; in the hub no ref holds them.
 */
public final class Claims {
  private static final int TRIES = 5;
  private static final int LONGEST_CLAIM = 8 << 10;
  private static final Pattern SIMPLE = Pattern.compile("[A-Za-z0-9@:/._~+-]+");

  private final HubRepository hub;
  private final Upstream upstream;

  Claims(HubRepository hub, Upstream upstream) {
    this.hub = hub;
    this.upstream = upstream;
  }

  /** Returns the ref that is the claim of an issue. */
  public static String ref(long number) {
    return SessionRefs.ALL + "claims/" + number;
  }

  /** What stands at the url. */
  private record Standing(CommitId commit, Optional<Claim> claim) {
    boolean isOf(Claim other) {
      return claim
          .filter(
              held -> held.instance().equals(other.instance()) && held.key().equals(other.key()))
          .isPresent();
    }
  }

  /**
   * Takes an issue for an instance. What the instance has under this very token already, it has;
   * what it has under an older one is taken over.
   *
   * @throws GitProblem if the url cannot be reached or lets nobody in
   */
  public ClaimResult take(Claim claim) {
    String ref = ref(claim.key().number());
    CommitId own = write(claim);
    GitResult push = push(ref, own.value(), "");
    for (int tries = 1; !push.succeeded(); tries++) {
      requireAnswer(push);
      Optional<Standing> standing = read(ref);
      if (standing.isPresent() && !standing.get().isOf(claim)) {
        return new ClaimResult.Elsewhere(
            standing.get().claim(), removal(ref, standing.get().commit()));
      }
      if (standing.isPresent()) {
        Claim held = standing.get().claim().orElseThrow();
        int order = held.token().compareTo(claim.token());
        if (order >= 0) {
          return order == 0 ? new ClaimResult.Taken() : new ClaimResult.Outdated(held);
        }
      }
      // One that went meanwhile is tried again; what is refused for ever must end.
      if (tries == TRIES) {
        return new ClaimResult.Refused(reason(push));
      }
      push = push(ref, own.value(), standing.map(there -> there.commit().value()).orElse(""));
    }
    return new ClaimResult.Taken();
  }

  /**
   * Gives an issue back. A claim of another instance, or under a newer token, is left alone; one
   * that is gone is gone.
   *
   * @throws GitProblem if the url cannot be reached, lets nobody in or does not let it go
   */
  public void release(long number, String instance, LeaseToken token) {
    String ref = ref(number);
    for (int tries = 1; ; tries++) {
      Optional<Standing> standing = read(ref);
      boolean ours =
          standing
              .flatMap(Standing::claim)
              .filter(held -> held.instance().equals(instance))
              .filter(held -> held.token().compareTo(token) <= 0)
              .isPresent();
      if (!ours) {
        return;
      }
      CommitId there = standing.orElseThrow().commit();
      GitResult push = push(ref, "", there.value());
      if (push.succeeded()) {
        return;
      }
      requireAnswer(push);
      if (tries == TRIES) {
        throw new GitProblem(
            Kind.FAILED,
            "%s: the claim of issue %d cannot be given back: %s"
                .formatted(upstream.settings().name(), number, reason(push)),
            removal(ref, there));
      }
    }
  }

  /**
   * Asks whether claims may be pushed to the url, and pushes nothing.
   *
   * @param anything a commit of the hub
   * @throws GitProblem if the url cannot be reached, or does not let git push
   */
  public void requireLetIn(CommitId anything) {
    GitResult push =
        hub.call()
            .remote(upstream.credential())
            .run(
                "push",
                "--porcelain",
                "--dry-run",
                "--no-verify",
                "--",
                upstream.settings().url(),
                anything.value() + ":" + SessionRefs.ALL + "claims/trial");
    if (!push.succeeded()) {
      throw cannotPush(push);
    }
  }

  /** Returns who has taken an issue; empty if nobody has, or nobody can tell who. */
  public Optional<Claim> holder(long number) {
    return read(ref(number)).flatMap(Standing::claim);
  }

  /** Writes the claim as a commit without parents or files. */
  private CommitId write(Claim claim) {
    String nothing = hub.call().input("").require("hash-object", "-t", "tree", "-w", "--stdin");
    return new CommitId(
        hub.call().input(claim.message()).require("commit-tree", "-F", "-", nothing));
  }

  private GitResult push(String ref, String object, String expected) {
    return hub.call()
        .remote(upstream.credential())
        .run(
            "push",
            "--porcelain",
            "--no-verify",
            "--force-with-lease=" + ref + ":" + expected,
            "--",
            upstream.settings().url(),
            object + ":" + ref);
  }

  /** Without a line about the ref the url was not even asked. */
  private void requireAnswer(GitResult push) {
    if (push.isNotLetIn() || push.text().lines().noneMatch(line -> line.startsWith("!"))) {
      throw cannotPush(push);
    }
  }

  private GitProblem cannotPush(GitResult push) {
    return upstream.failed(
        push,
        "%s: cannot push to %s".formatted(upstream.settings().name(), upstream.settings().url()));
  }

  private static String reason(GitResult push) {
    List<String> said = new ArrayList<>();
    push.complaint()
        .lines()
        .filter(line -> line.startsWith("remote:"))
        .map(line -> line.substring("remote:".length()).strip())
        .forEach(said::add);
    push.text()
        .lines()
        .filter(line -> line.startsWith("!"))
        .map(line -> line.substring(line.lastIndexOf('\t') + 1))
        .forEach(said::add);
    return CommitNote.singleLine(String.join(" ", said), 300);
  }

  private Optional<Standing> read(String ref) {
    for (int tries = 0; tries < TRIES; tries++) {
      Optional<CommitId> commit = look(ref);
      if (commit.isEmpty()) {
        return Optional.empty();
      }
      Optional<String> content = content(commit.get());
      if (content.isEmpty()) {
        fetch(ref);
        content = content(commit.get());
      }
      if (content.isPresent()) {
        return Optional.of(new Standing(commit.get(), Claim.parse(content.get())));
      }
    }
    throw new GitProblem(
        Kind.REMOTE_FAILED, upstream.settings().url() + " moved while it was read; try again", "");
  }

  private Optional<CommitId> look(String ref) {
    GitResult listing =
        hub.call()
            .remote(upstream.credential())
            .run("ls-remote", "--quiet", "--", upstream.settings().url(), ref);
    if (!listing.succeeded()) {
      throw upstream.failed(
          listing,
          "%s: %s cannot be read".formatted(upstream.settings().name(), upstream.settings().url()));
    }
    return Upstream.find(listing, ref);
  }

  /** Returns the object as it is, whatever its type; empty if the hub does not have it. */
  private Optional<String> content(CommitId object) {
    GitResult found =
        hub.call().limit(LONGEST_CLAIM).run("cat-file", "-p", "--end-of-options", object.value());
    return found.succeeded() || found.truncated() ? Optional.of(found.text()) : Optional.empty();
  }

  private void fetch(String ref) {
    GitResult fetched =
        hub.call()
            .remote(upstream.credential())
            .run(
                "-c",
                "transfer.fsckObjects=true",
                "fetch",
                "--quiet",
                "--no-tags",
                "--no-write-fetch-head",
                "--no-auto-maintenance",
                "--no-recurse-submodules",
                "--refmap=",
                "--",
                upstream.settings().url(),
                ref);
    if (!fetched.succeeded() && fetched.isNotLetIn()) {
      throw upstream.failed(
          fetched,
          "%s: cannot fetch from %s"
              .formatted(upstream.settings().name(), upstream.settings().url()));
    }
  }

  private String removal(String ref, CommitId there) {
    String url = upstream.settings().url();
    return "git -C %s push --force-with-lease=%s:%s %s :%s"
        .formatted(quoted(hub.folder().toString()), ref, there.value(), quoted(url), ref);
  }

  private static String quoted(String word) {
    return SIMPLE.matcher(word).matches() ? word : "'" + word.replace("'", "'\\''") + "'";
  }
}
