import type { Expr, Process, Statement } from './ast';
import type { RangeOf } from './dataEdges';
import type { Elaboration } from './elaboration';
import type { FactRange, FlowBlock, FlowEdge, ProcessFlow } from './graphTypes';
import { negate, printExpression } from './printExpression';
import { edgesOf, targetNames } from './registers';

/** Control flow of every process, function and task of a module, in source order. Unrolled copies of one process are shown once. */
export function processFlows(elaboration: Elaboration, rangeOf: RangeOf): ProcessFlow[] {
  const flows = new Map<number, ProcessFlow>();
  for (const { process } of elaboration.tasks) {
    if (process === undefined || flows.has(process.start)) continue;
    const before = elaboration.kept?.processBefore(process);
    const known = before === undefined ? undefined : made.get(before);
    const flow = known !== undefined && isAt(known.range, rangeOf(process.start, process.end)) ? known : processFlow(process, rangeOf);
    made.set(process, flow);
    flows.set(process.start, flow);
  }
  for (const { routine } of elaboration.routines) {
    if (!flows.has(routine.start))
      flows.set(routine.start, flowOf(`${routine.kind} ${routine.name}@${lineAt(routine, rangeOf)}`, routine.body, routine, rangeOf));
  }
  return [...flows.entries()].sort((a, b) => a[0] - b[0]).map(([, flow]) => flow);
}

const made = new WeakMap<Process, ProcessFlow>();

function isAt(one: FactRange, other: FactRange): boolean {
  const sameStart = one.line === other.line && one.column === other.column;
  return sameStart && one.endLine === other.endLine && one.endColumn === other.endColumn && one.path === other.path;
}

function processFlow(process: Process, rangeOf: RangeOf): ProcessFlow {
  const events = process.events ?? (process.body.kind === 'timing' ? process.body.events : undefined);
  const list = edgesOf(process).length > 0 ? (events ?? []).map(printExpression).join('|') : process.style === 'always' ? '*' : '';
  const body = process.body.kind === 'timing' && process.events === undefined ? process.body.body : process.body;
  return flowOf(`${process.style}@${lineAt(process, rangeOf)}${list === '' ? '' : ` ${list}`}`, body, process, rangeOf);
}

function flowOf(header: string, body: Statement, span: { start: number; end: number }, rangeOf: RangeOf): ProcessFlow {
  const id = header
    .split(' ')
    .slice(0, header.startsWith('function') || header.startsWith('task') ? 2 : 1)
    .join(' ');
  const range = rangeOf(span.start, span.end);
  const builder = new FlowBuilder(id, rangeOf);
  builder.build(body, span);
  return {
    id,
    header,
    line: range.line,
    endLine: range.endLine,
    range,
    blocks: builder.blocks,
    edges: builder.edges,
    text: flowText(body),
  };
}

function lineAt({ start, end }: { start: number; end: number }, rangeOf: RangeOf): number {
  return rangeOf(start, end).line;
}

/** Where control may come from: blocks with the condition of the edge that leaves them. */
type Tail = readonly { readonly block: string; readonly guard?: string }[];

class FlowBuilder {
  readonly blocks: FlowBlock[] = [];
  readonly edges: FlowEdge[] = [];

  constructor(
    private readonly id: string,
    private readonly rangeOf: RangeOf,
  ) {}

  build(body: Statement, span: { start: number; end: number }): void {
    const entry = this.block('entry', { start: span.start, end: span.start + 1 });
    const tail = this.add(body, [{ block: entry }]);
    const exit = this.block('exit', { start: span.end - 1, end: span.end });
    this.link(tail, exit);
  }

  private block(label: string, span: { start: number; end: number }): string {
    const id = `${this.id}#${this.blocks.length}`;
    const range = this.rangeOf(span.start, span.end);
    this.blocks.push({ id, label, line: range.line, endLine: range.endLine, range });
    return id;
  }

  private link(tail: Tail, to: string): void {
    const block = this.blocks[Number(to.slice(to.lastIndexOf('#') + 1))];
    if (block === undefined) return;
    const { line, range } = block;
    for (const one of tail) this.edges.push({ from: one.block, to, line, range, ...(one.guard === undefined ? {} : { guard: one.guard }) });
  }

  private add(statement: Statement, tail: Tail): Tail {
    switch (statement.kind) {
      case 'block':
        return this.addList(statement.body, tail);
      case 'if': {
        const test = this.block(`if ${printExpression(statement.test)}`, statement.test);
        this.link(tail, test);
        const then = this.add(statement.then, [{ block: test, guard: printExpression(statement.test) }]);
        const no: Tail = [{ block: test, guard: negate(statement.test) }];
        return [...then, ...(statement.otherwise === undefined ? no : this.add(statement.otherwise, no))];
      }
      case 'case':
        return this.addCase(statement, tail);
      case 'loop': {
        const head = this.block(loopText(statement), { start: statement.start, end: statement.start + 1 });
        this.link(tail, head);
        this.link(this.add(statement.body, [{ block: head, guard: 'again' }]), head);
        return [{ block: head, guard: 'done' }];
      }
      case 'timing': {
        const wait = this.block('wait', { start: statement.start, end: statement.start + 1 });
        this.link(tail, wait);
        return this.add(statement.body, [{ block: wait }]);
      }
      case 'declare':
        return tail;
      case 'skip':
        return tail;
      default:
        return this.addList([statement], tail);
    }
  }

