package dev.wavewright.workflows.issue.core;

import static dev.wavewright.workflows.issue.core.Story.token;
import static org.assertj.core.api.Assertions.assertThat;

import dev.wavewright.workflows.issue.core.IssueNews.CheckVerdict;
import dev.wavewright.workflows.issue.core.IssueNews.HostLost;
import dev.wavewright.workflows.issue.core.IssueNews.LandingResult;
import dev.wavewright.workflows.issue.core.IssueStep.AbandonHost;
import dev.wavewright.workflows.issue.core.IssueStep.CancelTicket;
import dev.wavewright.workflows.issue.core.IssueStep.End;
import dev.wavewright.workflows.issue.core.IssueStep.ReleaseLease;
import dev.wavewright.workflows.issue.core.IssueStep.RequestLeases;
import dev.wavewright.workflows.issue.core.IssueStep.TellWave;
import dev.wavewright.workflows.issue.core.IssueStep.WithdrawMerge;
import dev.wavewright.workflows.model.HostId;
import dev.wavewright.workflows.model.LeaseKind;
import dev.wavewright.workflows.model.Phase;
import dev.wavewright.workflows.model.WaitReason;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class LostHostTest {
  private static final HostLost LOST = new HostLost(Story.HOST, "ada");
  private static final IssueStep IN_FLIGHT = new ReleaseLease(LeaseKind.IN_FLIGHT, token(1));
  private static final IssueStep ABANDON = new AbandonHost();
  private static final IssueStep PARKED = new TellWave(Phase.PARKED, WaitReason.HOST_LOST, null);

  @Test
  @DisplayName(
      "In every stage an issue is parked at once, gives its in-flight lease back, and saves"
          + " nothing there")
  void parks() {
    parks(
        story -> {
          story.begin();
          story.grant();
        },
        IN_FLIGHT,
        new CancelTicket(1),
        ABANDON);
    parks(Story::upToAgent, IN_FLIGHT, new CancelTicket(1), ABANDON);
    parks(
        story ->
            story
                .upToAgent()
                .tell(new IssueNews.OperationFailed(IssueNews.Operation.RUN_AGENT, "?")),
        IN_FLIGHT,
        new CancelTicket(1),
        ABANDON);
    parks(Story::upToCheck, ABANDON, IN_FLIGHT);
    parks(Story::upToMergeTurn, new WithdrawMerge(1, true), ABANDON, IN_FLIGHT);
    parks(
        story -> story.upToMergeTurn().tell(new IssueNews.LandingBegan(1)),
        new WithdrawMerge(1, true),
        ABANDON,
        IN_FLIGHT);
    parks(
        story -> story.upToCheck().checked(CheckVerdict.RED),
        new CancelTicket(2),
        ABANDON,
        IN_FLIGHT);
  }

  private static void parks(Consumer<Story> before, IssueStep... steps) {
    Story story = new Story(false);
    before.accept(story);
    assertThat(story.tell(new HostLost(new HostId("elsewhere"), "ada"))).isEmpty();

    List<IssueStep> expected = new ArrayList<>(List.of(steps));
    expected.add(PARKED);
    assertThat(story.tell(LOST)).containsExactlyElementsOf(expected);
    assertThat(story.progress().evidence().detail())
        .isEqualTo("its host alpha was declared lost by ada");
    assertThat(story.landing(LandingResult.LANDED)).isEmpty();
    assertThat(story.tell(LOST)).as("told again").isEmpty();

    int ticket = story.progress().counts().tickets() + 1;
    assertThat(story.tell(new IssueNews.RetryAsked()))
        .endsWith(new RequestLeases(ticket, true, true, Round.IMPLEMENT, false));
    assertThat(story.progress().holdings().host()).isNull();
    story.grant();
    assertThat(story.prepared()).singleElement().isInstanceOf(IssueStep.RunAgent.class);
  }

  @Test
  @DisplayName("A parked issue stays parked for its own reason; a retry begins anew")
  void staysParked() {
    Story story = new Story(false).upToParked();
    assertThat(story.tell(LOST)).containsExactly(new AbandonHost());
    assertThat(story.progress().reason()).isEqualTo(WaitReason.INTERNAL_ERROR);
    assertThat(story.progress().evidence().detail())
        .isEqualTo("lost; its host alpha was declared lost by ada");
    story.tell(new IssueNews.RetryAsked());
    assertThat(story.grant()).containsExactly(new IssueStep.Prepare());
  }

  @Test
  @DisplayName("What is being saved or cleaned up on the host is not awaited any more")
  void doesNotAwait() {
    Story saving = new Story(false).upToAgent();
    saving.tell(new IssueNews.OperationFailed(IssueNews.Operation.RUN_AGENT, "lost"));
    saving.tell(new IssueNews.StopDelivered());
    assertThat(saving.tell(LOST))
        .containsExactly(
            new CancelTicket(1),
            ABANDON,
            new TellWave(Phase.PARKED, WaitReason.INTERNAL_ERROR, null));

    Story landed = new Story(false).upToMergeTurn();
    landed.landing(LandingResult.LANDED);
    assertThat(landed.tell(LOST)).containsExactly(new AbandonHost(), new End());
    assertThat(landed.progress().phase()).isEqualTo(Phase.DONE);

    Story cancelled = new Story(false).upToAgent();
    cancelled.tell(new IssueNews.CancelAsked("ada"));
    assertThat(cancelled.tell(LOST))
        .containsExactly(
            IN_FLIGHT,
            new CancelTicket(1),
            ABANDON,
            new TellWave(Phase.CANCELLED, null, null),
            new End());
  }

  @Test
  @DisplayName(
      "A grant that was under way when its host was lost is given back whole, and asked for again")
  void grantUnderWay() {
    IssueNews leftBefore = new IssueNews.Granted(1, Story.HOST, token(1), token(2));
    IssueNews leftAfter = new IssueNews.Granted(1, Story.HOST, token(1), null);
    RequestLeases again = new RequestLeases(2, true, true, Round.IMPLEMENT, false);

    Story heardFirst = new Story(false);
    heardFirst.begin();
    assertThat(heardFirst.tell(LOST)).isEmpty();
    assertThat(heardFirst.tell(leftBefore)).containsExactly(new CancelTicket(1), again);
    assertThat(heardFirst.tell(leftBefore)).as("sent again").isEmpty();
    assertThat(heardFirst.grant())
        .as("a host that is named again has come back")
        .containsExactly(new IssueStep.Prepare());

    Story heardLater = new Story(false);
    heardLater.begin();
    assertThat(heardLater.tell(leftAfter)).containsExactly(new CancelTicket(1), again);
    assertThat(heardLater.tell(LOST)).isEmpty();
    assertThat(heardLater.progress().phase()).isEqualTo(Phase.QUEUED);
  }

  @Test
  @DisplayName("A repair whose session is lost with its host before it began is parked")
  void repairUnderWay() {
    Story story = new Story(false).upToCheck();
    story.checked(CheckVerdict.RED);
    assertThat(story.tell(new IssueNews.Granted(2, Story.HOST, null, null)))
        .containsExactly(new CancelTicket(2), ABANDON, IN_FLIGHT, PARKED);
    assertThat(story.progress().evidence().detail())
        .isEqualTo("its host was declared lost before its session began");
    assertThat(story.tell(LOST)).isEmpty();
  }

  @Test
  @DisplayName("A landing that ends because its host is lost parks for that, whoever says it first")
  void landingLost() {
    for (boolean begun : List.of(false, true)) {
      Story story = new Story(false).upToMergeTurn();
      if (begun) {
        story.tell(new IssueNews.LandingBegan(1));
      }
      assertThat(story.landing(LandingResult.HOST_LOST))
          .containsExactly(ABANDON, IN_FLIGHT, PARKED);
      assertThat(story.progress().evidence().detail()).isEqualTo("landing said HOST_LOST");
      assertThat(story.tell(LOST)).isEmpty();
      assertThat(story.tell(new IssueNews.RetryAsked()))
          .endsWith(new RequestLeases(2, true, true, Round.IMPLEMENT, false));
    }
    Story cancelled = new Story(false).upToMergeTurn();
    cancelled.tell(new IssueNews.CancelAsked("ada"));
    assertThat(cancelled.landing(LandingResult.HOST_LOST))
        .containsExactly(ABANDON, IN_FLIGHT, new TellWave(Phase.CANCELLED, null, null), new End());
  }
}
