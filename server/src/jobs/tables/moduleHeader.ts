import type { SpecPort, TableBit } from '../spec/specTypes';

export interface WriteStyle {
  /** SystemVerilog's always_ff, always_comb and enum; else Verilog 2001. */
  readonly systemVerilog: boolean;
  readonly indent: string;
}

/** `module name (…);` with a line a port. */
export function moduleHeader(module: string, ports: readonly SpecPort[], { systemVerilog, indent }: WriteStyle): string {
  const types = ports.map(({ width, low = 0, signed, typeText }) => {
    const range = typeText ?? (width > 1 ? `[${width - 1 + low}:${low}]` : '');
    return [systemVerilog ? 'logic' : '', signed === true ? 'signed' : '', range].filter((word) => word !== '').join(' ');
  });
  const size = Math.max(0, ...types.map((type) => type.length));
  const rows = ports.map(({ direction, name }, i) => {
    const type = size === 0 ? '' : `${(types[i] ?? '').padEnd(size)} `;
    return `${indent}${direction.padEnd(6)} ${type}${name}${i < ports.length - 1 ? ',' : ''}`;
  });
  return rows.length === 0 ? `module ${module};` : [`module ${module} (`, ...rows, ');'].join('\n');
}

/** A bit of a port as an expression. */
export function bitText({ port, bit }: TableBit, ports: readonly SpecPort[]): string {
  const declared = ports.find(({ name }) => name === port);
  return declared === undefined || declared.width === 1 ? port : `${port}[${bit + (declared.low ?? 0)}]`;
}
