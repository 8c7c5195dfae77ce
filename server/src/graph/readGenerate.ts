import type { Expr, GenerateArm, Item, Span } from './ast';
import { readExpression } from './readExpression';
import { readItem, readItems } from './readModule';
import { isBuiltinType } from './readType';
import type { TokenCursor } from './tokenCursor';

/** `begin : label … end`, or one item without it. */
export function readGenerateBlock(at: TokenCursor): { label?: string; body: Item[]; at: Span } {
  const { start } = at.peek();
  if (!at.is('begin') && !(at.peek().kind === 'id' && at.peek(1).text === ':' && at.peek(2).text === 'begin')) {
    const body = readItem(at);
    return { body, at: { start, end: at.lastEnd } };
  }
  let label = at.is('begin') ? undefined : at.next().text;
  if (label !== undefined) at.next();
  at.expect('begin');
  if (at.accept(':')) label = at.next().text;
  const body: Item[] = [];
  readItems(at, body, (word) => word === 'end' || word === 'endmodule');
  at.accept('end');
  const end = at.lastEnd;
  if (at.is(':') && at.peek(1).kind === 'id') at.at += 2;
  return { ...(label === undefined ? {} : { label }), body, at: { start, end } };
}

/** `for (genvar i = 0; …)` with its block. */
export function readGenerateFor(at: TokenCursor): Item {
  const { start } = at.next();
  at.expect('(');
  at.accept('genvar');
  if (isBuiltinType(at.peek().text)) at.next();
  const variable = at.next().text;
  at.expect('=');
  const init = readExpression(at);
  at.expect(';');
  const test = readExpression(at);
  at.expect(';');
  const step = readGenvarStep(at);
  at.expect(')');
  const { label, body } = readGenerateBlock(at);
  return { kind: 'for', variable, init, test, step, ...(label === undefined ? {} : { label }), body, start, end: at.lastEnd };
}

/** The step as the expression of the next value: `i = i + 1`, `i += 1`, `i++`, `++i`. */
function readGenvarStep(at: TokenCursor): Expr {
  const first = readExpression(at);
  const { start, end } = first;
  if (first.kind === 'step') {
    const one: Expr = { kind: 'number', text: '1', value: 1n, wild: 0n, signed: true, start, end };
    return { kind: 'binary', op: first.op === '++' ? '+' : '-', left: first.arg, right: one, start, end };
  }
  const op = at.next().text;
  const value = readExpression(at);
  return op === '=' ? value : { kind: 'binary', op: op.slice(0, -1), left: first, right: value, start, end: value.end };
}

/** `if (…) … else …` between items. */
export function readGenerateIf(at: TokenCursor): Item {
  const { start } = at.next();
  at.expect('(');
  const test = readExpression(at);
  at.expect(')');
  const then = readGenerateBlock(at);
  const otherwise = at.accept('else') ? readGenerateBlock(at) : undefined;
  const told = {
    ...(then.label === undefined ? {} : { thenLabel: then.label }),
    ...(otherwise?.label === undefined ? {} : { otherwiseLabel: otherwise.label }),
    ...(otherwise === undefined ? {} : { otherwiseAt: otherwise.at }),
  };
  return { kind: 'if', test, then: then.body, otherwise: otherwise?.body ?? [], thenAt: then.at, ...told, start, end: at.lastEnd };
}

/** `case (…) … endcase` between items. */
export function readGenerateCase(at: TokenCursor): Item {
  const { start } = at.next();
  at.expect('(');
  const subject = readExpression(at);
  at.expect(')');
  const arms: GenerateArm[] = [];
  while (!at.accept('endcase') && at.peek().kind !== 'end') {
    const labels: Expr[] = [];
    if (at.accept('default')) at.accept(':');
    else {
      do labels.push(readExpression(at));
      while (at.accept(','));
      at.expect(':');
    }
    arms.push({ labels, ...readGenerateBlock(at) });
  }
  return { kind: 'case', subject, arms, start, end: at.lastEnd };
}
