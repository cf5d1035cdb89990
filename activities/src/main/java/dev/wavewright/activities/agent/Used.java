package dev.wavewright.activities.agent;

import java.util.Map;
import java.util.TreeMap;

/**
 * What an agent told of its use of tokens and money.
 *
 * @param inDollars tokens whose cost it told
 * @param microDollars that cost, in millionths of a dollar
 * @param withoutDollars tokens of which it told no cost
 * @param threads of agents that count over a whole session of their own and not over a run: what
 *     each session had used by then, by its id
 */
public record Used(
    TokenUse inDollars, long microDollars, TokenUse withoutDollars, Map<String, TokenUse> threads) {
  public static final Used NOTHING = new Used(TokenUse.NONE, 0, TokenUse.NONE, Map.of());

  public Used {
    threads = Map.copyOf(new TreeMap<>(threads));
  }

  public long tokens() {
    return inDollars.total() + withoutDollars.total();
  }

  Used plus(Used more) {
    Map<String, TokenUse> both = new TreeMap<>(threads);
    more.threads.forEach((thread, use) -> both.merge(thread, use, TokenUse::most));
    return new Used(
        inDollars.plus(more.inDollars),
        microDollars + more.microDollars,
        withoutDollars.plus(more.withoutDollars),
        both);
  }
}
