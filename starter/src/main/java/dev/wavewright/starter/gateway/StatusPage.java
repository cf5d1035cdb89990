package dev.wavewright.starter.gateway;

import dev.wavewright.starter.stack.StackLinks;
import dev.wavewright.workflows.capacity.CapacityView;
import dev.wavewright.workflows.capacity.PoolShare;
import dev.wavewright.workflows.issue.IssueStatus;
import dev.wavewright.workflows.model.Phase;
import dev.wavewright.workflows.wave.WaveStatus;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** One screen of HTML: who runs, who waits and why, every cap, with links to the Web UI. */
final class StatusPage {
  private final Facts facts;
  private final int uiPort;

  /**
   * Makes the page of one stack.
   *
   * @param uiPort port of Temporal's Web UI on loopback; 0 writes no links
   */
  StatusPage(Facts facts, int uiPort) {
    this.facts = facts;
    this.uiPort = uiPort;
  }

  boolean answers() {
    return facts.answers();
  }

  String render() {
    StringBuilder html = new StringBuilder(HEAD);
    parked(html, facts.parked());
    Optional<CapacityView> gate = facts.gate();
    if (gate.isPresent()) {
      gate(html, gate.get());
    } else {
      html.append("<p class=bad>No worker answers for the gate. Run: <code>wavewright status")
          .append("</code></p>");
    }
    waves(html, facts.waves());
    ended(html, facts.endedWaves());
    gate.ifPresent(view -> caps(html, view));
    if (uiPort > 0) {
      html.append("<p><a href=\"")
          .append(escape(StackLinks.workflows(uiPort)))
          .append("\">Temporal Web UI</a></p>");
    }
    return html.append("</body></html>\n").toString();
  }

  private void gate(StringBuilder html, CapacityView gate) {
    html.append("<h2>Running (").append(gate.holding().size()).append(")</h2>");
    if (gate.paused()) {
      html.append("<p class=bad>Paused: nothing new starts.</p>");
    }
    if (!gate.holding().isEmpty()) {
      table(html, "issue", "lease", "host", "since", "pools");
    }
    for (CapacityView.Holding holding : gate.holding()) {
      row(
          html,
          link(holding.holder(), holding.key().toString()),
          escape(holding.draining() ? holding.kind() + " (draining)" : holding.kind().toString()),
          escape(holding.host() == null ? "" : holding.host().toString()),
          escape(holding.since().toString()),
          escape(join(holding.pools())));
    }
    html.append(gate.holding().isEmpty() ? "" : "</table>");
    html.append("<h2>Waiting (").append(gate.waiting().size()).append(")</h2>");
    if (!gate.waiting().isEmpty()) {
      table(html, "#", "issue", "title", "reason", "since");
    }
    for (CapacityView.Waiting waiting : gate.waiting()) {
      row(
          html,
          Integer.toString(waiting.position()),
          link(waiting.holder(), waiting.key().toString()),
          escape(waiting.title()),
          escape(waiting.reason()),
          escape(waiting.since().toString()));
    }
    html.append(gate.waiting().isEmpty() ? "" : "</table>");
  }

  private static void caps(StringBuilder html, CapacityView gate) {
    html.append("<h2>Caps</h2>");
    table(html, "pool", "held", "effective", "configured", "lowered by");
    for (CapacityView.PoolView pool : gate.pools()) {
      String lowered = pool.loweredBy() == null ? "" : pool.loweredBy();
      if (!lowered.isEmpty() && pool.reason() != null && !pool.reason().isBlank()) {
        lowered += ": " + pool.reason();
      }
      row(
          html,
          escape(pool.name().toString()),
          Integer.toString(pool.held()),
          PoolShare.inWords(pool.effective()),
          PoolShare.inWords(pool.configured()),
          escape(lowered));
    }
    html.append("</table>");
  }

  private void waves(StringBuilder html, List<WaveStatus> waves) {
    html.append("<h2>Waves (").append(waves.size()).append(")</h2>");
    for (WaveStatus wave : waves) {
      html.append("<h3>")
          .append(link(wave.wave().workflowId(), wave.wave().workflowId()))
          .append(" ")
          .append(escape(wave.phase().word()))
          .append("</h3>");
      table(html, "issue", "title", "phase", "reason", "after");
      for (WaveStatus.IssueLine issue : wave.issues()) {
        String reason = issue.reason() == null ? "" : issue.reason().word();
        row(
            html,
            issue.started()
                ? link(issue.key().workflowId(), issue.key().toString())
                : escape(issue.key().toString()),
            escape(issue.title()),
            escape(issue.phase().word()),
            escape(issue.detail().isBlank() ? reason : reason + ": " + issue.detail()),
            escape(join(issue.dependsOn())));
      }
      html.append("</table>");
    }
  }

