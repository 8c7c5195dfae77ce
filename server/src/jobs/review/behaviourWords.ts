import type { Verdict } from '../../protocol/contract';
import type { ReviewedModule, UnitChange } from '../../protocol/jobs';

export interface KnownBehaviour {
  readonly change: UnitChange;
  readonly kind: string;
  readonly verdict: Verdict | undefined;
  readonly others: ReviewedModule['others'];
  /** The unit has parameters, so that a verdict is one on their defaults. */
  readonly byDefault: boolean;
}

/** What is known of a unit's behaviour from one version to the next, in a sentence or two. No more than the verdicts say. */
export function behaviourWords({ change, kind, verdict, others, byDefault }: KnownBehaviour): string {
  if (change === 'added') return `The ${kind} is new.`;
  if (change === 'removed') return `The ${kind} is gone.`;
  if (change === 'layout') return 'Only comments and layout differ.';
  if (verdict === undefined)
    return kind === 'module' ? 'It could not be compared.' : `A ${kind} has no behaviour of its own: the modules that use it are compared.`;
  const said = verdictWords(verdict, byDefault ? ', with its default parameters' : '');
  const of = (wanted: Verdict['verdict']): ReviewedModule['others'] => others.filter((one) => one.verdict.verdict === wanted);
  const names = (list: ReviewedModule['others']): string => list.map(({ words }) => words).join('; ');
  return [
    said,
    ...of('refuted').map((one) => `Different ${linked(one.words)}: ${firstDifference(one.verdict)}.`),
    ...(of('proved').length === 0 ? [] : [`Proved the same ${linked(names(of('proved')))}.`]),
    ...(of('checked').length === 0 ? [] : [`No difference found ${linked(names(of('checked')))}, which is no proof.`]),
    ...others
      .filter((one) => one.verdict.verdict === 'unknown' || one.verdict.verdict === 'broken')
      .map((one) => `Not known ${linked(one.words)}: ${one.verdict.reason}.`),
  ].join(' ');
}

function linked(words: string): string {
  return words.startsWith('over ') ? words : `with ${words}`;
}

function verdictWords(verdict: Verdict, under: string): string {
  const { contract, reason } = verdict;
  const later = contract.kind === 'latency' ? ` ${contract.cycles} cycle${contract.cycles === 1 ? '' : 's'} later` : ' in every cycle';
  switch (verdict.verdict) {
    case 'proved':
      return `Proved to behave the same${later}${under}${used(reason)}.`;
    case 'checked':
      return `No difference was found${later === ' in every cycle' ? '' : `, the answer coming${later}`}${under}; that is no proof: ${reason}.`;
    case 'refuted':
      return refuted(verdict);
    case 'unknown':
      return `Not known: ${reason}.`;
    case 'broken':
      return `It could not be compared: ${reason}.`;
  }
}

/** What the verdict's reason says of the values that the project gives to parameters. */
function used(reason: string): string {
  const said = /; (?:proved too with parameters|NOT proved for others|on one side only)[^]*$/.exec(reason)?.[0] ?? '';
  return said.replace(/ \((?:unknown|checked): [^()]*(?:\([^()]*\)[^()]*)*\)/g, '');
}

/** Whether two versions differ in their ports, so that their behaviour was not looked at. */
export function otherInterface({ verdict, reason }: Verdict): boolean {
  return verdict === 'refuted' && /^(?:simulate: )?interface: /.test(reason);
}

function refuted(verdict: Verdict): string {
  const { counterexample, reason } = verdict;
  const plain = reason.replace(/^(?:simulate|prove): /, '');
  if (otherInterface(verdict)) return `Its interface differs: ${plain.replace(/^interface: /, '')}.`;
  if (counterexample === undefined) return `${plain.charAt(0).toUpperCase()}${plain.slice(1)}.`;
  return `It behaves differently: ${firstDifference(verdict)}.`;
}

/** `first in cycle 3, where \`q\` was 0 and is 1` */
function firstDifference({ counterexample, reason }: Verdict): string {
  if (counterexample === undefined) return reason;
  const [[name, values] = ['', undefined]] = Object.entries(counterexample.signals);
  const others = Object.keys(counterexample.signals).length - 1;
  const first = values === undefined ? '' : `, where \`${name}\` was ${values.golden} and is ${values.candidate}`;
  return `first in cycle ${counterexample.cycle}${first}${others > 0 ? ` (${others} more output${others === 1 ? ' differs' : 's differ'})` : ''}`;
}
