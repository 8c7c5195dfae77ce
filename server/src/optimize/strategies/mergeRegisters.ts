import { lineEnd, lineStart } from '../../base/layout';
import type { TextChange } from '../../fixes/strategy';
import type { Expr, Item, Statement } from '../../graph/ast';
import { itemsOf, written, writtenEnds } from '../../refactor/scene';
import { everyStatement, namesIn, readsOf } from '../../refactor/statements';
import type { GateState } from '../../sim/gateNetlist';
import { namedRegisters, runGates, type Traces } from '../runGates';
import { writtenFile } from '../../fixes/sourceText';
import { lineAt, type OptimizeContext, type OptimizeStrategy, type Rewrite } from '../strategy';

const name = 'merge-registers';
const most = 6;

/** Registers or memories that always hold the same become one. Which those are is guessed from random runs and then proven. */
export const mergeRegisters: OptimizeStrategy = {
  name,
  knowledge:
    'Two registers or memories that are written alike hold the same for ever. Synthesis merges flip-flops whose inputs are equal, but no memories, and none whose equality takes more than one step to see.',
  propose(context) {
    const { gates, graph } = context;
    const traces = gates === undefined ? undefined : runGates(gates, graph);
    if (gates === undefined || traces === undefined) return [];
    const registers = [...namedRegisters(gates)].filter(([id]) =>
      graph.signals.some((one) => one.id === id && one.kind === 'reg' && one.direction === undefined),
    );
    const found: Rewrite[] = [];
    for (const [index, [kept, bits]] of registers.entries()) {
      for (const [gone, others] of registers.slice(index + 1)) {
        if (bits.length !== others.length || !areEqual(traces, bits, others)) continue;
        found.push(...(merged(context, kept, gone) ?? []));
        if (found.length >= most) return found;
      }
    }
    return found;
  },
};

function areEqual(traces: Traces, a: readonly GateState[], b: readonly GateState[]): boolean {
  const ran = a.some((bit) => traces.get(bit)?.some((word) => word !== 0) === true);
  return (
    ran &&
    a.every((bit, i) => {
      const [one, other] = [traces.get(bit), b[i] === undefined ? undefined : traces.get(b[i])];
      return one !== undefined && other !== undefined && one.every((word, at) => word === other[at]);
    })
  );
}

/** The changes that take one register away: its declaration, what is assigned to it, and its name wherever it is read. */
function merged(context: OptimizeContext, kept: string, gone: string): Rewrite[] | undefined {
  const source = writtenFile(context);
  const changes: TextChange[] = [];
  const rename = (expr: Expr): boolean =>
    namesIn(expr)
      .filter((one) => one.name === gone)
      .every((one) => {
        const at = written(source, one);
        if (at !== undefined) changes.push({ ...at, text: kept });
        return at !== undefined;
      });
  for (const { item } of itemsOf(context.body)) {
    if (item.kind === 'assign') {
      if (baseOf(item.target) === gone || !rename(item.value)) return undefined;
    } else if (item.kind === 'process') {
      const dropped = new Set<Statement>();
      for (const one of everyStatement(item.process.body)) {
        if (one.kind === 'assign' && baseOf(one.target) === gone) {
          const change = withoutLine(context, one);
          if (change === undefined || !isAmong(item.process.body, one)) return undefined;
          changes.push(change);
          dropped.add(one);
        } else if (!readsOf(one).every(rename)) return undefined;
      }
    } else if (item.kind === 'declare') {
      const own = item.declarators.some((one) => one.name === gone);
      const change = own ? (item.declarators.length === 1 ? withoutLine(context, item) : undefined) : undefined;
      if (own && change === undefined) return undefined;
      if (change !== undefined) changes.push(change);
    } else if (mentions(item, gone)) return undefined;
  }
  return [
    {
      strategy: name,
      title: `Keep ${kept} only, which ${gone} always equals`,
      changes,
      line: lineAt(context, lineOfDeclaration(context, gone)),
    },
  ];
}

function lineOfDeclaration({ body }: OptimizeContext, id: string): number {
  return (
    itemsOf(body).find(({ item }) => item.kind === 'declare' && item.declarators.some((one) => one.name === id))?.item.start ?? body.start
  );
}

function mentions(item: Item, id: string): boolean {
  return item.kind === 'instance' && item.instance.connections.some(({ value }) => namesIn(value).some((one) => one.name === id));
}

function baseOf(target: Expr): string | undefined {
  if (target.kind === 'name') return target.name;
  return target.kind === 'index' || target.kind === 'slice' || target.kind === 'member' ? baseOf(target.base) : undefined;
}

/** Whether a statement stands among others, so that it can go. */
function isAmong(body: Statement, statement: Statement): boolean {
  return everyStatement(body).some((one) => one.kind === 'block' && one.body.includes(statement) && one.body.length > 1);
}

/** A statement or declaration that has its line to itself, with the line. */
function withoutLine(context: OptimizeContext, span: { readonly start: number; readonly end: number }): TextChange | undefined {
  const source = writtenFile(context);
  const at = writtenEnds(source, span);
  if (at === undefined) return undefined;
  const { text } = source;
  const [start, end] = [lineStart(text, at.start), lineEnd(text, at.end)];
  const behind = text.slice(at.end, end).trim();
  if (text.slice(start, at.start).trim() !== '' || !/^;?\s*(?:\/\/.*)?$/.test(behind)) return undefined;
  return { start, end: text[end] === '\r' ? end + 2 : end + 1, text: '' };
}
