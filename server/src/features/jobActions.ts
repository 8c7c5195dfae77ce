import { CodeActionKind, CodeActionTriggerKind, type CodeAction, type CodeActionParams, type Command } from 'vscode-languageserver';
import type { ModuleInfo } from '../model/moduleInfo';
import type { JobName } from '../protocol/requests';
import type { StoredDiagnostic } from './diagnosticsStore';
import type { OpenDocument } from './documents';
import type { JobCommandName } from './jobCommands';
import { overlaps } from './positions';
import type { ServerContext } from './serverContext';

/** What is offered at the header of a module, besides generating an empty one. */
const atHeader: readonly (readonly [JobName, string])[] = [
  ['testbench', 'Make a testbench of'],
  ['assertions', 'Propose assertions of'],
  ['document', 'Document'],
  ['review', 'Review the change of'],
  ['optimize', 'Optimize'],
  ['cModel', 'Make a C model of'],
];

/** What mends the problems at the range, one for each kind of them. A command, since it takes its time. */
export function mendingActions(context: ServerContext, params: CodeActionParams): (CodeAction | Command)[] {
  const document = context.documents.get(params.textDocument.uri);
  return document === undefined || !context.trusted() || !wants(params, CodeActionKind.QuickFix) ? [] : mending(context, document, params);
}

function wants({ context: { only } }: CodeActionParams, kind: string): boolean {
  return only === undefined || only.some((one) => one === '' || kind === one || kind.startsWith(`${one}.`));
}

/**
 * The jobs on demand where they apply: code can be explained, and a module, at its header, generated, documented, reviewed, given a testbench or assertions. They are commands, since
 * each takes its time, and are offered only to who asks for actions by hand.
 */
export async function jobActions(context: ServerContext, params: CodeActionParams): Promise<(CodeAction | Command)[]> {
  const document = context.documents.get(params.textDocument.uri);
  if (document === undefined || !context.trusted()) return [];
  const actions: (CodeAction | Command)[] = [];
  if (params.context.triggerKind === CodeActionTriggerKind.Automatic || !wants(params, CodeActionKind.Refactor)) return actions;
  const engine = await context.engine();
  const line = params.range.start.line;
  const unit = engine
    .modulesOf(document.path)
    .find(({ path, range }) => path === document.path && range.line <= line && line <= range.endLine);
  if (unit?.kind !== 'module') return actions;
  const offer = (job: JobName, title: string): void => {
    actions.push(
      action(context, { job, title, kind: CodeActionKind.Refactor, params: { uri: document.uri, line: line + 1, module: unit.name } }),
    );
  };
  if (isEmpty(unit, document.text)) offer('generate', `Generate ${unit.name} from the comment above it`);
  else {
    offer('explain', 'Explain this');
    if (line <= unit.headerRange.endLine) for (const [job, words] of atHeader) offer(job, `${words} ${unit.name}`);
  }
  return actions;
}

/** One for each kind of problem at the range; what has a place in a report of another tool only is left to that. */
function mending(context: ServerContext, document: OpenDocument, params: CodeActionParams): (CodeAction | Command)[] {
  const found = context.diagnostics
    .of(document.uri, `check:${document.uri}`)
    .concat(context.diagnostics.of(document.uri, `syntax:${document.uri}`))
    .filter(
      (one) =>
        overlaps(one.range, params.range) &&
        !/^(?:(?:project|waiver|timing)\/|elaborate\/(?:include|unresolved|black-box|not-run))/.test(one.code),
    );
  const byCode = new Map(found.map((one) => [one.code, one]));
  return [...byCode.values()].map((one: StoredDiagnostic) => {
    const words = one.message.length > 60 ? `${one.message.slice(0, 57)}…` : one.message;
    const { uri } = document;
    const asked = { uri, line: one.range.start.line + 1, code: one.code };
    const made = action(context, { job: 'fix', title: `Fix with Signoff: ${words}`, kind: CodeActionKind.QuickFix, params: asked });
    return 'kind' in made ? { ...made, diagnostics: [one] } : made;
  });
}

function action(
  context: ServerContext,
  { job, title, kind, params }: { readonly job: JobName; readonly title: string; readonly kind: string; readonly params: object },
): CodeAction | Command {
  const own: JobCommandName = `signoff.server.${job}`;
  const command = { title, command: context.options.commands?.jobs?.[job] ?? own, arguments: [params] };
  return context.client.textDocument?.codeAction?.codeActionLiteralSupport === undefined ? command : { title, kind, command };
}

/** Nothing but comments between header and `endmodule`. */
function isEmpty({ headerRange, range }: ModuleInfo, text: string): boolean {
  const body = text.slice(headerRange.end, range.end).replace(/\/\/[^\n]*|\/\*[\s\S]*?\*\//g, '');
  return /^\s*endmodule\b/.test(body);
}
