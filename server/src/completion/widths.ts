import type { Token } from '../graph/lexer';
import type { ModuleInfo, PortInfo } from '../model/moduleInfo';
import type { Connection } from './connections';
import type { Place } from './place';

export interface WidthFault {
  readonly token: Token;
  readonly code: string;
  readonly message: string;
}

/** A vector or scalar of the unit whose bounds do not depend on anything. */
interface Vector {
  readonly left: number;
  readonly right: number;
}

/**
 * Widths that cannot be right, by the declarations alone: a connection that cuts bits off (IEEE 1800-2023 23.3.3), a constant select outside of its
 * vector (11.5.1). Only of names that the unit declares once, with literal bounds, and that the insertion does not declare again; what depends on
 * parameters is left to the tools.
 */
export function findWidthFaults(tokens: readonly Token[], connections: readonly Connection[], place: Place): WidthFault[] {
  const vectors = place.unit === undefined || place.unit.damaged ? new Map<string, Vector>() : vectorsOf(place.unit);
  const types = place.unit === undefined || place.unit.damaged ? new Map<string, number>() : widthsOfTypes(place.unit);
  // Blocks and routines around the cursor may have names of their own.
  const block = place.open.stack.find((open) => /^(begin|fork|function|task)$/.test(open.opener));
  for (const part of [tokens, block === undefined ? [] : place.before.slice(block.index)])
    part.forEach((token, i) => {
      if (!isDeclared(part, i)) return;
      vectors.delete(token.text);
      types.delete(token.text);
    });
  return [...connections.flatMap((connection) => cuttingConnection(connection, vectors, types)), ...selectsOutside(tokens, vectors)];
}

/** The name stands where a declaration puts it: behind a type, a range or another name. */
function isDeclared(tokens: readonly Token[], i: number): boolean {
  if (tokens[i]?.kind !== 'id') return false;
  const previous = tokens[i - 1];
  return (
    previous?.text === ']' || (previous?.kind === 'id' && !/^(assign|begin|else|return|posedge|negedge|or|inside)$/.test(previous.text))
  );
}

/** By name; what is declared twice, as an array, or with bounds that are no literals is left out. */
function vectorsOf(unit: ModuleInfo): Map<string, Vector> {
  const declarations = new Map<string, (Vector | undefined)[]>();
  const note = (name: string, vector: Vector | undefined): void => {
    declarations.set(name, [...(declarations.get(name) ?? []), vector]);
  };
  const ports = new Map(unit.ports.map((port) => [port.name, vectorOf(port)]));
  for (const net of unit.nets) {
    const vector = net.scope === undefined ? vectorOf(net) : undefined;
    const port = ports.get(net.name);
    // `output q; reg q;` declares one thing twice.
    if (port !== undefined && vector !== undefined && port.left === vector.left && port.right === vector.right) continue;
    note(net.name, vector);
  }
  for (const [name, vector] of ports) note(name, vector);
  const routines = new Set(unit.functions.map((routine) => routine.name));
  return new Map(
    [...declarations].flatMap(([name, [only, ...others]]) =>
      only === undefined || others.length > 0 || routines.has(name) ? [] : [[name, only] as const],
    ),
  );
}

/** Ports and nets of a type that the unit itself does not declare, and that so hangs on no parameter of it: their bits by name. What is declared twice is left out. */
function widthsOfTypes({ ports, nets, types, parameters, functions }: ModuleInfo): Map<string, number> {
  const own = new Set([...types, ...parameters, ...functions].map(({ name }) => name));
  const declared = [...ports, ...nets];
  const times = new Map<string, number>();
  for (const { name } of declared) times.set(name, (times.get(name) ?? 0) + 1);
  return new Map(
    declared.flatMap(({ name, typeText, width, unpacked }) => {
      const type = /^(?:(?:input|output|inout|var|wire)\s+)*((?:\w+::)?[A-Za-z_]\w*)$/.exec(typeText.trim())?.[1];
      const isPlain = type === undefined || /^(?:logic|wire|reg|bit|tri|integer|int|byte|signed|unsigned)$/.test(type) || own.has(type);
      return isPlain || width === undefined || (unpacked ?? '') !== '' || times.get(name) !== 1 ? [] : [[name, width] as const];
    }),
  );
}

