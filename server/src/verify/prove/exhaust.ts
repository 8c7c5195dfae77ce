import type { Aig, Literal } from './aig';

/** Inputs of one output up to which all their values are tried, and evaluations of 32 values of a gate that this may take. */
const mostInputs = 20;
const mostWork = 20_000_000;

/** The value of the first five inputs in 32 lanes; the others are the same in all of them. */
const lanePatterns = [0xaaaaaaaa, 0xcccccccc, 0xf0f0f0f0, 0xff00ff00, 0xffff0000];

/**
 * Whether none of the literals is true for any value of the inputs that it depends on, found by trying all of them. False says nothing:
 * one can be true, depends on a register, or has too many inputs. A small proof is done here before an engine would have started.
 */
export function neverTrue(aig: Aig, literals: readonly Literal[]): boolean {
  let work = mostWork;
  for (const literal of literals) {
    if (literal === 0) continue;
    const cone = coneOf(aig, literal);
    if (cone === undefined) return false;
    work -= cone.gates.length * 2 ** Math.max(0, cone.inputs.length - 5);
    if (work < 0 || !alwaysZero(aig, literal, cone)) return false;
  }
  return true;
}

interface Cone {
  /** Nodes, operands first. */
  readonly gates: readonly number[];
  readonly inputs: readonly number[];
}

function coneOf(aig: Aig, literal: Literal): Cone | undefined {
  const isInput = inputNodes(aig);
  const seen = new Set<number>();
  const stack = [literal >> 1];
  const inputs: number[] = [];
  const gates: number[] = [];
  while (stack.length > 0) {
    const node = stack.pop() as number;
    if (node === 0 || seen.has(node)) continue;
    seen.add(node);
    const operands = aig.operands(node);
    if (operands !== undefined) {
      gates.push(node);
      stack.push(operands[0] >> 1, operands[1] >> 1);
    } else if (isInput.has(node) && inputs.length < mostInputs) inputs.push(node);
    else return undefined;
  }
  return { gates: gates.sort((x, y) => x - y), inputs };
}

const knownInputs = new WeakMap<Aig, ReadonlySet<number>>();

function inputNodes(aig: Aig): ReadonlySet<number> {
  let nodes = knownInputs.get(aig);
  if (nodes?.size !== aig.inputs.length) knownInputs.set(aig, (nodes = new Set(aig.inputs.map((literal) => literal >> 1))));
  return nodes;
}

function alwaysZero(aig: Aig, literal: Literal, { gates, inputs }: Cone): boolean {
  const place = new Map([0, ...inputs, ...gates].map((node, i) => [node, i]));
  const operandAt = Int32Array.from(
    gates.flatMap((node) => (aig.operands(node) ?? []).map((operand) => (place.get(operand >> 1) as number) * 2 + (operand & 1))),
  );
  const values = new Int32Array(place.size);
  const first = inputs.length + 1;
  const target = place.get(literal >> 1) as number;
  inputs.forEach((_, i) => (values[i + 1] = lanePatterns[i] ?? 0));
  const rounds = 2 ** Math.max(0, inputs.length - lanePatterns.length);
  for (let round = 0; round < rounds; round++) {
    for (let i = lanePatterns.length; i < inputs.length; i++) values[i + 1] = -((round >> (i - lanePatterns.length)) & 1);
    for (let i = 0; i < gates.length; i++) {
      const a = operandAt[2 * i] as number;
      const b = operandAt[2 * i + 1] as number;
      values[first + i] = ((values[a >> 1] as number) ^ -(a & 1)) & ((values[b >> 1] as number) ^ -(b & 1));
    }
    if (((values[target] as number) ^ -(literal & 1)) !== 0) return false;
  }
  return true;
}
