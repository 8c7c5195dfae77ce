import { CNames } from './cNames';

/** A port as the model in C has it. */
export interface CPort {
  /** In the module, and in C. */
  readonly port: string;
  readonly name: string;
  readonly width: number;
  readonly direction: 'input' | 'output';
}

/** The ports of a module without its clocks, under names that C takes. */
export function cPorts(
  ports: readonly { readonly name: string; readonly width: number; readonly direction: 'input' | 'output' }[],
): CPort[] {
  const names = new CNames();
  return ports.map(({ name, width, direction }) => ({ port: name, name: names.name(name), width, direction }));
}

/** 64-bit words of a port. */
export const wordsOf = ({ width }: Pick<CPort, 'width'>): number => Math.ceil(width / 64);

/** The beginning of a model: what it is, and its types. `state` are the fields of its registers and memories. */
export function cHeader(name: string, ports: readonly CPort[], clocks: readonly string[], state: readonly string[]): string {
  const fields = (direction: CPort['direction']): string[] => {
    const own = ports.filter((port) => port.direction === direction);
    return own.length === 0
      ? ['  uint64_t none;']
      : own.map(
          (port) =>
            `  uint64_t ${port.name}${port.width > 64 ? `[${wordsOf(port)}]` : ''};${port.width === 1 ? '' : ` /* ${port.width} bits${port.width > 64 ? ', lowest first' : ''} */`}`,
        );
  };
  const when =
    clocks.length === 0
      ? 'computes the outputs.'
      : `computes the outputs as they are just before the active edge of ${clocks.join(', ')}, then takes that edge.`;
  return [
    `/* Cycle-accurate model of ${name}. ${name}_step ${when}`,
    '   Two-valued: a register that the module leaves unknown holds 0. */',
    '#include <stdint.h>',
    '#include <string.h>',
    '',
    `typedef struct {\n${(state.length === 0 ? ['uint64_t none;'] : state).map((line) => `  ${line}`).join('\n')}\n} ${name}_state;`,
    `typedef struct {\n${fields('input').join('\n')}\n} ${name}_in;`,
    `typedef struct {\n${fields('output').join('\n')}\n} ${name}_out;`,
    '',
  ].join('\n');
}
