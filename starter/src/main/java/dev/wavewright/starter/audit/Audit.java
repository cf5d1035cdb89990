package dev.wavewright.starter.audit;

import com.fasterxml.jackson.databind.JsonNode;
import dev.wavewright.starter.audit.Repository.Landed;
import io.temporal.client.WorkflowClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Recomputes whether a wave kept its promises. What the branches hold is read before and after the
 * histories, so that a wave may run meanwhile and nothing that happens in between looks wrong.
 */
public final class Audit {
  private static final String GATE = "capacity/main";

  private final Histories histories;
  private final Repository.Opener opener;
  private final Admission admission;
  private final Path stateHome;
  private final Path processes;
  private final Instant now;
  private final Findings findings = new Findings();

  /**
   * @param environment of the command: what git needs to reach a url
   * @param admission what git shows a server to be let in
   * @param stateHome the stack's state folder, where projects without one of their own lie
   */
  public Audit(
      WorkflowClient client,
      Map<String, String> environment,
      Admission admission,
      Path stateHome,
      Instant now) {
    this(
        new ServerHistories(client),
        opener(new ReadOnlyGit(environment)),
        admission,
        stateHome,
        Path.of("/proc"),
        now);
  }

  Audit(
      Histories histories,
      Repository.Opener opener,
      Admission admission,
      Path stateHome,
      Path processes,
      Instant now) {
    this.histories = histories;
    this.opener = opener;
    this.admission = admission;
    this.stateHome = stateHome;
    this.processes = processes;
    this.now = now;
  }

  private static Repository.Opener opener(ReadOnlyGit git) {
    return (place, shown, hub) -> new GitRepository(git, place, shown, hub);
  }

  /**
   * Audits one wave, and the whole history of the gate with it. To be called once.
   *
   * @param workflow the wave's workflow id
   * @param name as people call it
   */
  public AuditReport run(String workflow, String name) {
    List<List<WorkflowRun>> waves = WorkflowRun.chains(histories.runs(workflow));
    if (waves.isEmpty() || isHeadless(waves.getLast())) {
      gone(
          workflow,
          "the history of the wave is gone: past its retention, or there was no such wave");
      return findings.report(name);
    }
    findings.looked(Rule.HISTORY);
    if (waves.size() > 1) {
      findings.notGuaranteed("earlier waves under this name: only the newest is looked at");
    }
    WaveStory plan = WaveStory.of(waves.getLast());
    Map<String, Repository> repositories = repositories(plan.project());
    try {
      audit(workflow, repositories);
    } finally {
      repositories.values().forEach(Repository::close);
    }
    return findings.report(name);
  }

  private void audit(String workflow, Map<String, Repository> repositories) {
    Map<String, List<Landed>> before = new LinkedHashMap<>();
    repositories.forEach(
        (name, repository) -> repository.atTheUrl().ifPresent(line -> before.put(name, line)));
    WaveStory wave = WaveStory.of(WorkflowRun.chains(histories.runs(workflow)).getLast());
    Map<String, List<IssueStory>> stories = stories(wave);
    List<GateReplay> gate = gate(wave);
    Map<String, String> tips = new LinkedHashMap<>();
    for (Repository repository : repositories.values()) {
      landings(wave, stories, repository, before, tips);
    }
    OrderRule order = new OrderRule(wave, findings);
    order.starts();
    gate.forEach(chain -> order.grants(chain.grants()));
    order.landedBefore(Map.copyOf(repositories), tips);
    agents(stories, gate);
    LostEditsRule lostEdits = new LostEditsRule(wave, findings);
    stories
        .values()
        .forEach(
            runs -> runs.forEach(story -> lostEdits(lostEdits, wave, story, repositories, tips)));
    orphans(wave.project(), repositories);
  }

  private static boolean isHeadless(List<WorkflowRun> chain) {
    return !chain.getFirst().previous().isEmpty();
  }

  private void gone(String workflow, String message) {
    findings.violation(Rule.HISTORY, workflow, message, workflow);
    findings.notGuaranteed(message + " (" + workflow + ")");
  }

  private Map<String, Repository> repositories(JsonNode project) {
    Map<Repository.Place, Optional<Admission.Shown>> places = new LinkedHashMap<>();
    for (JsonNode each : project.path("repositories")) {
      Repository.Place place =
          new Repository.Place(
              Events.text(each, "name"),
              Events.text(each, "url"),
              Events.text(each, "integration"));
      places.put(place, admission.at(project, place.url()));
    }
    Map<String, Repository> repositories = new LinkedHashMap<>();
    for (Map.Entry<Repository.Place, Optional<Admission.Shown>> each : places.entrySet()) {
      String name = each.getKey().name();
      repositories.put(
          name,
          opener.open(
              each.getKey(),
              each.getValue(),
              folder(project).resolve("hubs").resolve(name.replace('/', '~') + ".git")));
    }
    return repositories;
  }