  private void parked(StringBuilder html, List<IssueStatus> parked) {
    html.append("<h2>Waiting for a person (").append(parked.size()).append(")</h2>");
    if (parked.isEmpty()) {
      return;
    }
    table(html, "issue", "title", "why", "next", "work saved on");
    for (IssueStatus issue : parked) {
      String reason = issue.reason() == null ? "" : issue.reason().word();
      row(
          html,
          link(issue.key().workflowId(), issue.key().toString()),
          escape(issue.title()),
          escape(issue.detail().isBlank() ? reason : reason + ": " + issue.detail()),
          escape(issue.unblock()),
          "<code>" + escape(issue.rescueRef() == null ? "" : issue.rescueRef()) + "</code>");
    }
    html.append("</table>");
  }

  private void ended(StringBuilder html, List<Facts.EndedWave> waves) {
    html.append("<h2>Recently ended</h2>");
    if (waves.isEmpty()) {
      html.append("<p>No wave has ended yet.</p>");
      return;
    }
    table(html, "wave", "issues", "started", "ended");
    for (Facts.EndedWave wave : waves) {
      row(
          html,
          link(wave.workflowId(), wave.workflowId()),
          escape(wave.result() == null ? "ended without a result" : counts(wave.result())),
          escape(wave.started().toString()),
          escape(wave.ended().toString()));
    }
    html.append("</table>");
  }

  private static String counts(WaveStatus wave) {
    Map<Phase, Long> counts = new EnumMap<>(Phase.class);
    wave.issues().forEach(issue -> counts.merge(issue.phase(), 1L, Long::sum));
    return counts.entrySet().stream()
        .map(entry -> entry.getValue() + " " + entry.getKey().word())
        .collect(Collectors.joining(", "));
  }

  private static void table(StringBuilder html, String... heads) {
    html.append("<table><tr>");
    for (String head : heads) {
      html.append("<th>").append(escape(head)).append("</th>");
    }
    html.append("</tr>");
  }

  private static void row(StringBuilder html, String... cells) {
    html.append("<tr>");
    for (String cell : cells) {
      html.append("<td>").append(cell).append("</td>");
    }
    html.append("</tr>");
  }

  private String link(String workflowId, String text) {
    if (uiPort == 0) {
      return escape(text);
    }
    return "<a href=\""
        + escape(StackLinks.workflow(uiPort, workflowId))
        + "\">"
        + escape(text)
        + "</a>";
  }

  private static String join(List<?> values) {
    return String.join(", ", values.stream().map(Object::toString).toList());
  }

  private static String escape(String text) {
    StringBuilder escaped = new StringBuilder(text.length());
    text.codePoints()
        .forEach(
            character -> {
              switch (character) {
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '&' -> escaped.append("&amp;");
                case '"' -> escaped.append("&quot;");
                case '\'' -> escaped.append("&#39;");
                default -> escaped.append(visible(character));
              }
            });
    return escaped.toString();
  }

  /** Controls and marks that turn the reading direction could make a title pose as another. */
  private static String visible(int character) {
    boolean hidden =
        Character.isISOControl(character)
            || (character >= 0x202A && character <= 0x202E)
            || (character >= 0x2066 && character <= 0x2069);
    return hidden ? "\uFFFD" : Character.toString(character);
  }

  private static final String HEAD =
      """
      <!DOCTYPE html>
      <html lang="en"><head><meta charset="utf-8"><title>Wavewright</title>
      <meta http-equiv="refresh" content="5">
      <style>
      body{font:15px/1.5 system-ui,sans-serif;margin:2rem;max-width:80rem;color-scheme:light dark}
      table{border-collapse:collapse;margin-bottom:1rem}
      th,td{text-align:left;padding:.2rem .8rem .2rem 0;vertical-align:top}
      th{font-weight:600;border-bottom:1px solid}
      .bad{color:#b00020}
      </style></head><body><h1>Wavewright</h1>
      """;
}
