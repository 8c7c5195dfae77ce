import type { CodeLens, Command } from 'vscode-languageserver';
import type { ModuleInfo } from '../model/moduleInfo';
import type { OpenDocument } from './documents';
import { serverCommands } from './executeCommand';
import type { Feature } from './feature';
import { rangeOf } from './positions';
import { guarded, type ServerContext } from './serverContext';
import { lastVerdict } from './verify';

/** "Verify module" above each module, and beside it the last verdict. */
export const codeLens: Feature = {
  name: 'codeLens',
  capabilities: () => ({ codeLensProvider: { resolveProvider: false } }),
  register(context) {
    context.connection.onCodeLens(
      guarded(context, 'codeLens', [], async ({ textDocument }) => {
        const document = context.documents.get(textDocument.uri);
        if (document === undefined) return [];
        const units = (await context.engine()).modulesOf(document.path).filter((unit) => unit.kind === 'module' && unit.name !== '');
        return units.flatMap((unit) => lensesOf(context, document, unit));
      }),
    );
  },
};

function lensesOf(context: ServerContext, document: OpenDocument, unit: ModuleInfo): CodeLens[] {
  const range = rangeOf(unit.nameRange);
  const { commands } = context.options;
  const verifyCommand: Command =
    commands?.verify === undefined
      ? { title: 'Verify module', command: serverCommands.verify, arguments: [{ uri: document.uri, module: unit.name }] }
      : { title: 'Verify module', command: commands.verify, arguments: [document.uri, unit.name] };
  const lenses: CodeLens[] = [{ range, command: verifyCommand }];
  if (commands?.verifyAgainst !== undefined) {
    lenses.push({ range, command: { title: 'Verify against…', command: commands.verifyAgainst, arguments: [document.uri, unit.name] } });
  }
  const last = lastVerdict(context, document.uri, unit.name);
  if (last !== undefined && commands?.showEvidence !== undefined && last.verdict.id !== undefined) {
    const stale = last.version !== document.version ? ', before the last edit' : '';
    const title = `${last.verdict.verdict} (${last.verdict.reached}${stale})`;
    lenses.push({ range, command: { title, command: commands.showEvidence, arguments: [last.verdict.id] } });
  }
  return lenses;
}
