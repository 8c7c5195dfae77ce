import type { CompileUnit } from '../../model/compileUnit';
import type { ScreenToken } from '../screenTokens';
import type { GateDesign, SignalId } from './gateDesign';
import { skipBrackets } from './codeTokens';
import { moduleRanges } from './processes';
import { expandedUnit } from './sourceGuards';

/** A net of a flat design that is the port of an instance. */
export interface InstanceNet {
  /** The instance's path, `u_core.u_alu`. */
  readonly instance: string;
  readonly port: string;
  readonly direction: 'input' | 'output' | 'inout';
  /** Its bits, bit 0 first; those that nothing is made of are missing. */
  readonly bits: readonly (SignalId | undefined)[];
}

/**
 * The ports of all instances in a flat design, by the net's name. Which nets are ports is told by names alone (of modules, instances and ports in the source), so it is a
 * guess: nothing may rest on it.
 */
export function instanceNets(design: GateDesign, unit: CompileUnit): Map<string, InstanceNet> {
  const names = readNames(unit);
  const found = new Map<string, InstanceNet>();
  if (names.modulesOf.size === 0) return found;
  for (const { name, bits } of [...design.nets, ...design.partialNets]) {
    const place = name.includes('.') ? placeOf(name.split('.'), names) : undefined;
    if (place !== undefined) found.set(name, { ...place, bits });
  }
  return found;
}

type Direction = InstanceNet['direction'];

interface Names {
  /** Ports of each module. */
  readonly portsOf: ReadonlyMap<string, ReadonlyMap<string, Direction>>;
  /** Modules of the instances of a name, wherever they stand. */
  readonly modulesOf: ReadonlyMap<string, ReadonlySet<string>>;
}

/** The innermost instance of a path of which the next part is a port. */
function placeOf(parts: readonly string[], names: Names): Omit<InstanceNet, 'bits'> | undefined {
  for (let i = parts.length - 2; i >= 0; i--) {
    const port = withoutIndex(parts[i + 1] as string);
    for (const module of names.modulesOf.get(withoutIndex(parts[i] as string)) ?? []) {
      const direction = names.portsOf.get(module)?.get(port);
      if (direction !== undefined) return { instance: parts.slice(0, i + 1).join('.'), port, direction };
    }
  }
  return undefined;
}

function withoutIndex(name: string): string {
  return name.replace(/(\[\d+\])+$/, '');
}

function readNames(unit: CompileUnit): Names {
  const { tokens } = expandedUnit(unit);
  const ranges = moduleRanges(tokens);
  const portsOf = new Map<string, Map<string, Direction>>();
  for (const { from, to } of ranges) {
    const name = tokens[from + 1]?.text === 'automatic' || tokens[from + 1]?.text === 'static' ? from + 2 : from + 1;
    portsOf.set(tokens[name]?.text ?? '', portsIn(tokens, name + 1, to));
  }
  const modulesOf = new Map<string, Set<string>>();
  for (const { from, to } of ranges) {
    for (let i = from + 2; i < to; i++) {
      if (tokens[i]?.kind !== 'word' || !portsOf.has(tokens[i]?.text ?? '')) continue;
      const instance = instanceAfter(tokens, i);
      if (instance === undefined) continue;
      const modules = modulesOf.get(instance) ?? new Set<string>();
      modulesOf.set(instance, modules.add(tokens[i]?.text ?? ''));
    }
  }
  return { portsOf, modulesOf };
}

/** What follows the name of a module: `#(…) name [0:3] (`. */
function instanceAfter(tokens: readonly ScreenToken[], module: number): string | undefined {
  let at = module + 1;
  if (tokens[at]?.text === '#') at = skipBrackets(tokens, at + 1);
  if (tokens[at]?.kind !== 'word') return undefined;
  const name = tokens[at]?.text;
  at++;
  while (tokens[at]?.text === '[') at = skipBrackets(tokens, at);
  return tokens[at]?.text === '(' ? name : undefined;
}

/** Words that follow a direction and stand before a comma, an end, a value or a range: the ports, and a few that are none. */
function portsIn(tokens: readonly ScreenToken[], from: number, to: number): Map<string, Direction> {
  const ports = new Map<string, Direction>();
  let direction: Direction | undefined;
  for (let i = from; i < to; i++) {
    const { kind, text } = tokens[i] as ScreenToken;
    if (kind === 'word' && (text === 'input' || text === 'output' || text === 'inout')) direction = text;
    else if (text === ';') direction = undefined;
    else if (direction !== undefined && text === '[') i = skipBrackets(tokens, i) - 1;
    else if (direction !== undefined && kind === 'word' && /^[,);=[]$/.test(tokens[i + 1]?.text ?? '') && !ports.has(text))
      ports.set(text, direction);
  }
  return ports;
}
