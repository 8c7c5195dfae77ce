import type { PortFact } from './facts';

/**
 * How the ports of two designs differ, in words; empty when they are the same interface: names (through the map), directions and
 * widths. Signedness is not interface.
 */
export function interfaceDifferences(
  golden: readonly PortFact[],
  candidate: readonly PortFact[],
  portMap: ReadonlyMap<string, string>,
): string[] {
  const differences: string[] = [];
  const there = new Map(candidate.map((port) => [port.name, port]));
  for (const port of golden) {
    const name = portMap.get(port.name) ?? port.name;
    const other = there.get(name);
    there.delete(name);
    if (other === undefined) differences.push(`${port.direction} ${port.name} is missing in the candidate`);
    else if (other.direction !== port.direction)
      differences.push(`${port.name} is ${port.direction} in the golden and ${other.direction} in the candidate`);
    else if (other.width !== port.width)
      differences.push(`${port.name} has ${port.width} bits in the golden and ${other.width} in the candidate`);
  }
  for (const port of there.values()) differences.push(`${port.direction} ${port.name} exists only in the candidate`);
  return differences;
}
