import { InlayHintKind, type InlayHint, type Position, type Range } from 'vscode-languageserver';
import { LineIndex } from '../base/lines';
import type { Engine } from '../engine/engine';
import { insideInstance, portWidth, type InsideInstance } from '../model/symbols/instanceParameters';
import { resolveReference } from '../model/symbols/resolve';
import type { Declaration, Reference, SymbolTable } from '../model/symbols/symbolTypes';
import { constantOf } from '../model/symbols/typeOf';
import type { Settings } from '../settings/schema';
import { initialValueEnd } from '../syntax/initialValue';
import type { OpenDocument } from './documents';
import { valueHints } from './cycleValues';
import { endLabels } from './endLabels';
import type { Feature } from './feature';
import { gradually } from './gradually';
import { slackHints } from './registerSlack';
import { describe, guarded, type ServerContext } from './serverContext';

interface HintParams {
  readonly textDocument: { readonly uri: string };
  readonly range: Range;
}

/** Direction and width of ports at connections, values of parameter expressions, what a long block was: for the lines in sight. */
export const inlayHint: Feature = {
  name: 'inlayHint',
  capabilities: () => ({ inlayHintProvider: { resolveProvider: false } }),
  register(context) {
    context.connection.languages.inlayHint.on(
      guarded<HintParams, InlayHint[]>(context, 'inlayHint', [], (params, signal) => answer(context, params, signal)),
    );
  },
};

async function answer(context: ServerContext, { textDocument, range }: HintParams, signal: AbortSignal): Promise<InlayHint[]> {
  const settings = await context.settings(textDocument.uri);
  const engine = await context.engine();
  const document = context.documents.get(textDocument.uri);
  if (document === undefined) return [];
  const lines = new LineIndex(document.text);
  const values = await valueHints(context, document, range);
  const hints = [...values, ...(settings['inlayHints.endLabels'] ? endLabels(document.text, lines, range) : [])];
  const table = engine.symbols.views(document.path)[0];
  if (table === undefined) return hints;
  if (settings['inlayHints.slack']) hints.push(...slackHints(context, engine, document, table, lines, range));
  const reader = new HintReader(engine, document, table, lines, hints);
  const work = workIn(table, document, range, settings, reader);
  await gradually(
    context,
    engine,
    work,
    signal,
    (one) => one(),
    () => refresh(context),
  );
  return [...hints];
}

/** What is to be looked up in the lines in sight. */
function workIn(table: SymbolTable, document: OpenDocument, range: Range, settings: Settings, reader: HintReader): (() => void)[] {
  const seen = (one: { readonly path: string; readonly line: number }): boolean =>
    one.path === document.path && range.start.line <= one.line && one.line <= range.end.line;
  const work: (() => void)[] = [];
  const units = new Set<number>();
  for (const reference of table.references) {
    const { place } = reference;
    if ((place.kind !== 'port' && place.kind !== 'parameter') || reference.macro !== undefined || !seen(reference.range)) continue;
    if (place.kind === 'port' && settings['inlayHints.ports']) work.push(() => reader.port(reference, place.unit));
    if (place.kind === 'parameter') units.add(place.unit);
  }
  if (!settings['inlayHints.parameters']) return work;
  // Ordered values have no reference: the module in sight leads to them.
  for (const { kind, of, range: whole } of table.declarations) if (kind === 'instance' && of !== undefined && seen(whole)) units.add(of);
  for (const unit of units) work.push(() => reader.overrides(unit, range));
  for (const declaration of table.declarations) {
    const constant = declaration.kind === 'parameter' || declaration.kind === 'localparam';
    if (constant && declaration.macro === undefined && declaration.argumentOf === undefined && seen(declaration.nameRange))
      work.push(() => reader.value(declaration));
  }
  return work;
}

class HintReader {
  private readonly instances = new Map<number, InsideInstance | undefined>();

