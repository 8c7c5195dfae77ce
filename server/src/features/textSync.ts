import { FileChangeType, type TextDocumentContentChangeEvent } from 'vscode-languageserver';
import { extensionOf } from '../model/paths';
import { sourceExtensions } from '../model/workspaceIndex';
import type { Checking } from './checking';
import type { EngineHolder } from './engineHolder';
import { pathOfUri } from './positions';
import { publishProject } from './projectFiles';
import { isWatchedReport, watchSettingsReport } from './reportWatch';
import { describe, type ServerContext } from './serverContext';
import { slackEdited } from './registerSlack';
import { forgetTiming, timingEdited, timingOnReports, timingOnReportsGone, timingOnSave } from './timing';

/** Document synchronization: every notification updates our copy and the engine's overlay before the next message is read. */
export function registerTextSync(context: ServerContext, checking: Checking, holder: EngineHolder): void {
  const { connection, documents, diagnostics } = context;
  const safely = <P>(name: string, handler: (params: P) => void) => {
    return (params: P): void => {
      try {
        handler(params);
      } catch (error) {
        context.log.error(`${name}: ${describe(error)}`);
      }
    };
  };
  connection.onDidOpenTextDocument(
    safely('didOpen', ({ textDocument }) => {
      const document = documents.add(textDocument);
      if (document === undefined) return;
      holder.now()?.openDocument(document.path, document.version, document.text);
      context.projectSyntax.opened(document.uri);
      checking.changed(document);
      watchSettingsReport(context, document.uri).catch((error: unknown) => context.log.debug(`watching: ${describe(error)}`));
    }),
  );
  connection.onDidChangeTextDocument(
    safely('didChange', ({ textDocument, contentChanges }) => {
      const changes: TextDocumentContentChangeEvent[] = contentChanges;
      const document = documents.change(textDocument.uri, textDocument.version, changes);
      if (document === undefined) return;
      for (const change of changes) diagnostics.moveWith(document.uri, change);
      timingEdited(context, document.uri);
      holder.now()?.openDocument(document.path, document.version, document.text);
      slackEdited(context, document.uri);
      checking.changed(document);
    }),
  );
  connection.onDidSaveTextDocument(
    safely('didSave', ({ textDocument }) => {
      if (documents.get(textDocument.uri) === undefined) return;
      checking.saved(textDocument.uri);
      timingOnSave(context, textDocument.uri).catch((error: unknown) => context.log.error(`timing: ${describe(error)}`));
    }),
  );
  connection.onDidCloseTextDocument(
    safely('didClose', ({ textDocument }) => {
      const gone = documents.remove(textDocument.uri);
      if (gone === undefined) return;
      holder.now()?.closeDocument(gone.path);
      forgetTiming(context, textDocument.uri);
      checking.closed(textDocument.uri);
      context.projectSyntax.look([gone.path]);
    }),
  );
  connection.onDidChangeWatchedFiles(
    safely('didChangeWatchedFiles', ({ changes }) => {
      const reports = changes.filter((change) => isWatchedReport(context, pathOfUri(change.uri)));
      const there = reports.filter((change) => change.type !== FileChangeType.Deleted).map((change) => pathOfUri(change.uri));
      if (there.length > 0) timingOnReports(context, there).catch((error: unknown) => context.log.error(`timing: ${describe(error)}`));
      // A tool that writes it anew may take it away first: both come at once.
      const gone = reports.map((change) => pathOfUri(change.uri)).filter((path) => !there.includes(path));
      if (gone.length > 0) timingOnReportsGone(context, gone).catch((error: unknown) => context.log.error(`timing: ${describe(error)}`));
      const paths = changes.filter((change) => !reports.includes(change)).map((change) => pathOfUri(change.uri));
      if (paths.every((path) => documents.byPath(path) !== undefined)) return;
      for (const path of paths) holder.now()?.fileChanged(path);
      void publishProject(context).then(() => checking.projectRead());
      checking.again();
      context.projectSyntax.look(paths.filter((path) => sourceExtensions.includes(extensionOf(path))));
    }),
  );
}
