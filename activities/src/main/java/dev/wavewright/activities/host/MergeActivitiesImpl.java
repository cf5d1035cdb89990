package dev.wavewright.activities.host;

import dev.wavewright.activities.check.CheckResult;
import dev.wavewright.activities.git.Hub;
import dev.wavewright.activities.git.Hubs;
import dev.wavewright.activities.git.LandResult;
import dev.wavewright.activities.git.Landing;
import dev.wavewright.workflows.capacity.LeaseRelease;
import dev.wavewright.workflows.merge.MergeActivities;
import dev.wavewright.workflows.merge.MergeRequest;
import dev.wavewright.workflows.model.CommitId;
import dev.wavewright.workflows.model.LeaseKind;
import dev.wavewright.workflows.model.LeaseToken;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The hands of a merge queue on this host. */
public final class MergeActivitiesImpl implements MergeActivities {
  private final HostRooms rooms;

  public MergeActivitiesImpl(HostRooms rooms) {
    this.rooms = rooms;
  }

  @Override
  public Candidate rebuildOnTip(MergeRequest request) {
    return Failures.classified(
        beats -> {
          Path state = state(request);
          Hubs.Opened opened = rooms.hubs().of(request.project()).open(state, request.repository());
          Optional<Landing> earlier = opened.branch().find(request.key());
          if (earlier.isPresent()) {
            // The landing that a crash cut off before it could give its lease back.
            release(request);
            return new Candidate(
                Candidate.CandidateState.ALREADY_LANDED,
                null,
                earlier.get().commit(),
                null,
                List.of(),
                "it landed earlier");
          }
          return switch (rooms
              .checks()
              .merge(state, opened.hub(), opened.branch(), subject(request), request.commit())) {
            case CheckRoom.Merged.Conflicting conflicting ->
                new Candidate(
                    Candidate.CandidateState.CONFLICT,
                    null,
                    null,
                    null,
                    Conversions.conflicts(conflicting.paths()),
                    "the change and the integration branch do not merge");
            case CheckRoom.Merged.Candidate ready ->
                new Candidate(
                    Candidate.CandidateState.READY,
                    ready.tip(),
                    ready.commit(),
                    ready.digest(),
                    List.of(),
                    "");
          };
        },
        problem ->
            new Candidate(
                Candidate.CandidateState.REFUSED,
                null,
                null,
                null,
                List.of(),
                Failures.sentence(problem)));
  }

  @Override
  public GateReport gate(MergeRequest request, CommitId candidate) {
    return Failures.classified(
        beats -> {
          CheckResult result =
              rooms
                  .checks()
                  .check(state(request), hub(request), subject(request), candidate, beats::check);
          return new GateReport(
              Conversions.verdict(result.verdict()),
              result.exitCode(),
              result.logTail(),
              result.message());
        });
  }

  @Override
  public LandReport land(MergeRequest request, CommitId tip, CommitId candidate) {
    LandReport report =
        Failures.classified(
            beats ->
                switch (hub(request).land(request.session(), tip, request.commit(), candidate)) {
                  case LandResult.Landed(CommitId commit, List<String> warnings) ->
                      new LandReport(
                          LandReport.LandState.LANDED, commit, String.join("; ", warnings));
                  case LandResult.Moved(CommitId actual) ->
                      new LandReport(
                          LandReport.LandState.BRANCH_MOVED,
                          null,
                          "the branch stands at " + actual.abbreviated());
                  case LandResult.ContentMismatch(String message) ->
                      new LandReport(LandReport.LandState.CONTENT_MISMATCH, null, message);
                  case LandResult.Refused(String reason) ->
                      new LandReport(LandReport.LandState.REFUSED, null, reason);
                },
            problem ->
                new LandReport(LandReport.LandState.REFUSED, null, Failures.sentence(problem)));
    if (report.state() == LandReport.LandState.LANDED) {
      release(request);
    }
    return report;
  }

  private void release(MergeRequest request) {
    LeaseToken token = request.inFlight();
    if (token != null) {
      rooms.gate().release(new LeaseRelease(request.key(), LeaseKind.IN_FLIGHT, token));
    }
  }

  private Path state(MergeRequest request) {
    return rooms.layout().project(request.project());
  }

  private Hub hub(MergeRequest request) {
    return rooms.hubs().of(request.project()).existing(state(request), request.repository());
  }

  private static CheckRoom.Subject subject(MergeRequest request) {
    return new CheckRoom.Subject(
        request.key(),
        request.session(),
        request.project(),
        request.repository(),
        request.title(),
        request.attempt(),
        request.dependencies());
  }
}
