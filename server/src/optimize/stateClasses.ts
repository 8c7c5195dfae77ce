import type { StateMachine } from '../graph/graphTypes';
import type { GateNetlist, GateState } from '../sim/gateNetlist';
import type { Ref } from '../sim/gateGraph';
import { evaluateGates, randomWords } from './evaluateGates';

/** Words of 32 random inputs that the states are tried on. */
const samples = 64;

/**
 * States of a machine that nothing tells apart from outside: sets of two and more, each state by its index in `machine.states`. Partition refinement (Moore, "Gedanken-
 * experiments on sequential machines", 1956; Hopcroft 1971) over what the gates answer for random inputs and contents of all other registers: states are one
 * class while their outputs, what the other registers load and the classes of their successors are the same. What is found is a guess that a
 * proof must confirm; undefined where the register is not among the gates.
 */
export function stateClasses(gates: GateNetlist, machine: StateMachine): number[][] | undefined {
  const bits = stateBits(gates, machine);
  if (bits === undefined) return undefined;
  const codes = machine.states.map(({ value }) => BigInt(value.slice(value.indexOf("'d") + 2)));
  const runs = codes.map((code) => answersOf(gates, bits, code));
  const indexOf = new Map(codes.map((code, index) => [code, index]));
  let classes = numbered(runs.map(({ outside }) => outside));
  for (let round = 0; round < codes.length; round++) {
    const successors = runs.map(({ next }) =>
      next.map((code) => (indexOf.has(code) ? `${classes[indexOf.get(code) ?? 0] ?? ''}` : `code ${code}`)).join(),
    );
    const finer = numbered(classes.map((one, index) => `${one} ${successors[index] ?? ''}`));
    if (new Set(finer).size === new Set(classes).size) break;
    classes = finer;
  }
  const groups = new Map<number, number[]>();
  classes.forEach((one, index) => groups.set(one, [...(groups.get(one) ?? []), index]));
  return [...groups.values()].filter((group) => group.length > 1);
}

/** The register's bits, the least significant first. */
function stateBits(gates: GateNetlist, { signal, width }: StateMachine): GateState[] | undefined {
  const found: GateState[] = [];
  for (let bit = 0; bit < width; bit++) {
    const names = width === 1 ? [signal, `${signal}[0]`] : [`${signal}[${bit}]`];
    const state = gates.states.find((one) => one.names.some((name) => names.includes(name)));
    if (state === undefined) return undefined;
    found.push(state);
  }
  return found;
}

interface Answers {
  /** Outputs and what other registers load, over all samples. */
  readonly outside: string;
  /** The next code of each run. */
  readonly next: readonly bigint[];
}

/** What the module does with its state register at one code. Every code sees the same inputs. */
function answersOf(gates: GateNetlist, bits: readonly GateState[], code: bigint): Answers {
  const own = new Map<Ref, number>(bits.map((bit, index) => [bit.q, (code >> BigInt(index)) & 1n ? -1 : 0]));
  const observed: Ref[] = [
    ...gates.outputs.flatMap((port) => [...port.bits]),
    ...gates.states.flatMap((state) => [
      ...(bits.includes(state) ? [] : [state.next]),
      ...(state.follow === undefined ? [] : [state.follow.active, state.follow.value]),
    ]),
  ];
  const random = randomWords(0x2545f491);
  const outside: number[] = [];
  const next: bigint[] = [];
  for (let sample = 0; sample < samples; sample++) {
    const at = evaluateGates(gates.graph, (ref) => {
      // The generator turns for the register's bits too, so that the others are the same for every code.
      const word = random();
      return own.get(ref) ?? word;
    });
    for (const ref of observed) outside.push(at(ref));
    const words = bits.map((bit) => at(bit.next));
    for (let run = 0; run < 32; run++)
      next.push(words.reduce((sum, word, index) => sum | (BigInt((word >>> run) & 1) << BigInt(index)), 0n));
  }
  return { outside: outside.join(), next };
}

/** Equal texts get equal numbers, in order of appearance. */
function numbered(texts: readonly string[]): number[] {
  const known = new Map<string, number>();
  return texts.map((text) => {
    if (!known.has(text)) known.set(text, known.size);
    return known.get(text) ?? 0;
  });
}
