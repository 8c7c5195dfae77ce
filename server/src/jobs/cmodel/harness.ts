import type { Scenario } from '../testbench/scenarios';
import { wordsOf, type CPort } from './cInterface';

/** The program that drives a model: reads a line of hexadecimal words for each cycle, writes the outputs. */
export function harnessText(name: string, ports: readonly CPort[], modelFile: string): string {
  const words = (direction: CPort['direction'], wrap: (place: string) => string): string[] =>
    ports
      .filter((port) => port.direction === direction)
      .flatMap((port) =>
        port.width <= 64 ? [wrap(port.name)] : Array.from({ length: wordsOf(port) }, (_, i) => wrap(`${port.name}[${i}]`)),
      );
  return `#include <inttypes.h>
#include <stdio.h>
#include "${modelFile}"

int main(void)
{
  static ${name}_state state;
  static ${name}_in in;
  static ${name}_out out;
  unsigned long cycles;
  ${name}_init(&state);
  if (scanf("%lu", &cycles) != 1) return 2;
  while (cycles-- > 0) {
    ${words('input', (place) => `if (scanf("%" SCNx64, &in.${place}) != 1) return 2;`).join('\n    ')}
    ${name}_step(&state, &in, &out);
    ${words('output', (place) => `printf("%" PRIx64 " ", out.${place});`).join('\n    ')}
    putchar('\\n');
  }
  return 0;
}
`;
}

/** The steps as the program reads them. */
export function stimulusText(ports: readonly CPort[], steps: Scenario['steps']): string {
  const inputs = ports.filter(({ direction }) => direction === 'input');
  const lines = steps.map((step) =>
    inputs
      .flatMap((port) => {
        const bits = step.get(port.port) ?? [];
        return Array.from({ length: wordsOf(port) }, (_, i) => hexOf(bits.slice(i * 64, (i + 1) * 64)));
      })
      .join(' '),
  );
  return `${steps.length}\n${lines.join('\n')}\n`;
}

function hexOf(bits: readonly (0 | 1)[]): string {
  return bits.reduce((sum, bit, i) => (bit === 1 ? sum | (1n << BigInt(i)) : sum), 0n).toString(16);
}

/** What a line that the program wrote says of each output, as binary text. Undefined for a line of another form. */
export function readOutputs(ports: readonly CPort[], line: string): Map<string, string> | undefined {
  const words = line.trim().split(/\s+/);
  const values = new Map<string, string>();
  let at = 0;
  for (const port of ports) {
    if (port.direction !== 'output') continue;
    let value = 0n;
    for (let i = 0; i < wordsOf(port); i++) {
      const word = words[at++] ?? '';
      if (!/^[0-9a-f]{1,16}$/.test(word)) return undefined;
      value |= BigInt(`0x${word}`) << BigInt(64 * i);
    }
    values.set(port.port, value.toString(2).padStart(port.width, '0'));
  }
  return at === words.length ? values : undefined;
}
