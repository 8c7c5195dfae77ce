import type { Token } from '../graph/lexer';
import type { ModuleInfo } from '../model/moduleInfo';
import { assignmentList } from './assignmentList';
import type { Connection } from './connections';
import { Nesting } from './nesting';

const endsItem = /^(?:;|generate|end(?:generate|function|task|case|property|sequence)?)$/;
const directive = /^`(?:ifdef|ifndef|elsif|else|endif)$/;

/**
 * Whole nets that an insertion assigns continuously though another assignment of the unit does, both outside of generate blocks and conditions (IEEE 1800-2023 10.3.2):
 * tools see no second driver where one of the values is none for the parameters at hand. Values that may be z and units with wired nets are left to the tools, and so is
 * what stands around the insertion where conditional compilation may leave it out.
 * @returns the target in the insertion
 */
export function secondDrivers(before: readonly Token[], own: readonly Token[], after: readonly Token[]): Token[] {
  if (!own.some(({ text }) => text === 'assign') || own.some(({ text }) => directive.test(text))) return [];
  const around = [...before, ...after];
  if (around.some(({ text }) => /^(?:wand|wor|triand|trior|trireg)$/.test(text))) return [];
  const isWhole = !around.some(({ text }) => directive.test(text));
  const tokens = isWhole ? [...before, ...own, ...after] : own;
  const inserted = new Set(own);
  const drivers = new Map<string, Token>();
  return targetsOf(tokens, isWhole ? 1 : 0).flatMap((target) => {
    const other = drivers.get(target.text);
    if (other === undefined) drivers.set(target.text, target);
    const found = other === undefined ? undefined : [target, other].find((one) => inserted.has(one));
    return found === undefined ? [] : [found];
  });
}

/** Connections that hand a whole net to a second output of one instance. */
export function sharedByOutputs(connections: readonly Connection[]): { readonly token: Token; readonly net: string }[] {
  const taken = new Set<string>();
  return outputsIn(connections).filter(({ instance, net, isWhole }) => {
    if (!isWhole) return false;
    const key = `${instance} ${net}`;
    const again = taken.has(key);
    taken.add(key);
    return again;
  });
}

/** Inputs of the unit that an insertion drives all the same: at an output of an instance, or by a continuous assignment. Compilers take a net there for a port of both directions. */
export function drivenInputs(
  connections: readonly Connection[],
  own: readonly Token[],
  unit: ModuleInfo | undefined,
): { readonly token: Token; readonly net: string }[] {
  if (unit === undefined || unit.damaged) return [];
  const inputs = new Set(unit.ports.flatMap(({ name, direction }) => (direction === 'input' ? [name] : [])));
  const assigned = own.some(({ text }) => text === 'assign') ? targetsOf(own, 0) : [];
  return [...outputsIn(connections), ...assigned.map((token) => ({ token, net: token.text }))].filter(({ net }) => inputs.has(net));
}

interface AtOutput {
  readonly token: Token;
  readonly net: string;
  readonly instance: number;
  /** All of its bits, not a selection. */
  readonly isWhole: boolean;
}

/** Connections of nets, or of bits of them, to outputs of instances. */
function outputsIn(connections: readonly Connection[]): AtOutput[] {
  return connections.flatMap(({ unit, kind, name, actual, instance }) => {
    const [net, more] = actual;
    const isOutput = kind === 'port' && unit.ports.some((port) => port.name === name.text && port.direction === 'output');
    if (!isOutput || net?.kind !== 'id' || (more !== undefined && more.text !== '[')) return [];
    return [{ token: name, net: net.text, instance, isWhole: more === undefined }];
  });
}

/** Targets of continuous assignments of whole nets with nothing open around them but so many units. */
function targetsOf(tokens: readonly Token[], depth: number): Token[] {
  const nesting = new Nesting();
  return tokens.flatMap((token, i) => {
    nesting.feed(tokens, i, i + 1);
    if (token.text !== 'assign' || nesting.stack.length !== depth || !beginsItem(tokens, i)) return [];
    return assignmentList(tokens, i + 1).flatMap(({ target, from, to }) => {
      const mayBeZ = tokens.slice(from, to).some((one) => one.kind === 'number' && /'.*[z?]/i.test(one.text));
      return mayBeZ ? [] : [target];
    });
  });
}

/** Not the one item of an `if`, `else`, `for` or case arm. */
function beginsItem(tokens: readonly Token[], i: number): boolean {
  const previous = tokens[i - 1];
  if (previous === undefined || endsItem.test(previous.text)) return true;
  return previous.kind === 'id' && tokens[i - 2]?.text === ':' && /^end/.test(tokens[i - 3]?.text ?? '');
}
