import { SemanticTokensBuilder, type Range, type SemanticTokens, type SemanticTokensDelta } from 'vscode-languageserver';
import type { Engine } from '../engine/engine';
import type { Located } from '../model/symbols/symbolProject';
import type { Declaration, SymbolTable } from '../model/symbols/symbolTypes';
import type { SignalRoles } from '../graph/signalRoles';
import type { OpenDocument } from './documents';
import type { Feature } from './feature';
import { gradually } from './gradually';
import { describe, guarded, type ServerContext } from './serverContext';
import { nameEntries, roleModifiers, tokenModifiers, tokenOf, tokenTypes, type NameToken } from './tokenRoles';

/** Clocks, resets and registers are looked for when typing has paused this long. */
const rolesPause = 400;

interface Params {
  readonly textDocument: { readonly uri: string };
}

/** What each name is and how it is used there, so that colours can tell ports, registers, clocks and constants apart. */
export const semanticTokens: Feature = {
  name: 'semanticTokens',
  capabilities: () => ({
    semanticTokensProvider: {
      legend: { tokenTypes: [...tokenTypes], tokenModifiers: [...tokenModifiers] },
      full: { delta: true },
      range: true,
    },
  }),
  register(context) {
    const colours = new Colours(context);
    const { semanticTokens: requests } = context.connection.languages;
    const empty: SemanticTokens = { data: [] };
    requests.on(
      guarded<Params, SemanticTokens>(context, 'semanticTokens', empty, async ({ textDocument: { uri } }, signal) => {
        const tokens = await colours.tokens(uri, undefined, signal);
        return tokens === undefined ? empty : fill(colours.builder(uri), tokens).build();
      }),
    );
    requests.onDelta(
      guarded<Params & { previousResultId: string }, SemanticTokens | SemanticTokensDelta>(
        context,
        'semanticTokens/delta',
        empty,
        async ({ textDocument: { uri }, previousResultId }, signal) => {
          const tokens = await colours.tokens(uri, undefined, signal);
          if (tokens === undefined) return empty;
          const builder = colours.builder(uri);
          builder.previousResult(previousResultId);
          return fill(builder, tokens, false).buildEdits();
        },
      ),
    );
    requests.onRange(
      guarded<Params & { range: Range }, SemanticTokens>(
        context,
        'semanticTokens/range',
        empty,
        async ({ textDocument, range }, signal) => {
          const tokens = await colours.tokens(textDocument.uri, range, signal);
          return tokens === undefined ? empty : fill(new SemanticTokensBuilder(), tokens).build();
        },
      ),
    );
  },
};

function fill(builder: SemanticTokensBuilder, tokens: readonly NameToken[], fresh = true): SemanticTokensBuilder {
  if (fresh) builder.previousResult('');
  for (const { range, type, modifiers } of tokens) {
    const bits = modifiers.reduce((sum, one) => sum | (1 << tokenModifiers.indexOf(one)), 0);
    builder.push(range.line, range.column, range.endColumn - range.column, tokenTypes.indexOf(type), bits);
  }
  return builder;
}

interface Roles {
  readonly version: number;
  readonly byModule: ReadonlyMap<string, SignalRoles>;
}

/** Tokens of a whole document, and what they were found with. */
interface Known {
  readonly state: { readonly engine: Engine; readonly revision: number; readonly roles: Roles | undefined };
  readonly tokens: readonly NameToken[];
}

function same(a: Known['state'], b: Known['state']): boolean {
  return a.engine === b.engine && a.revision === b.revision && a.roles === b.roles;
}

/** What is kept between requests: what was sent, for deltas, and the roles of signals, which are found when nobody waits. */
class Colours {
  private readonly builders = new Map<string, SemanticTokensBuilder>();
  private readonly roles = new Map<string, Roles>();
  private readonly whole = new Map<string, Known>();
  /** Documents whose roles are being looked for, or will be once typing pauses. */
  private readonly looking = new Map<string, AbortController>();
  private readonly awaited = new WeakSet<Engine>();

  constructor(private readonly context: ServerContext) {}

  builder(uri: string): SemanticTokensBuilder {
    for (const map of [this.builders, this.whole])
      for (const one of map.keys()) if (this.context.documents.get(one) === undefined) map.delete(one);
    const known = this.builders.get(uri) ?? new SemanticTokensBuilder();
    this.builders.set(uri, known);
    return known;
  }

