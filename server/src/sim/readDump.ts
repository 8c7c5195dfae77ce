/** Signals of one scope of a dump: a value (binary, most significant first) for each step. */
export type DumpScope = ReadonlyMap<string, string[]>;

/**
 * Reads a dump that `writeVcd` made: what each signal was at every multiple of `period`, by scope and name. Any text is read; what is no
 * dump has no scopes.
 */
export function readDump(text: string, period: number): ReadonlyMap<string, DumpScope> {
  const scopes = new Map<string, Map<string, string[]>>();
  const signals = new Map<string, { width: number; steps: string[]; now: string }[]>();
  let scope = '';
  let step = -1;
  let last = 0;
  const all = (): { steps: string[]; now: string }[] => [...signals.values()].flat();
  const advance = (to: number): void => {
    for (; step < to; step++) if (step >= 0) for (const signal of all()) signal.steps.push(signal.now);
  };
  for (const line of text.split('\n')) {
    const words = line.trim().split(/\s+/);
    if (words[0] === '$scope') scope = words[2] ?? '';
    else if (words[0] === '$var') {
      const width = Number(words[2]);
      const signal = { width, steps: [] as string[], now: 'x'.repeat(width) };
      signals.set(words[3] ?? '', [...(signals.get(words[3] ?? '') ?? []), signal]);
      const names = scopes.get(scope) ?? new Map<string, string[]>();
      scopes.set(scope, names.set(words[4] ?? '', signal.steps));
    } else if (line.startsWith('#')) {
      last = Number(line.slice(1));
      // A change within a step comes after its values.
      advance(Math.ceil(last / period));
    } else if (/^[01xz]\S/.test(line)) change(signals.get(line.slice(1)), line[0] ?? 'x');
    else if (line.startsWith('b')) change(signals.get(words[1] ?? ''), words[0]?.slice(1) ?? 'x');
  }
  if (step >= 0) advance(Math.floor(last / period) + 1);
  return scopes;
}

function change(signals: readonly { width: number; now: string }[] | undefined, value: string): void {
  for (const signal of signals ?? [])
    signal.now = value.padStart(signal.width, value.startsWith('x') || value.startsWith('z') ? value[0] : '0');
}
