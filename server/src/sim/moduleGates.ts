import { isPublicName } from '../netlist/netNames';
import type { NetlistModule } from '../netlist/netlist';
import type { Ref } from './gateGraph';
import { readGates, type GateNetlist } from './gateNetlist';

/** A flattened module as gates, with what each of its own nets is made from. */
export interface ModuleGates extends GateNetlist {
  /** Nets that the module itself declares, by name, bit 0 first. Those of instances are not among them. */
  readonly nets: ReadonlyMap<string, readonly Ref[]>;
}

const mark = 'net ';

/** Reads a flattened netlist with its named nets; undefined where gates cannot say what it does. */
export function readModuleGates(module: NetlistModule): ModuleGates | undefined {
  const ports = { ...module.ports };
  for (const [name, net] of Object.entries(module.netnames)) {
    if (!isPublicName(name, net) || name in ports || name.includes('.')) continue;
    ports[`${mark}${name}`] = { direction: 'output', bits: net.bits };
  }
  const gates = readGates({ ...module, ports });
  if (!gates.ok) return undefined;
  const nets = gates.value.outputs.filter(({ name }) => name.startsWith(mark));
  return {
    ...gates.value,
    outputs: gates.value.outputs.filter((port) => !nets.includes(port)),
    nets: new Map(nets.map(({ name, bits }) => [name.slice(mark.length), bits])),
  };
}
