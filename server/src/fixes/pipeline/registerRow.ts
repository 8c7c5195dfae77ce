import { indentStep } from '../../base/indentStep';
import { applyEdits, freshName, lineBreak, lineIndent, lineStart } from '../../base/layout';
import type { Expr, ModuleBody } from '../../graph/ast';
import { writtenEnds, type WrittenFile } from '../../refactor/scene';
import { bodyOf } from '../../refactor/scene';
import { namesIn } from '../../refactor/statements';
import { beforeModuleEnd } from '../moduleEnd';
import { declarationsOf, storageOf } from '../split/declaredRange';
import { deletionsFor, directivesIn, tidiedCopy } from '../split/processSlice';
import { writtenFile } from '../sourceText';
import type { FixContext, TextChange } from '../strategy';
import type { Edge, Stage, Stages } from './feedForward';

/** Where a row of registers goes: behind some stages, and where an expression of another stage is computed of these, behind that. */
export interface Cut {
  /** With all that they depend on. */
  readonly early: ReadonlySet<Stage>;
  /** Expressions of other stages, of inputs and what the early ones drive, that these read out of the row. */
  readonly behind: readonly Behind[];
}

export interface Behind {
  readonly expr: Expr;
  /** How many bits it has, as text. */
  readonly bits: string;
}

/** The text of a cut, and the names that it keeps in registers; in words why there is none. */
export type Row = { readonly changes: TextChange[]; readonly names: readonly string[] } | string;

/** A register of the row. */
interface Held {
  readonly name: string;
  /** Begin of its declaration. */
  readonly declared: string;
  /** What it is loaded with. */
  readonly from: string;
  /** The asynchronous reset that it hands on: at once where it begins, a cycle later where it ends. */
  readonly handsOn?: Edge;
}

/**
 * Puts registers between the early stages of a module and the others: each name that the others read of the early ones, or of the inputs, is read out of a register
 * loaded with it, each output that an early stage drives as well. A process that holds stages of both sides becomes two. What an asynchronous reset
 * resets behind the row is reset by a copy of it that ends a cycle later. The row has no reset of its own: while the first one is held it takes over what is in front of it.
 */
export function registerRow(context: FixContext, body: ModuleBody, read: Stages, cut: Cut): Row {
  return new RowWriter(context, body, read, cut).write();
}

class RowWriter {
  private readonly source: WrittenFile;
  private readonly taken = new Set<string>();
  private readonly held = new Map<string, Held>();
  private readonly changes: TextChange[] = [];
  /** Expressions that give way to registers of the row. */
  private readonly hoisted: TextChange[] = [];
  private readonly late: readonly Stage[];
  /** Outputs of early stages, and the names that these drive in their place. */
  private readonly renamed = new Map<string, string>();
  private readonly inputs: ReadonlySet<string>;
  private readonly outputs: ReadonlySet<string>;

  constructor(
    private readonly context: FixContext,
    private readonly body: ModuleBody,
    private readonly read: Stages,
    private readonly cut: Cut,
  ) {
    this.source = writtenFile(context);
    this.late = read.stages.filter((one) => !cut.early.has(one));
    const { ports } = context.module;
    this.inputs = new Set(ports.filter((port) => port.direction === 'input').map((port) => port.name));
    this.outputs = new Set(ports.filter((port) => port.direction !== 'input').map((port) => port.name));
  }

  write(): Row {
    const { early } = this.cut;
    for (const name of [...early].flatMap((one) => [...one.drives])) {
      if (this.outputs.has(name)) this.renamed.set(name, freshName(this.source.text, `${name}_early`, this.taken));
      this.taken.add(this.renamed.get(name) ?? name);
    }
    const behind = this.readBehind();
    if (behind !== undefined) return behind;
    const readings = this.readLater();
    if (readings !== undefined) return readings;
    const split = this.splitProcesses();
    if (split !== undefined) return split;
    const outputs = this.delayOutputs();
    if (outputs !== undefined) return outputs;
    if (this.held.size === 0) return 'Nothing goes from the first part of the path to the rest.';
    const declared = this.declare();
    if (declared !== undefined) return declared;
    const loads = this.loads();
    const end = beforeModuleEnd(this.context, loads);
    if (end === undefined) return 'The end of the module is not written here.';
    this.changes.push(end);
    const names = [...this.held.values()].filter((one) => one.handsOn === undefined).map((one) => one.from);
    return { changes: this.changes, names };
  }

  /** Registers for expressions that stages behind the row ask for. */
  private readBehind(): string | undefined {
    for (const { expr, bits } of this.cut.behind) {
      const at = writtenEnds(this.source, expr);
      if (at === undefined) return 'A macro makes what the row would go behind.';
      const from = this.earlyText(expr, at);
      const [first] = namesIn(expr);
      const known = this.held.get(from)?.name;
      const name = known ?? this.fresh(`${first?.name ?? 'value'}_staged`);
      this.held.set(from, { name, declared: bits === '1' ? this.bit() : `${this.bit()} [${bits}-1:0]`, from });
      this.hoisted.push({ ...at, text: name });
    }
    return undefined;
  }

