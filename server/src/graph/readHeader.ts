import type { Declarator, ModuleBody, Port, PortDirection, TypeSpec } from './ast';
import { readDimensions, readExpression } from './readExpression';
import { isBuiltinType, isNamedType, readType, readTypeAlone } from './readType';
import { TokenCursor } from './tokenCursor';

const directions = new Set(['input', 'output', 'inout', 'ref']);

/** Reads `#(...)` of a module header (IEEE 1800-2017 A.1.3): value and type parameters with their defaults. Throws `Unreadable`. */
export function readHeaderParameters(at: TokenCursor): ModuleBody['parameters'] {
  at.expect('#');
  at.expect('(');
  const list: (Declarator & { local: boolean })[] = [];
  let type: TypeSpec | undefined;
  let local = false;
  while (!at.accept(')')) {
    if (at.is('parameter') || at.is('localparam')) {
      local = at.next().text === 'localparam';
      type = undefined;
    }
    if (at.is('type')) {
      at.next();
      list.push({ ...readTypeParameter(at), local });
    } else {
      if (type === undefined || isBuiltinType(at.peek().text) || at.is('[') || isNamedType(at)) type = readType(at);
      const one = readDeclarator(at, type);
      list.push({ ...one, local });
    }
    if (!at.accept(',') && !at.is(')')) at.fail('a parameter list');
  }
  return list;
}

function readDeclarator(at: TokenCursor, type: TypeSpec): Declarator {
  const token = at.next();
  const unpacked = readDimensions(at);
  const init = at.accept('=') ? readExpression(at) : undefined;
  return { name: token.text, type, unpacked, start: token.start, end: at.lastEnd, ...(init === undefined ? {} : { init }) };
}

/** Reads `NAME = type` behind `parameter type`. Throws `Unreadable`. */
export function readTypeParameter(at: TokenCursor): Declarator {
  const token = at.next();
  const type = at.accept('=')
    ? readTypeAlone(at)
    : readType(new TokenCursor([{ kind: 'end', text: '', start: token.end, end: token.end }]));
  return {
    name: token.text,
    type,
    unpacked: [],
    init: { kind: 'type', type, start: token.start, end: at.lastEnd },
    start: token.start,
    end: at.lastEnd,
  };
}

/** Reads the port list of a module header, in either style; ports named only get their direction from the body. Throws `Unreadable`. */
export function readHeaderPorts(at: TokenCursor): Port[] {
  at.expect('(');
  const ports: Port[] = [];
  let direction: PortDirection = 'inout';
  let type: TypeSpec | undefined;
  while (!at.accept(')')) {
    if (at.peek().kind === 'end') at.fail("')'");
    if (at.accept(',')) continue;
    if (at.is('.')) {
      // An explicit port `.name(expression)`: the outside name only.
      at.next();
      const token = at.next();
      if (at.is('(')) at.skipGroup();
      ports.push({ name: token.text, type: type ?? readNothing(at), unpacked: [], direction, start: token.start, end: at.lastEnd });
      continue;
    }
    if (directions.has(at.peek().text)) {
      direction = at.next().text as PortDirection;
      type = readType(at);
    } else if (isBuiltinType(at.peek().text) || isNamedType(at) || (at.is('interface') && at.peek(1).kind === 'id')) {
      if (at.accept('interface')) type = readNothing(at);
      else type = readType(at);
      const bareInterface = type.base.kind === 'named' && type.packed.length === 0;
      if (bareInterface && (type.base.kind !== 'named' || type.base.scope === undefined)) direction = 'interface';
    } else if (at.is('[')) type = readType(at);
    const token = at.next();
    const unpacked = readDimensions(at);
    const init = at.accept('=') ? readExpression(at) : undefined;
    // `module m(a, b);`: directions follow in the body.
    ports.push({
      name: token.text.replace(/^\\/, ''),
      type: type ?? readNothing(at),
      unpacked,
      direction,
      start: token.start,
      end: at.lastEnd,
      ...(init === undefined ? {} : { init }),
    });
  }
  return ports;
}

function readNothing(at: TokenCursor): TypeSpec {
  const { start } = at.peek();
  return { base: { kind: 'builtin', name: 'logic' }, signed: false, packed: [], start, end: start };
}
