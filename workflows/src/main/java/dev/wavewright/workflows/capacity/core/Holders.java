package dev.wavewright.workflows.capacity.core;

import dev.wavewright.workflows.model.LeaseToken;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;

/** Takes in what ends or frees requests and leases. */
final class Holders {
  private Holders() {}

  static void expireDue(Ledger ledger) {
    for (Waiting waits : ledger.allWaiting()) {
      Instant expiry = waits.expiresAt();
      if (expiry != null && !expiry.isAfter(ledger.now)) {
        ledger.end(waits.request(), Ending.EXPIRED);
        ledger.postRefusal(waits.request(), Ending.EXPIRED, "its longest wait is over");
      }
    }
  }

  static void takeIn(Ledger ledger, Event.Release release) {
    LeaseToken token = release.token();
    Draining drain = ledger.draining(token);
    if (drain != null
        && drain.key().equals(release.key())
        && drain.lease().kind() == release.kind()) {
      ledger.endDrain(token);
      return;
    }
    for (Request request : ledger.live(release.key())) {
      Granted holds = ledger.granted(request.ticket());
      if (holds != null
          && holds.lease(release.kind()).filter(l -> l.token().equals(token)).isPresent()) {
        holds.lease(release.kind()).ifPresent(lease -> ledger.measure(holds, lease));
        Granted left = holds.without(token);
        if (left.leases().isEmpty()) {
          ledger.end(request, Ending.RELEASED);
        } else {
          ledger.putGranted(left);
        }
        ledger.happened(new Outcome.LeaseFreed(token));
        return;
      }
    }
    ledger.ignored(release, "no lease is held by this token");
  }

  static void takeIn(Ledger ledger, Event.Cancel cancel) {
    Request request = ledger.live(cancel.ticket());
    if (request == null) {
      if (ledger.hasEnded(cancel.ticket())) {
        ledger.ignored(cancel, "the ticket has ended");
      } else {
        ledger.rememberEarlyCancel(cancel.ticket());
      }
      return;
    }
    Granted holds = ledger.granted(request.ticket());
    if (holds == null) {
      cancelWaiting(ledger, request, cancel.reason());
    } else {
      ledger.endAndDrain(holds, Ending.CANCELLED, false);
      ledger.postRefusal(
          request, Ending.CANCELLED, "cancelled after its grant: " + cancel.reason());
    }
  }

  static void takeIn(Ledger ledger, Event.CancelWaiting cancel) {
    Set<String> holders = new HashSet<>(cancel.holders());
    int found = 0;
    for (Waiting waits : ledger.allWaiting()) {
      if (holders.contains(waits.request().holder())) {
        cancelWaiting(ledger, waits.request(), cancel.reason());
        found++;
      }
    }
    if (found == 0) {
      ledger.ignored(cancel, "none of these holders waits");
    }
  }

  private static void cancelWaiting(Ledger ledger, Request request, String reason) {
    ledger.end(request, Ending.CANCELLED);
    ledger.postRefusal(request, Ending.CANCELLED, "cancelled without a grant: " + reason);
  }

  static void takeIn(Ledger ledger, Event.HolderLost lost) {
    int found = 0;
    for (Waiting waits : ledger.allWaiting()) {
      found += loseIfOf(ledger, waits.request(), lost.holder(), lost.run(), false);
    }
    for (Granted holds : ledger.allGranted()) {
      found += loseIfOf(ledger, holds.request(), lost.holder(), lost.run(), false);
    }
    if (found == 0) {
      ledger.ignored(lost, "it neither holds nor waits");
    }
  }

  static void takeIn(Ledger ledger, Event.SessionGone gone) {
    if (ledger.draining(gone.token()) == null) {
      ledger.ignored(gone, "no lease drains under this token");
    } else {
      ledger.endDrain(gone.token());
    }
  }

  /** The server says that the receiver is closed, which is as good as a sweep. */
  static void takeIn(Ledger ledger, Event.Undeliverable undeliverable) {
    Message message = ledger.message(undeliverable.message());
    if (message == null) {
      ledger.ignored(undeliverable, "no such message");
      return;
    }
    ledger.removeMessage(message.id());
    for (Waiting waits : ledger.allWaiting()) {
      loseIfOf(ledger, waits.request(), message.holder(), message.run(), true);
    }
    for (Granted holds : ledger.allGranted()) {
      loseIfOf(ledger, holds.request(), message.holder(), message.run(), !holds.delivered());
    }
  }

  private static int loseIfOf(
      Ledger ledger, Request request, String holder, String run, boolean neverReceived) {
    if (!request.holder().equals(holder) || !request.run().equals(run)) {
      return 0;
    }
    lose(ledger, request, neverReceived);
    return 1;
  }

  static void lose(Ledger ledger, Request request, boolean neverReceived) {
    Granted holds = ledger.granted(request.ticket());
    if (holds == null) {
      ledger.end(request, Ending.HOLDER_LOST);
    } else {
      ledger.endAndDrain(holds, Ending.HOLDER_LOST, neverReceived);
    }
  }
}
