/** One signal's values over time: `values[i]` (binary, most significant first) holds from `times[i]`. */
export interface TraceSignal {
  readonly scope: string;
  readonly name: string;
  readonly width: number;
  readonly times: readonly number[];
  readonly values: readonly string[];
}

/** A value change dump (IEEE 1364-2005, clause 18) of the signals, time unit 1 ns. Values that repeat are not dumped again. */
export function writeVcd(signals: readonly TraceSignal[], comment: string): string {
  const lines = ['$comment', `  ${comment.replace(/\$end/g, 'end')}`, '$end', '$timescale 1ns $end'];
  const scopes = new Map<string, { signal: TraceSignal; code: string }[]>();
  const coded = signals.map((signal, index) => ({ signal, code: identifier(index) }));
  for (const entry of coded) {
    const list = scopes.get(entry.signal.scope);
    if (list === undefined) scopes.set(entry.signal.scope, [entry]);
    else list.push(entry);
  }
  for (const [scope, entries] of scopes) {
    lines.push(`$scope module ${word(scope)} $end`);
    for (const { signal, code } of entries) {
      const range = signal.width === 1 ? '' : ` [${signal.width - 1}:0]`;
      lines.push(`$var wire ${signal.width} ${code} ${word(signal.name)}${range} $end`);
    }
    lines.push('$upscope $end');
  }
  lines.push('$enddefinitions $end');
  const changes = new Map<number, string[]>();
  for (const { signal, code } of coded) {
    let last: string | undefined;
    signal.times.forEach((time, index) => {
      const value = signal.values[index] ?? 'x';
      if (value === last) return;
      last = value;
      const text = signal.width === 1 ? `${value}${code}` : `b${value} ${code}`;
      const list = changes.get(time);
      if (list === undefined) changes.set(time, [text]);
      else list.push(text);
    });
  }
  for (const time of [...changes.keys()].sort((a, b) => a - b)) lines.push(`#${time}`, ...(changes.get(time) ?? []));
  return lines.join('\n') + '\n';
}

/** Short printable codes: `!`, `"`, … in base 94. */
function identifier(index: number): string {
  let text = '';
  let rest = index;
  do {
    text += String.fromCharCode(33 + (rest % 94));
    rest = Math.floor(rest / 94);
  } while (rest > 0);
  return text;
}

function word(name: string): string {
  return name.replace(/\s+/g, '_');
}