  constructor(
    private readonly engine: Engine,
    private readonly document: OpenDocument,
    private readonly table: SymbolTable,
    private readonly lines: LineIndex,
    private readonly hints: InlayHint[],
  ) {}

  /** `.data in 8 (…)` */
  port(reference: Reference, unit: number): void {
    const inside = this.inside(unit);
    const found = resolveReference(this.engine.symbols, this.table, reference).declarations[0];
    const port = found?.declaration;
    if (inside === undefined || found?.table !== inside.unit.table || port?.direction === undefined) return;
    const width = portWidth(inside, port);
    const label = [short[port.direction], widthText(width, port)].filter((one) => one !== '').join(' ');
    const tooltip = [port.direction, port.type?.text ?? '', port.name, ...(port.unpacked ?? [])].filter((one) => one !== '').join(' ');
    this.hints.push({ position: this.at(reference.range.end), label, kind: InlayHintKind.Type, paddingLeft: true, tooltip });
  }

  /** `#(.N(W * 2 = 8))` */
  overrides(unit: number, range: Range): void {
    const inside = this.inside(unit);
    const reference = this.table.references[unit];
    if (inside === undefined || reference?.range.path !== this.document.path || reference.argumentOf !== undefined) return;
    for (const { parameter, text, end } of inside.overrides) {
      const position = this.at(end);
      if (parameter === undefined || isLiteral(text) || position.line < range.start.line || position.line > range.end.line) continue;
      this.equals(inside.project.memo.constants.get(parameter), position);
    }
  }

  /** `localparam int W = $clog2(N) = 3` */
  value(declaration: Declaration): void {
    if (declaration.value === undefined || isLiteral(declaration.value)) return;
    const end = initialValueEnd(this.document.text, declaration.nameRange.end);
    if (end !== undefined) this.equals(constantOf(this.engine.symbols, { table: this.table, declaration }), this.at(end));
  }

  private equals(value: bigint | undefined, position: Position): void {
    if (value === undefined) return;
    const whole = value > 0xffffn ? `0x${value.toString(16)}` : String(value);
    const label = whole.length > longestValue ? `= ${whole.slice(0, longestValue - 1)}…` : `= ${whole}`;
    this.hints.push({
      position,
      label,
      kind: InlayHintKind.Parameter,
      paddingLeft: true,
      ...(label.endsWith('…') ? { tooltip: whole } : {}),
    });
  }

  private inside(unit: number): InsideInstance | undefined {
    if (!this.instances.has(unit)) {
      const reference = this.table.references[unit];
      this.instances.set(unit, reference === undefined ? undefined : insideInstance(this.engine.symbols, this.table, reference));
    }
    return this.instances.get(unit);
  }

  private at(offset: number): Position {
    const { line, column } = this.lines.positionAt(offset);
    return { line, character: column };
  }
}

/** Characters of a value before it is cut: 64 bits in hexadecimal are shown. */
const longestValue = 18;

const short = { input: 'in', output: 'out', inout: 'inout', ref: 'ref' } as const;

/** Nothing for one bit; the type as written where its width is not known. */
function widthText(width: number | undefined, { type }: Declaration): string {
  if (width !== undefined) return width === 1 ? '' : String(width);
  const text = type?.text ?? '';
  return text.length > 28 ? `${text.slice(0, 27)}…` : text;
}

/** A value that says itself what it is. */
function isLiteral(text: string): boolean {
  return /^-?\s*(?:\d[\w.]*|(?:\d+\s*)?'\s*[sS]?[bodhBODH]?\s*[\w?]+|"[^]*")$/.test(text);
}

function refresh(context: ServerContext): void {
  if (context.client.workspace?.inlayHint?.refreshSupport !== true || context.state() !== 'running') return;
  context.connection.languages.inlayHint.refresh().catch((error: unknown) => context.log.debug(`inlayHint: ${describe(error)}`));
}
