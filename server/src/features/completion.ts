import type { CompletionItem, CompletionList, CompletionParams } from 'vscode-languageserver';
import { MarkupKind } from 'vscode-languageserver';
import type { SymbolProject } from '../model/symbols/symbolProject';
import { describeDeclaration } from '../model/symbols/describe';
import type { Entry } from './completion/entry';
import { abilitiesOf, completionList } from './completion/items';
import { KeptTables } from './completion/keptTables';
import { propose } from './completion/propose';
import type { Feature } from './feature';
import { describe, guarded, type ServerContext } from './serverContext';

/** What of a list stays to be asked about: editors ask for the item that is selected. */
interface Memory {
  list: number;
  entries: readonly Entry[];
}

/** The list of words at the cursor, from the design alone: no tool and no model is asked, and a keystroke waits for no parse. */
export const completion: Feature = {
  name: 'completion',
  capabilities: () => ({ completionProvider: { triggerCharacters: ['.', ':', '`', '$', '"', '/'], resolveProvider: true } }),
  register(context) {
    const kept = new KeptTables();
    const memory: Memory = { list: 0, entries: [] };
    const empty: CompletionList = { isIncomplete: false, items: [] };
    context.connection.onCompletion(
      guarded<CompletionParams, CompletionList>(context, 'completion', empty, (params) => words(context, kept, memory, params)),
    );
    context.connection.onCompletionResolve((item) => resolved(context, memory, item));
  },
};

async function words(context: ServerContext, kept: KeptTables, memory: Memory, params: CompletionParams): Promise<CompletionList> {
  const document = context.documents.get(params.textDocument.uri);
  const offset = context.documents.offsetAt(params.textDocument.uri, params.position);
  if (document === undefined || offset === undefined) return { isIncomplete: false, items: [] };
  const can = abilitiesOf(context.client);
  const engine = await context.engine();
  const proposed = propose(engine.symbols, kept, { path: document.path, text: document.text, offset }, can.snippets);
  // A colon, quote or slash asks by itself, also where nothing but a `::` or an include is meant.
  const trigger = params.context?.triggerCharacter ?? '';
  if (/^[:"/]$/.test(trigger) && !/^(?:scoped|include)$/.test(proposed.place.wanted.kind)) return { isIncomplete: false, items: [] };
  memory.list++;
  memory.entries = proposed.entries;
  readAhead(context, engine.symbols, proposed.unread);
  return completionList(proposed, memory.list, can);
}

/** Reads headers for the next list when nothing else is to be done, one at a time. */
function readAhead(context: ServerContext, project: SymbolProject, paths: readonly string[]): void {
  const [path, ...rest] = paths;
  if (path === undefined) return;
  setTimeout(() => {
    if (context.state() !== 'running') return;
    try {
      project.table(path);
    } catch (error) {
      context.log.debug(`completion: ${path}: ${describe(error)}`);
    }
    readAhead(context, project, rest);
  }, 50);
}

/** Adds declaration and comment to an item of the last list; any other comes back as it is. */
async function resolved(context: ServerContext, memory: Memory, item: CompletionItem): Promise<CompletionItem> {
  const data = item.data as { readonly list?: unknown; readonly at?: unknown } | undefined;
  const entry = data?.list === memory.list && typeof data.at === 'number' ? memory.entries[data.at] : undefined;
  if (entry === undefined || context.state() !== 'running') return item;
  const markdown = context.client.textDocument?.completion?.completionItem?.documentationFormat?.includes(MarkupKind.Markdown) === true;
  const fenced = (code: string): string => (markdown ? `\`\`\`systemverilog\n${code}\n\`\`\`` : code);
  try {
    const parts: string[] = [];
    if (entry.documentation !== undefined) parts.push(fenced(entry.documentation));
    if (entry.located !== undefined) {
      const { symbols } = await context.engine();
      const { code, facts, doc } = describeDeclaration(symbols, entry.located);
      parts.push(fenced(code), facts.map((fact) => (markdown ? fact : fact.replaceAll('`', ''))).join(markdown ? '  \n' : '\n'), doc ?? '');
    }
    const value = parts.filter((part) => part !== '').join(markdown ? '\n\n' : '\n');
    if (value === '') return item;
    return { ...item, documentation: { kind: markdown ? MarkupKind.Markdown : MarkupKind.PlainText, value } };
  } catch (error) {
    context.log.error(`completionItem/resolve: ${describe(error)}`);
    return item;
  }
}