  private Path folder(JsonNode project) {
    String own = Events.text(project, "state");
    return own.isEmpty() ? stateHome.resolve(Events.text(project, "project")) : Path.of(own);
  }

  /** Reads every run of every issue that this wave started. */
  private Map<String, List<IssueStory>> stories(WaveStory wave) {
    Map<String, List<IssueStory>> stories = new LinkedHashMap<>();
    for (WaveStory.Start start : wave.starts()) {
      findings.looked(Rule.HISTORY);
      Optional<WorkflowRun> run =
          histories.runs(start.workflow()).stream()
              .filter(each -> each.run().equals(start.run()))
              .findFirst();
      if (run.isEmpty()) {
        gone(start.workflow(), "the history of run " + start.run() + " of an issue is gone");
      } else {
        stories
            .computeIfAbsent(start.key(), absent -> new ArrayList<>())
            .add(IssueStory.of(run.get()));
      }
    }
    return stories;
  }

  private List<GateReplay> gate(WaveStory wave) {
    List<List<WorkflowRun>> chains = WorkflowRun.chains(histories.runs(GATE));
    if (chains.isEmpty() || chains.getFirst().getFirst().startedAt().isAfter(wave.started())) {
      gone(GATE, "the gate's history at the time of the wave is gone");
    }
    List<GateReplay> replays = new ArrayList<>();
    for (List<WorkflowRun> chain : chains) {
      findings.looked(Rule.HISTORY);
      if (isHeadless(chain)) {
        findings.notGuaranteed(
            "grants before " + chain.getFirst().startedAt() + ": the gate's older history is gone");
      }
      for (int place = 1; place < chain.size(); place++) {
        if (!chain.get(place).previous().equals(chain.get(place - 1).run())) {
          gone(GATE, "a run of the gate before " + chain.get(place).startedAt() + " is gone");
        }
      }
      GateReplay replay = GateReplay.of(chain, findings);
      if (replays.size() == chains.size() - 1) {
        new LeaseRule(histories, findings, now).check(replay);
      }
      replays.add(replay);
    }
    return replays;
  }

  private void landings(
      WaveStory wave,
      Map<String, List<IssueStory>> stories,
      Repository repository,
      Map<String, List<Landed>> before,
      Map<String, String> tips) {
    Optional<List<Landed>> after = repository.atTheUrl();
    List<Landed> then = before.get(repository.name());
    if (after.isEmpty() || then == null) {
      findings.violation(
          Rule.HISTORY,
          repository.name(),
          "its url cannot be read, so nothing is known",
          repository.complaint().isBlank() ? "git" : repository.complaint());
      return;
    }
    if (repository.inTheHub().isEmpty()) {
      findings.notGuaranteed(
          "anything of the hub of " + repository.name() + ": it is not on this machine");
    }
    if (!after.get().isEmpty()) {
      tips.put(repository.name(), after.get().getFirst().commit());
    }
    if (!then.isEmpty()
        && (after.get().isEmpty()
            || !repository.contains(after.get().getFirst().commit(), then.getFirst().commit()))) {
      findings.violation(
          Rule.LANDINGS,
          repository.name(),
          "the integration branch moved backward while it was looked at",
          then.getFirst().commit());
    }
    new LandingRule(wave, stories, findings).check(repository, then, after.get());
  }

  private void agents(Map<String, List<IssueStory>> stories, List<GateReplay> gate) {
    Map<String, Claim.Lease> leases = new LinkedHashMap<>();
    gate.forEach(chain -> leases.putAll(chain.everGranted()));
    stories.values().forEach(runs -> new AgentRule(findings).check(runs, leases));
  }

  private void lostEdits(
      LostEditsRule rule,
      WaveStory wave,
      IssueStory story,
      Map<String, Repository> repositories,
      Map<String, String> tips) {
    WaveStory.Planned planned = wave.issues().get(story.key());
    Repository repository = planned == null ? null : repositories.get(planned.repository());
    if (planned == null || repository == null) {
      return;
    }
    if (repository.inTheHub().isPresent()) {
      rule.check(story, repository, tips.getOrDefault(planned.repository(), ""));
    }
  }

  private void orphans(JsonNode project, Map<String, Repository> repositories) {
    Path folder = folder(project);
    OrphanRule rule = new OrphanRule(histories, processes, findings);
    if (!Files.isDirectory(folder)) {
      findings.notGuaranteed("what sessions left on disk: there is no " + folder);
    }
    rule.processes(folder);
    rule.folders(folder);
    repositories.values().forEach(rule::refs);
  }
}
