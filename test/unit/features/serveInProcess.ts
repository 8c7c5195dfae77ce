import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { silentLog } from '../../../server/src/base/log';
import { success } from '../../../server/src/base/outcome';
import { startServer, type EngineParts } from '../../../server/src/features/server';
import { streamPair, type BareClient } from '../../harness/lspClient';
import { StandInEngine } from './standInEngine';

export interface Served {
  readonly client: BareClient;
  readonly engine: StandInEngine;
  readonly composed: EngineParts[];
}

/** The language server's features in this process, over real framing, with a stand-in for the engine. */
export function serveInProcess(): Served {
  const { client, input, output } = streamPair();
  const engine = new StandInEngine();
  const composed: EngineParts[] = [];
  startServer({
    connection: createConnection(ProposedFeatures.all, input, output),
    log: silentLog,
    version: '0.0.0',
    compose: async (parts) => {
      composed.push(parts);
      await engine.readNames();
      return success(engine);
    },
  });
  return { client, engine, composed };
}
