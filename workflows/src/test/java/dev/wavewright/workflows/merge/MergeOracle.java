package dev.wavewright.workflows.merge;

import dev.wavewright.workflows.merge.core.News;
import dev.wavewright.workflows.model.HostId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a merge queue must say and do, told naively: a list of tickets, and for each of them the
 * word of everything that ever happened to it, one letter an event. Regular expressions over whole
 * words decide; nothing is counted along the way.
 *
 * <pre>
 *   R ready   V ready with a verdict known   G green   D red       N no verdict   L landed
 *   M moved   X mismatch   F failed          C conflict A already  Z refused
 * </pre>
 */
final class MergeOracle {
  private final List<String> line = new ArrayList<>();
  private final Map<String, String> words = new LinkedHashMap<>();
  private final Map<String, String> holders = new LinkedHashMap<>();
  private final Map<String, HostId> hosts = new LinkedHashMap<>();
  private final Map<String, List<String>> digests = new LinkedHashMap<>();
  private final Map<String, String> answers = new LinkedHashMap<>();
  private String started = "";
  private boolean closed;
  private String built = "";
  private String candidate = "";

  /** Returns what must be told because of {@code news}. */
  List<String> hear(News news) {
    List<String> told = new ArrayList<>();
    switch (news) {
      case News.Arrived arrived -> arrive(arrived, told);
      case News.Withdrawn withdrawn -> withdraw(withdrawn, told);
      case News.HostLost lost -> {
        for (String ticket : List.copyOf(line)) {
          if (lost.host().equals(hosts.get(ticket))) {
            end(ticket, "HOST_LOST", "", told);
          }
        }
      }
      case News.Reopened ignored -> closed = false;
      case News.Result result -> result(result, told);
    }
    return told;
  }

  /** Returns what must be told and done when the queue is free to work. */
  List<String> free() {
    List<String> steps = new ArrayList<>();
    if (line.isEmpty()) {
      return steps;
    }
    String head = line.getFirst();
    if (!started.equals(head)) {
      started = head;
      steps.add("started " + head + " to " + holders.get(head));
    }
    String word = words.getOrDefault(head, "");
    if (word.matches(".*(R|RN)")) {
      steps.add("gate " + head + " " + candidate);
    } else if (word.matches(".*[GV]")) {
      steps.add("land " + head + " " + built + " " + candidate);
    } else {
      steps.add("rebuild " + head);
    }
    return steps;
  }

  List<String> waiting() {
    return line.stream().filter(ticket -> !ticket.equals(started)).toList();
  }

  boolean isHead(String ticket) {
    return ticket.equals(started);
  }

  boolean isClosed() {
    return closed;
  }

  @Nullable String answer(String ticket) {
    return answers.get(ticket);
  }

  Map<String, String> words() {
    return words;
  }

  private void arrive(News.Arrived arrived, List<String> told) {
    String ticket = arrived.ticket();
    if (answers.containsKey(ticket)) {
      told.add(answers.get(ticket) + " to " + arrived.holder());
    } else if (line.contains(ticket)) {
      if (isHead(ticket)) {
        told.add("started " + ticket + " to " + arrived.holder());
      }
    } else {
      holders.put(ticket, arrived.holder());
      hosts.put(ticket, arrived.host());
      digests.put(ticket, arrived.verdict() == null ? List.of() : List.of(arrived.verdict()));
      line.add(ticket);
      if (closed) {
        end(ticket, "BRANCH_CLOSED", "", told);
      }
    }
  }

  private void withdraw(News.Withdrawn withdrawn, List<String> told) {
    String ticket = withdrawn.ticket();
    if (answers.containsKey(ticket)) {
      if (holders.containsKey(ticket)) {
        told.add(answers.get(ticket) + " to " + holders.get(ticket));
      }
    } else if (!line.contains(ticket)) {
      answers.put(ticket, "WITHDRAWN " + ticket);
    } else if (!isHead(ticket)) {
      end(ticket, "WITHDRAWN", "", told);
    } else if (withdrawn.hostLost()) {
      end(ticket, "HOST_LOST", "", told);
    }
  }

  private void result(News.Result result, List<String> told) {
    String ticket = result.ticket();
    if (answers.containsKey(ticket)) {
      return;
    }
    String word = words.merge(ticket, letter(result), String::concat);
    String landed = "";
    if (result instanceof News.Ready ready) {
      built = ready.tip().value();
      candidate = ready.candidate().value();
      List<String> seen = new ArrayList<>(digests.getOrDefault(ticket, List.of()));
      seen.add("candidate " + ready.verdict());
      digests.put(ticket, seen);
    } else if (result instanceof News.AlreadyLanded already) {
      landed = " " + already.commit().value();
    } else if (result instanceof News.Landed swapped) {
      landed = " " + swapped.commit().value();
    }
    if (word.matches(".*[LA]")) {
      end(ticket, "LANDED", landed, told);
    } else if (word.matches(".*C")) {
      end(ticket, "CONFLICT", "", told);
    } else if (word.matches(".*D")) {
      end(ticket, "CHECK_FAILED", "", told);
    } else if (word.matches(".*NN")) {
      end(ticket, "NO_VERDICT", "", told);
    } else if (word.matches(".*X")) {
      closed = true;
      for (String everyone : List.copyOf(line)) {
        end(everyone, "BRANCH_CLOSED", "", told);
      }
    } else if (word.matches("(.*[^GV])?[FZ]|.*[GV][FZ][RV]|([^M]*M){10}")) {
      end(ticket, "REFUSED", "", told);
    } else if (word.matches("([^M]*M){5}")) {
      line.remove(ticket);
      line.add(ticket);
      started = "";
    }
  }

  private String letter(News.Result result) {
    return switch (result) {
      case News.Ready ready -> knownGreen(ready) ? "V" : "R";
      case News.AlreadyLanded ignored -> "A";
      case News.Conflicted ignored -> "C";
      case News.Green ignored -> "G";
      case News.Red ignored -> "D";
      case News.NoVerdict ignored -> "N";
      case News.Landed ignored -> "L";
      case News.Moved ignored -> "M";
      case News.Mismatched ignored -> "X";
      case News.Refused ignored -> "Z";
      case News.Failed ignored -> "F";
    };
  }

  /** Walks the ticket's word backwards to the newest green verdict and compares its digest. */
  private boolean knownGreen(News.Ready ready) {
    List<String> seen = digests.getOrDefault(ready.ticket(), List.of());
    String word = words.getOrDefault(ready.ticket(), "").replaceAll("[^RVG]", "");
    int rebuilds = word.replace("G", "").length();
    for (int i = word.length() - 1; i >= 0; i--) {
      if (word.charAt(i) == 'G' || word.charAt(i) == 'V') {
        int which = word.substring(0, i + 1).replace("G", "").length();
        String green = seen.get(seen.size() - 1 - (rebuilds - which));
        return green.equals("candidate " + ready.verdict()) && ready.verdict() != null;
      }
    }
    String brought = seen.isEmpty() ? "" : seen.getFirst();
    return brought.equals(ready.verdict());
  }

  private void end(String ticket, String how, String commit, List<String> told) {
    answers.put(ticket, how + " " + ticket + commit);
    told.add(answers.get(ticket) + " to " + holders.get(ticket));
    line.remove(ticket);
    started = started.equals(ticket) ? "" : started;
  }
}