const plainType = /^(?:(?:input|output|inout|var|wire|reg|logic|bit|tri|signed|unsigned)\b\s*)*(?:\[\s*(\d+)\s*:\s*(\d+)\s*\]\s*)?$/;

function vectorOf(declared: { readonly typeText: string; readonly unpacked?: string; readonly kind?: string }): Vector | undefined {
  if (declared.unpacked !== undefined && declared.unpacked !== '') return undefined;
  if (declared.kind !== undefined && !/^(wire|reg|logic|bit|tri)/.test(declared.kind)) return undefined;
  const match = plainType.exec(declared.typeText.trim());
  if (match === null) return undefined;
  const [left = '0', right = '0'] = match.slice(1);
  return { left: Number(left), right: Number(right) };
}

/** The formal takes fewer bits than an input is given, or the actual fewer than an output gives. */
function cuttingConnection(
  { unit, kind, name, actual, overridden }: Connection,
  vectors: ReadonlyMap<string, Vector>,
  types: ReadonlyMap<string, number>,
): WidthFault[] {
  const port = kind === 'port' ? unit.ports.find((one) => one.name === name.text) : undefined;
  const typed = actual.length === 1 ? types.get(actual[0]?.text ?? '') : undefined;
  // A structure has the bits of its package; held against a port only where that says how many it has.
  const formal = port === undefined || (typed !== undefined && vectorOf(port) === undefined) ? undefined : widthOfPort(port, overridden);
  const given = widthOf(actual, vectors) ?? typed;
  if (port === undefined || formal === undefined || given === undefined) return [];
  const cuts = port.direction === 'input' ? given > formal : port.direction === 'output' && formal > given;
  if (!cuts) return [];
  const what = actual.map((token) => token.text).join('');
  const bits = (count: number): string => `${count} bit${count === 1 ? '' : 's'}`;
  return [
    { token: name, code: 'lint/width', message: `Port ${port.name} of ${unit.name} has ${bits(formal)}, ${what} has ${bits(given)}.` },
  ];
}

/** With parameters of the instance's own, only what does not depend on them. */
function widthOfPort(port: PortInfo, overridden: boolean): number | undefined {
  if (port.unpacked !== undefined && port.unpacked !== '') return undefined;
  if (!overridden) return port.width;
  const vector = vectorOf(port);
  return vector === undefined ? undefined : Math.abs(vector.left - vector.right) + 1;
}

/** Of a name, a select with literal bounds, or a concatenation of such; undefined for anything else. */
function widthOf(tokens: readonly Token[], vectors: ReadonlyMap<string, Vector>): number | undefined {
  const texts = tokens.map((token) => token.text);
  const vector = vectors.get(texts[0] ?? '');
  if (vector === undefined) return undefined;
  if (texts.length === 1) return Math.abs(vector.left - vector.right) + 1;
  const [, , high = '', low = ''] = /^(\[)(\d+)(?::(\d+))?\]$/.exec(texts.slice(1).join('')) ?? [];
  if (high === '' || vector.left === vector.right) return undefined;
  return low === '' ? 1 : Math.abs(Number(high) - Number(low)) + 1;
}

function selectsOutside(tokens: readonly Token[], vectors: ReadonlyMap<string, Vector>): WidthFault[] {
  return tokens.flatMap((token, i) => {
    const vector = tokens[i - 1]?.text === '.' ? undefined : vectors.get(token.text);
    if (token.kind !== 'id' || vector === undefined || vector.left === vector.right || tokens[i + 1]?.text !== '[') return [];
    const [, high = '', low = high] = /^\[(\d+)(?::(\d+))?\]/.exec(textOf(tokens.slice(i + 1, i + 6))) ?? [];
    if (high === '') return [];
    const [least, most] = [Math.min(vector.left, vector.right), Math.max(vector.left, vector.right)];
    const outside = [high, low].find((bound) => Number(bound) < least || Number(bound) > most);
    if (outside === undefined) return [];
    const message = `${token.text} is declared [${vector.left}:${vector.right}], so there is no bit ${outside}.`;
    return [{ token, code: 'lint/select-range', message }];
  });
}

function textOf(tokens: readonly Token[]): string {
  return tokens.map((token) => token.text).join('');
}
