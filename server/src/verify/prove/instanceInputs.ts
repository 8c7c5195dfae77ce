import type { Yosys } from '../../tools/yosys';
import { runAbc } from './abc';
import { differsWhileHeld } from './differsWhileHeld';
import type { DesignPair } from './pairDesigns';
import { planOf } from './pairDesigns';
import type { Prepared } from './prepare';
import { sweep } from './strategies';

/**
 * Instances that have no inside have state from power-up on, so what they are given must be the same during the reset too, where outputs are not compared. Gives why no proof may be given, in words: each
 * sentence names a pin that may differ then. Asks engines until a quarter of the time up to `deadline` is gone.
 */
export async function differsWhileReset(
  ready: Extract<Prepared, { kind: 'ready' }>,
  pair: DesignPair,
  yosys: Yosys,
  deadline: number,
  signal: AbortSignal,
): Promise<string[]> {
  const { outputs } = ready.golden.opaque;
  if (outputs.length === 0 || pair.fromPowerUp || pair.settling.cycles === 0) return [];
  const plan = planOf(pair, 0);
  const until = Date.now() + (deadline - Date.now()) / 4;
  for (const port of outputs) {
    const held = differsWhileHeld(plan, port);
    if (held?.bad === 0) continue;
    const left = until - Date.now();
    const answer =
      held === undefined || left < 100 ? undefined : await runAbc(yosys, held.aig.toAiger([held.bad]).bytes, sweep, left, signal);
    if (answer?.kind !== 'proved') return [`during the reset ${port}, which no source shows the inside of, may be given something else`];
  }
  return [];
}
