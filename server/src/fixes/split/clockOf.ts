import type { Expr, Process } from '../../graph/ast';
import { bodyOf, type PlacedProcess } from '../../refactor/scene';
import { everyStatement, namesIn } from '../../refactor/statements';

/** The event that loads the registers of a process, as in the preprocessed text; see `clockEvent`. */
export function clockOf(placed: Pick<PlacedProcess, 'process'> | undefined, preText: string): string | undefined {
  const clock = placed === undefined ? undefined : clockEvent(placed.process);
  return clock === undefined ? undefined : preText.slice(clock.start, clock.end);
}

/** The event that loads the registers of a process: of several, the one that the process does not ask for as a reset. */
export function clockEvent(process: Process): Expr | undefined {
  const events = process.events ?? (process.body.kind === 'timing' ? process.body.events : undefined) ?? [];
  const read = new Set(
    everyStatement(bodyOf(process)).flatMap((one) => (one.kind === 'if' ? namesIn(one.test).map(({ name: asks }) => asks) : [])),
  );
  const clocks = events.length === 1 ? events : events.filter((one) => !namesIn(one).some((each) => read.has(each.name)));
  return clocks.length === 1 ? clocks[0] : undefined;
}