  /** Tokens of a document, or of those lines of it; undefined when it is not open. */
  async tokens(uri: string, range: Range | undefined, signal: AbortSignal): Promise<NameToken[] | undefined> {
    const engine = await this.context.engine();
    const document = this.context.documents.get(uri);
    if (document === undefined) return undefined;
    this.refreshWhenIndexed(engine);
    this.rolesLater(engine, document);
    const inRange = (line: number): boolean => range === undefined || (range.start.line <= line && line <= range.end.line);
    const state: Known['state'] = { engine, revision: engine.revision(), roles: this.roles.get(uri) };
    const known = this.whole.get(uri);
    if (known !== undefined && same(known.state, state)) return known.tokens.filter((one) => inRange(one.range.line));
    const table = engine.symbols.views(document.path)[0];
    if (table === undefined) return [];
    const wanted = nameEntries(table, document.path).filter((one) => inRange(one.range.line));
    const rolesOf = this.rolesIn(document, table);
    const found: NameToken[] = [];
    const keep = (): void => {
      if (range === undefined && state.revision === engine.revision()) this.whole.set(uri, { state, tokens: found });
    };
    const work = (entry: (typeof wanted)[number]): void => {
      const token = tokenOf(engine.symbols, table, entry, rolesOf);
      if (token !== undefined) found.push(token);
    };
    const done = await gradually(this.context, engine, wanted, signal, work, () => {
      keep();
      this.refresh();
    });
    if (done) keep();
    return [...found];
  }

  private rolesIn(document: OpenDocument, table: SymbolTable): (located: Located) => ReturnType<typeof roleModifiers> {
    const byModule = this.roles.get(document.uri)?.byModule;
    return ({ table: where, declaration }) =>
      where === table && byModule !== undefined ? roleModifiers(byModule.get(unitOf(table, declaration)), declaration) : [];
  }

  /** Makes the graphs of a document's modules once typing has paused; colours follow when they say something new. */
  private rolesLater(engine: Engine, { uri, version, path }: OpenDocument): void {
    if (this.roles.get(uri)?.version === version) return;
    this.looking.get(uri)?.abort();
    const stop = new AbortController();
    this.looking.set(uri, stop);
    const timer = setTimeout(() => {
      for (const one of this.roles.keys()) if (this.context.documents.get(one) === undefined) this.roles.delete(one);
      this.lookForRoles(engine, { uri, version, path }, stop.signal)
        .catch((error: unknown) => stop.signal.aborted || this.context.log.error(`roles of signals: ${describe(error)}`))
        .finally(() => this.looking.get(uri) === stop && this.looking.delete(uri));
    }, rolesPause);
    timer.unref();
    stop.signal.addEventListener('abort', () => clearTimeout(timer), { once: true });
  }

  private async lookForRoles(engine: Engine, { uri, version, path }: Pick<OpenDocument, 'uri' | 'version' | 'path'>, signal: AbortSignal) {
    const isCurrent = (): boolean => this.context.documents.get(uri)?.version === version && this.context.state() === 'running';
    if (!isCurrent()) return;
    const byModule = await engine.signalRoles(path, signal);
    if (!isCurrent()) return;
    const before = this.roles.get(uri)?.byModule;
    this.roles.set(uri, { version, byModule });
    if (written(before) !== written(byModule)) this.refresh();
  }

  private refreshWhenIndexed(engine: Engine): void {
    if (this.awaited.has(engine)) return;
    this.awaited.add(engine);
    engine.whenIndexed().then(
      () => this.refresh(),
      () => undefined,
    );
  }

  private refresh(): void {
    const { client, connection, log } = this.context;
    if (client.workspace?.semanticTokens?.refreshSupport !== true || this.context.state() !== 'running') return;
    connection.languages.semanticTokens.refresh().catch((error: unknown) => log.debug(`refresh: ${describe(error)}`));
  }
}

/** Name of the design unit around a declaration. */
function unitOf(table: SymbolTable, declaration: Declaration): string {
  for (let at = table.scopes[declaration.scope]; at !== undefined; at = table.scopes[at.parent])
    if (at.kind === 'module') return table.declarations[at.owner]?.name ?? '';
  return '';
}

function written(roles: ReadonlyMap<string, SignalRoles> | undefined): string {
  return JSON.stringify([...(roles ?? [])].map(([name, one]) => [name, [...one.clocks], [...one.resets], [...one.registers]]));
}