  private addCase(statement: Statement & { kind: 'case' }, tail: Tail): Tail {
    const head = this.block(`${statement.style} ${printExpression(statement.subject)}`, statement.subject);
    this.link(tail, head);
    const out: { block: string; guard?: string }[] = [];
    let covered = false;
    for (const arm of statement.arms) {
      const guard = arm.labels.length === 0 ? 'default' : arm.labels.map(printExpression).join(', ');
      covered ||= arm.labels.length === 0;
      out.push(...this.add(arm.body, [{ block: head, guard }]));
    }
    return covered ? out : [...out, { block: head, guard: 'none' }];
  }

  /** Straight-line statements share one block. */
  private addList(list: readonly Statement[], start: Tail): Tail {
    let tail = start;
    let straight: Statement[] = [];
    const flush = (): void => {
      const [first] = straight;
      const last = straight[straight.length - 1];
      if (first === undefined || last === undefined) return;
      const block = this.block(straight.map(plainText).join('; '), { start: first.start, end: last.end });
      this.link(tail, block);
      tail = straight.some((one) => one.kind === 'return') ? [] : [{ block }];
      straight = [];
    };
    for (const statement of list) {
      if (statement.kind === 'assign' || statement.kind === 'call' || statement.kind === 'return' || statement.kind === 'jump')
        straight.push(statement);
      else {
        flush();
        tail = this.add(statement, tail);
      }
    }
    flush();
    return tail;
  }
}

function plainText(statement: Statement): string {
  switch (statement.kind) {
    case 'assign':
      return `${printExpression(statement.target)} ${statement.blocking ? statement.op : '<='} ${printExpression(statement.value)}`;
    case 'call':
      return printExpression(statement.call);
    case 'return':
      return statement.value === undefined ? 'return' : `return ${printExpression(statement.value)}`;
    default:
      return statement.kind === 'jump' ? statement.word : '';
  }
}

function loopText(loop: Statement & { kind: 'loop' }): string {
  const parts = loop.init.map((one) =>
    one.kind === 'declare' ? one.declarators.map((each) => `${each.name} = ${text(each.init)}`).join(', ') : plainText(one),
  );
  if (loop.style === 'for') return `for ${parts.join(', ')}; ${text(loop.test)}; ${loop.step.map(plainText).join(', ')}`;
  return `${loop.style} ${text(loop.test)}`.trim();
}

function text(expr: Expr | undefined): string {
  return expr === undefined ? '' : printExpression(expr);
}

/** `if(!rst_n)->{wptr} else if(wr && !full)->{wptr} else hold`; the targets of each branch, not its expressions. */
function flowText(statement: Statement): string {
  return shorten(describe(statement), 600);
}

function shorten(line: string, limit: number): string {
  return line.length <= limit ? line : `${line.slice(0, limit)}…`;
}

function describe(statement: Statement | undefined): string {
  if (statement === undefined) return 'hold';
  const parts = list(statement);
  if (parts.length === 0) return '{}';
  const names: string[] = [];
  const out: string[] = [];
  for (const part of parts) {
    if (part.kind === 'assign') for (const name of targetNames(part.target)) if (!names.includes(name)) names.push(name);
    if (part.kind === 'if' || part.kind === 'case' || part.kind === 'loop') out.push(describeBranch(part));
    if (part.kind === 'call') names.push(`${printExpression(part.call).split('(')[0] ?? ''}()`);
  }
  return [...(names.length > 0 ? [`{${names.join(',')}}`] : []), ...out].join('; ') || '{}';
}

function describeBranch(statement: Statement & { kind: 'if' | 'case' | 'loop' }): string {
  if (statement.kind === 'loop') return `${statement.style}(${text(statement.test)})->${describe(statement.body)}`;
  if (statement.kind === 'if') {
    const then = describe(statement.then);
    const head = `if(${printExpression(statement.test)})->${/; |^if|^case/.test(then) ? `(${then})` : then}`;
    return statement.otherwise === undefined ? head : `${head} else ${describe(statement.otherwise)}`;
  }
  const arms = statement.arms.map(
    (arm) => `${arm.labels.length === 0 ? 'default' : arm.labels.map(printExpression).join(',')}:${describe(arm.body)}`,
  );
  return `${statement.style}(${printExpression(statement.subject)})[${arms.join(' | ')}]`;
}

function list(statement: Statement): readonly Statement[] {
  if (statement.kind === 'block') return statement.body.flatMap(list);
  if (statement.kind === 'timing') return list(statement.body);
  return statement.kind === 'skip' || statement.kind === 'declare' ? [] : [statement];
}
