package dev.wavewright.activities.host;

import dev.wavewright.workflows.capacity.CapacityActivities;
import dev.wavewright.workflows.model.IssueKey;
import dev.wavewright.workflows.model.LeaseKind;
import dev.wavewright.workflows.model.LeaseToken;
import java.util.List;
import java.util.Optional;

/** Facts for the gate: open holders, and sessions of lost ones. */
public final class CapacityActivitiesImpl implements CapacityActivities {
  private final HostRooms rooms;
  private final HolderFacts holders;

  public CapacityActivitiesImpl(HostRooms rooms, HolderFacts holders) {
    this.rooms = rooms;
    this.holders = holders;
  }

  @Override
  public List<HolderFact> describeHolders(List<Holder> asked) {
    return holders.describe(asked);
  }

  @Override
  public boolean confirmSessionGone(IssueKey key, LeaseToken token) {
    return Failures.classified(
        beats -> {
          // What was asked of this host under the lease and has not begun must never begin.
          rooms.fences().close(key, LeaseKind.SESSION, token);
          boolean gone = true;
          for (SessionFolder session : rooms.index().sessions()) {
            boolean named =
                session.record().map(SessionRecord::key).filter(key::equals).isPresent();
            Optional<LeaseToken> newest = session.lease();
            // A session whose newest lease is another one is not the lost holder's any more.
            if (named && newest.filter(token::equals).isPresent()) {
              gone &= rooms.agents().stop(session.id(), session.path(), beats::check);
            }
          }
          return gone;
        });
  }
}