  private bit(): string {
    return this.context.language === 'verilog' ? 'reg' : 'logic';
  }

  private fresh(base: string): string {
    const name = freshName(this.source.text, base, this.taken);
    this.taken.add(name);
    return name;
  }

  /** The text of an expression that stays in front of the row. */
  private earlyText(expr: Expr, at: { start: number; end: number }): string {
    const renames = namesIn(expr).flatMap((one) => {
      const name = this.renamed.get(one.name);
      const place = writtenEnds(this.source, one);
      return name === undefined || place === undefined ? [] : [{ start: place.start - at.start, end: place.end - at.start, text: name }];
    });
    return applyEdits(this.source.text.slice(at.start, at.end), renames);
  }

  /** Whether a name comes from in front of the row. */
  private crosses(name: string): boolean {
    if (name === this.read.clock.name) return false;
    return this.inputs.has(name) || [...this.cut.early].some((one) => one.drives.has(name) && !this.renamed.has(name));
  }

  /** The register of the row that holds a name. */
  private heldName(name: string): string | undefined {
    const known = this.held.get(name);
    if (known !== undefined) return known.name;
    const handsOn = this.read.asynchronous.find((one) => one.name === name);
    const storage = storageOf(this.context, this.body, name);
    if (storage === undefined) return undefined;
    const held = this.fresh(`${name}_staged`);
    this.held.set(name, { name: held, declared: storage.declared, from: name, ...(handsOn === undefined ? {} : { handsOn }) });
    return held;
  }

  /** What late stages read of the row, early ones of renamed outputs; of a process with both kinds the copy is changed where it is made. */
  private readLater(): string | undefined {
    for (const stage of this.read.stages) {
      const isLate = !this.cut.early.has(stage);
      if (isLate && this.isMixed(stage)) continue;
      const edits = isLate ? this.lateEdits(stage) : this.earlyEdits(stage);
      if (typeof edits === 'string') return edits;
      this.add(edits);
    }
    // In a process of both sides the copy has them, see there.
    const mixed = this.late.filter((one) => this.isMixed(one)).flatMap(({ placed }) => writtenEnds(this.source, placed.item) ?? []);
    this.add(this.hoisted.filter((one) => !mixed.some((each) => each.start <= one.start && one.end <= each.end)));
    return undefined;
  }

  private add(edits: readonly TextChange[]): void {
    for (const edit of edits) {
      if (!this.changes.some((one) => one.start <= edit.start && edit.end <= one.end)) this.changes.push(edit);
    }
  }

  private lateEdits(stage: Stage): TextChange[] | string {
    const { process, asynchronous } = stage;
    const events = process === undefined || asynchronous === undefined ? [] : (process.events ?? []).flatMap(namesIn);
    const inside = (one: Expr): boolean => this.cut.behind.some(({ expr }) => expr.start <= one.start && one.end <= expr.end);
    const reads = [...stage.reads, ...events].filter((one) => this.crosses(one.name) && !inside(one));
    const edits: TextChange[] = [];
    for (const one of reads) {
      const place = writtenEnds(this.source, one);
      if (place === undefined) return `${one.name} is read by a macro.`;
      const held = this.heldName(one.name);
      if (held === undefined) return `${one.name}, which has to be kept for a cycle, has a type that is not read here.`;
      edits.push(this.renamedAt(place, held));
    }
    return edits;
  }

  private earlyEdits(stage: Stage): TextChange[] | string {
    const edits: TextChange[] = [];
    for (const one of [...stage.reads, ...stage.writes]) {
      const name = this.renamed.get(one.name);
      if (name === undefined) continue;
      const place = writtenEnds(this.source, one);
      if (place === undefined) return `${one.name} is written by a macro.`;
      edits.push(this.renamedAt(place, name));
    }
    return edits;
  }

