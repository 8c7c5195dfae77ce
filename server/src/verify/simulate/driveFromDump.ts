import type { DesignPair } from '../prove/pairDesigns';
import { withHold } from '../prove/pairDesigns';
import type { Drive } from '../prove/replay';

/** Time of a step in a dump of the embedded simulator, ns. */
const period = 10;

/**
 * The inputs of a dump (the golden's, a step every 10 ns) as drives from power-up, one for each of a few choices of start values, which a
 * dump does not tell. Empty when the dump lacks an input.
 */
export function drivesFromDump(pair: DesignPair, vcdText: string): Drive[] {
  const wanted = new Map(pair.golden.inputs.filter((port) => port.name !== pair.clock?.name).map((port) => [port.name, port.bits.length]));
  const codes = new Map<string, string>();
  const current = new Map<string, string>();
  const steps: Map<string, (0 | 1)[]>[] = [];
  let scope = '';
  let step = -1;
  const snapshot = (): Map<string, (0 | 1)[]> =>
    new Map([...wanted].map(([name, width]) => [name, bitsOf(current.get(name) ?? '', width)]));
  for (const line of vcdText.split('\n')) {
    const words = line.trim().split(/\s+/);
    if (words[0] === '$scope') scope = words[2] ?? '';
    else if (words[0] === '$var' && scope === 'golden' && wanted.has(words[4] ?? '')) codes.set(words[3] ?? '', words[4] ?? '');
    else if (line.startsWith('#')) {
      const next = Math.floor(Number(line.slice(1)) / period);
      for (; step < next; step++) if (step >= 0) steps.push(snapshot());
    } else if (/^[01xz]/.test(line)) setValue(codes, current, line.slice(1), line[0] ?? 'x');
    else if (line.startsWith('b')) setValue(codes, current, words[1] ?? '', words[0]?.slice(1) ?? 'x');
  }
  if (step < 0 || new Set(codes.values()).size < wanted.size) return [];
  steps.push(snapshot());
  const choices: ((i: number) => boolean)[] = [() => false, () => true, (i) => i % 2 === 0, (i) => ((i * 2654435761) >>> 9) % 2 === 0];
  return choices
    .slice(0, pair.pairing.symbols === 0 ? 1 : choices.length)
    .map((choice) => withHold(pair, { steps, symbols: Array.from({ length: pair.pairing.symbols }, (_, i) => (choice(i) ? 1 : 0)) }));
}

function setValue(codes: ReadonlyMap<string, string>, current: Map<string, string>, code: string, value: string): void {
  const name = codes.get(code);
  if (name !== undefined) current.set(name, value);
}

function bitsOf(text: string, width: number): (0 | 1)[] {
  const padded = text.padStart(width, '0');
  return Array.from({ length: width }, (_, i) => (padded[padded.length - 1 - i] === '1' ? 1 : 0));
}
