package dev.wavewright.activities.git;

import dev.wavewright.workflows.model.CommitId;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Saves everything of a session that nothing else holds: every commit its refs name, and the
 * worktree's content. The caller holds the session's lock.
 */
record Rescue(HubRepository hub, Session session, List<String> leftOut) {
  Optional<String> save(String label) {
    Mirror mirror = Mirror.of(hub, session).prepare(leftOut);
    SessionRefs refs = new SessionRefs(session.id());
    List<String> rescues = rescues(refs);
    Optional<CommitId> head = mirror.head().filter(mirror::isWhole);
    CommitId from = head.orElse(session.base());
    Set<CommitId> tips = new LinkedHashSet<>();
    head.ifPresent(tips::add);
    Optional<CommitId> collected = hub.commit(refs.collected());
    collected.ifPresent(tips::add);
    tips.addAll(mirror.refs().all());
    List<CommitId> unsaved = new ArrayList<>();
    for (CommitId tip : tips) {
      if (mirror.holds(tip) && mirror.isWhole(tip) && !isHeld(mirror, tip, unsaved)) {
        unsaved.add(tip);
      }
    }
    if (mirror.worktreePresent()) {
      Folders.makeReadable(session.worktree());
    }
    Optional<PendingMerge> brought =
        PendingMerge.read(hub, refs.brought())
            .filter(merge -> !mirror.isAncestor(merge.tip(), from));
    Optional<String> edits =
        mirror.worktreePresent() && collected.filter(mirror::surelyHolds).isEmpty()
            ? Optional.of(new RawSnapshot(mirror, from).tree())
                .filter(tree -> !tree.equals(mirror.tree(from)))
                .filter(tree -> !collected.map(mirror::tree).equals(Optional.of(tree)))
                .filter(
                    tree ->
                        !brought
                            .map(PendingMerge::commit)
                            .map(mirror::tree)
                            .equals(Optional.of(tree)))
            : Optional.empty();
    if (unsaved.isEmpty() && edits.isEmpty()) {
      return Optional.empty();
    }
    CommitId saved;
    if (edits.isEmpty() && unsaved.size() == 1) {
      saved = unsaved.getFirst();
    } else {
      List<CommitId> parents = new ArrayList<>(unsaved);
      parents.remove(from);
      parents.addFirst(from);
      brought.map(PendingMerge::tip).filter(tip -> edits.isPresent()).ifPresent(parents::add);
      String tree = edits.orElseGet(() -> mirror.tree(from));
      saved = mirror.commit(tree, parents, message(label), Identity.WAVEWRIGHT);
    }
    Optional<String> earlier =
        rescues.stream()
            .filter(ref -> hub.commit(ref).map(was -> same(mirror, was, saved)).orElse(false))
            .findFirst();
    if (earlier.isPresent()) {
      return earlier;
    }
    return Optional.of(
        hub.locked(
            () -> {
              String ref = refs.rescues() + next(refs);
              mirror.fetchIntoHub(saved, ref, false);
              return ref;
            }));
  }

  private String message(String label) {
    return "Rescue of session %s: %s\n".formatted(session.id(), CommitNote.singleLine(label, 200));
  }

  /** Landed work and the base need no rescue, nor does what another unsaved commit contains. */
  private boolean isHeld(Mirror mirror, CommitId tip, List<CommitId> unsaved) {
    if (tip.equals(session.base()) || mirror.isOnHubBranch(tip)) {
      return true;
    }
    List<String> arguments =
        new ArrayList<>(List.of("rev-list", "--max-count=1", tip.value(), "--not"));
    arguments.add(session.base().value());
    hub.heads().forEach(each -> arguments.add(each.value()));
    unsaved.forEach(each -> arguments.add(each.value()));
    return mirror.call().require(arguments.toArray(String[]::new)).isEmpty();
  }

  private static boolean same(Mirror mirror, CommitId one, CommitId other) {
    return one.equals(other) || shape(mirror, one).equals(shape(mirror, other));
  }

  private static String shape(Mirror mirror, CommitId commit) {
    return mirror.call().require("log", "--max-count=1", "--format=%T %P", commit.value());
  }

  private List<String> rescues(SessionRefs refs) {
    return hub.reader().refs(refs.rescues());
  }

  private int next(SessionRefs refs) {
    return 1
        + rescues(refs).stream()
            .map(ref -> ref.substring(ref.lastIndexOf('/') + 1))
            .filter(number -> number.matches("[0-9]{1,8}"))
            .mapToInt(Integer::parseInt)
            .max()
            .orElse(0);
  }
}