  /** Another name in place of one; of a connection `.en` the port keeps its own. */
  private renamedAt(place: { readonly start: number; readonly end: number }, name: string): TextChange {
    const { text } = this.source;
    const isPort = /\.\s*$/.test(text.slice(0, place.start)) && !/^\s*\(/.test(text.slice(place.end));
    return { ...place, text: isPort ? `${text.slice(place.start, place.end)}(${name})` : name };
  }

  private isMixed({ process }: Stage): boolean {
    const beside = this.read.stages.filter((one) => process !== undefined && one.process === process);
    return beside.some((one) => this.cut.early.has(one)) && beside.some((one) => !this.cut.early.has(one));
  }

  /** A process with targets on both sides keeps the early ones; a copy behind it holds the others. */
  private splitProcesses(): string | undefined {
    const mixed = new Map(this.late.filter((one) => this.isMixed(one)).map((one) => [one.process, one]));
    for (const [process, { placed }] of mixed) {
      if (process === undefined) continue;
      const late = this.late.filter((one) => one.process === process);
      const names = new Set(late.flatMap((one) => [...one.drives]));
      const at = writtenEnds(this.source, placed.item);
      const statement = bodyOf(process);
      const gone = deletionsFor(this.source, statement, (one) => !names.has(one));
      const other = deletionsFor(this.source, statement, (one) => names.has(one));
      const directives = at === undefined || other === undefined ? undefined : directivesIn(this.source, at, names, other);
      if (at === undefined || gone === undefined || other === undefined || directives === undefined)
        return 'A process with registers of both sides cannot be parted.';
      const edits: TextChange[] = [];
      for (const one of late) {
        const made = this.lateEdits(one);
        if (typeof made === 'string') return made;
        edits.push(...made);
      }
      const removed = [...other, ...directives];
      const own = this.hoisted.filter((one) => at.start <= one.start && one.end <= at.end);
      const kept = unlike([...edits, ...own]).filter((one) => !removed.some((each) => each.start <= one.start && one.end <= each.end));
      const shifted = [...removed, ...kept].map((one) => ({ ...one, start: one.start - at.start, end: one.end - at.start }));
      const { text } = this.source;
      const copy = tidiedCopy(applyEdits(text.slice(at.start, at.end), shifted));
      // What is taken out of the early process takes the changes of the late one's text along.
      const inside = (one: TextChange): boolean => gone.some((each) => each.start <= one.start && one.end <= each.end);
      const outside = this.changes.filter((one) => !inside(one));
      this.changes.splice(0, this.changes.length, ...outside, ...gone);
      this.changes.push({ start: at.end, end: at.end, text: `${lineBreak(text)}${lineIndent(text, at.start)}${copy}` });
    }
    return undefined;
  }

  /** Outputs that early stages drive come out of the row. */
  private delayOutputs(): string | undefined {
    for (const [name, early] of this.renamed) {
      const storage = storageOf(this.context, this.body, name);
      if (storage === undefined || storage.cast !== undefined)
        return `The output ${name}, which has to come a cycle later, has a type that is not read here.`;
      const held = this.fresh(`${name}_staged`);
      this.held.set(name, { name: held, declared: storage.declared, from: early });
    }
    return undefined;
  }

  /** Declarations in front of the first stage, since the row's names are used from there on. */
  private declare(): string | undefined {
    const starts = this.read.stages.map(({ placed }) => writtenEnds(this.source, placed.around[0] ?? placed.item)?.start);
    if (starts.includes(undefined)) return 'A macro makes a part of the module.';
    const { text } = this.source;
    const first = Math.min(...starts.flatMap((one) => one ?? []));
    const start = lineStart(text, first);
    const lines = ['// Pipeline stage: what stands behind these registers is a cycle later.'];
    for (const { name, declared } of this.held.values()) lines.push(`${declared} ${name};`);
    for (const [name, early] of this.renamed) {
      const isNet = this.read.stages.some((one) => one.drives.has(name) && one.process === undefined);
      const declared = storageOf(this.context, this.body, name)?.declared ?? '';
      lines.push(`${isNet ? declared.replace(/^(?:reg|logic)\b/, 'wire') : declared} ${early};`);
    }
    const indent = lineIndent(text, first);
    this.changes.push({ start, end: start, text: lines.map((line) => `${indent}${line}${lineBreak(text)}`).join('') });
    return undefined;
  }

  /** The processes that load the row, and the outputs that it drives. */
  private loads(): string[] {
    const { text } = this.source;
    const [step, end] = [indentStep(text), lineBreak(text)];
    const clocked = this.context.language === 'verilog' ? 'always' : 'always_ff';
    const { edge, name: clock } = this.read.clock;
    const all = [...this.held.values()];
    const data = all.filter((one) => one.handsOn === undefined);
    const indent = lineIndent(text, writtenEnds(this.source, this.read.stages[0]?.placed.item ?? this.body)?.start ?? 0);
    const written = (lines: readonly string[]): string => lines.map((line) => `${indent}${line}${end}`).join('');
    const blocks: string[] = [];
    if (data.length > 0)
      blocks.push(written([`${clocked} @(${edge} ${clock}) begin`, ...data.map((one) => `${step}${one.name} <= ${one.from};`), 'end']));
    for (const { name, from, handsOn } of all) {
      if (handsOn === undefined) continue;
      const isLow = handsOn.edge === 'negedge';
      const [active, rest] = isLow ? ["1'b0", "1'b1"] : ["1'b1", "1'b0"];
      blocks.push(
        written([
          `${clocked} @(${edge} ${clock} or ${handsOn.edge} ${from}) begin`,
          `${step}if (${isLow ? '!' : ''}${from}) ${name} <= ${active};`,
          `${step}else ${name} <= ${rest};`,
          'end',
        ]),
      );
    }
    const driven = [...this.renamed.keys()].map((name) => this.drivingLine(name));
    if (driven.length > 0) blocks.push(written(driven));
    return blocks;
  }

  private drivingLine(name: string): string {
    const declared = declarationsOf(this.body, name).map(({ one }) => one.type.base);
    const isVariable = declared.some((base) => base.kind === 'builtin' && base.name === 'reg');
    const held = this.held.get(name)?.name ?? '';
    return isVariable ? `always @(*) ${name} = ${held};` : `assign ${name} = ${held};`;
  }
}

function unlike(edits: readonly TextChange[]): TextChange[] {
  return [...new Map(edits.map((one) => [`${one.start} ${one.end}`, one])).values()];
}
