package dev.wavewright.workflows.merge;

import java.util.List;

/** A merge queue in words, for the Temporal Web UI. */
final class MergeQueueDetails {
  private static final int SHOWN = 20;

  private MergeQueueDetails() {}

  /** Returns Markdown. Everything in it is an id, never a text of an issue. */
  static String of(MergeQueueView view, String stage) {
    StringBuilder text = new StringBuilder();
    text.append("**Merge queue of ").append(view.repository());
    text.append(view.branch().isEmpty() ? "**\n\n" : "**, branch `" + view.branch() + "`\n\n");
    if (view.closed() != null) {
      text.append("**closed**: ").append(view.closed());
      text.append(
          "\n\nInspect the branch, then `wavewright merges reopen "
              + view.repository()
              + "` (the signal `reopen`) and retry the issues.\n\n");
    }
    text.append("landing: ");
    text.append(view.head() == null ? "nothing" : view.head() + " (" + stage + ")").append("\n\n");
    text.append("waiting: ").append(view.waiting().size()).append('\n');
    view.waiting().stream()
        .limit(SHOWN)
        .forEach(key -> text.append("1. ").append(key).append('\n'));
    text.append("\nlast landings: ").append(view.landed().size()).append('\n');
    List<MergeQueueView.Landing> newestFirst = view.landed().reversed();
    for (MergeQueueView.Landing landing : newestFirst) {
      text.append("- ").append(landing.key()).append(" `").append(landing.commit().abbreviated());
      text.append("` in ").append(landing.took().toMillis()).append(" ms");
      text.append(landing.warning() == null ? "\n" : ": **" + landing.warning() + "**\n");
    }
    return text.toString();
  }
}
