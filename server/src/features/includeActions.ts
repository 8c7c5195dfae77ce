import { CodeActionKind, type CodeAction, type CodeActionParams } from 'vscode-languageserver';
import { URI } from 'vscode-uri';
import type { StoredDiagnostic } from './diagnosticsStore';
import { overlaps } from './positions';
import type { ServerContext } from './serverContext';

/** Folders offered at most. */
const mostFolders = 3;

/**
 * "Add the directory to the project" for an include file that the project holds but does not find: a line of the file list in force, else
 * the setting, through the client's command where it has one.
 */
export async function includeActions(context: ServerContext, params: CodeActionParams): Promise<CodeAction[]> {
  const { only } = params.context;
  if (only !== undefined && !only.some((kind) => kind === '' || kind === CodeActionKind.QuickFix)) return [];
  if (context.client.textDocument?.codeAction?.codeActionLiteralSupport === undefined) return [];
  const found = context.diagnostics
    .of(params.textDocument.uri)
    .filter((one) => overlaps(one.range, params.range) && nameOf(one) !== undefined);
  const [missing] = found;
  const name = missing === undefined ? undefined : nameOf(missing);
  if (missing === undefined || name === undefined) return [];
  const engine = await context.engine();
  const folders = engine.foldersOfInclude(name).slice(0, mostFolders);
  if (folders.length === 0) return [];
  const list = (await engine.projectStatus()).descriptions.find((one) => /file list$/.test(one.format))?.file;
  return folders.flatMap((folder) => actionFor(context, missing, folder, list));
}

function nameOf(one: StoredDiagnostic): string | undefined {
  if (one.code !== 'elaborate/include' && one.code !== 'preprocess/include') return undefined;
  return /include file "?([^"\s;]+)"?/.exec(one.message)?.[1];
}

function actionFor(context: ServerContext, missing: StoredDiagnostic, folder: string, list: string | undefined): CodeAction[] {
  const root = context.roots().find((one) => folder === one || folder.startsWith(`${one}/`));
  const shown = root === undefined || folder === root ? folder : folder.slice(root.length + 1);
  const title = `Add ${shown} to the include directories`;
  const action: CodeAction = { title, kind: CodeActionKind.QuickFix, diagnostics: [missing] };
  if (list !== undefined) {
    const start = { line: 0, character: 0 };
    const newText = `+incdir+${relative(list.slice(0, list.lastIndexOf('/')), folder)}\n`;
    const uri = URI.file(list).toString();
    return [
      {
        ...action,
        title: `${title} (${list.slice(list.lastIndexOf('/') + 1)})`,
        edit: { changes: { [uri]: [{ range: { start, end: start }, newText }] } },
      },
    ];
  }
  const command = context.options.commands?.addIncludeDir;
  return command === undefined ? [] : [{ ...action, command: { title, command, arguments: [shown] } }];
}

/** A folder seen from another. */
function relative(from: string, to: string): string {
  const a = from.split('/');
  const b = to.split('/');
  let common = 0;
  while (common < a.length && common < b.length && a[common] === b[common]) common++;
  return [...Array<string>(a.length - common).fill('..'), ...b.slice(common)].join('/') || '.';
}
