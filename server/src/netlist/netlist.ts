/** The JSON that Yosys's `write_json` prints: a bit is a net number or a constant `0 1 x z`. */
export type NetBit = number | '0' | '1' | 'x' | 'z';

export interface NetlistPort {
  direction: 'input' | 'output' | 'inout';
  bits: NetBit[];
  offset?: number;
  upto?: number;
  signed?: number;
}

export interface NetlistCell {
  hide_name: number;
  type: string;
  parameters: Record<string, string | number>;
  attributes: Record<string, string | number>;
  port_directions: Record<string, 'input' | 'output' | 'inout'>;
  connections: Record<string, NetBit[]>;
}

export interface NetlistNet {
  hide_name: number;
  bits: NetBit[];
  attributes: Record<string, string | number>;
  offset?: number;
  upto?: number;
}

export interface NetlistModule {
  attributes: Record<string, string | number>;
  parameter_default_values?: Record<string, string | number>;
  ports: Record<string, NetlistPort>;
  cells: Record<string, NetlistCell>;
  memories?: Record<string, unknown>;
  netnames: Record<string, NetlistNet>;
}

export interface Netlist {
  creator: string;
  modules: Record<string, NetlistModule>;
}

/** A Yosys constant parameter: a binary string (MSB first) or a number. */
export function parameterNumber(value: string | number | undefined): number {
  if (value === undefined) return 0;
  if (typeof value === 'number') return value;
  return Number.parseInt(value.replace(/[xz]/g, '0').trim() || '0', 2);
}

/** The first number that no net of the module has. */
export function firstFreeNet(module: NetlistModule): number {
  let largest = 1;
  const look = (bits: readonly NetBit[]): void => {
    for (const bit of bits) if (typeof bit === 'number' && bit > largest) largest = bit;
  };
  for (const port of Object.values(module.ports)) look(port.bits);
  for (const net of Object.values(module.netnames)) look(net.bits);
  for (const cell of Object.values(module.cells)) for (const bits of Object.values(cell.connections)) look(bits);
  return largest + 1;
}
