import path from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { composeEngine } from '../../server/src/compose';
import { resolveSettings } from '../../server/src/settings/resolve';
import type { Engine } from '../../server/src/engine/engine';
import { startModelServer, type ModelServer, type ModelStep } from './modelServer.mjs';
import { Folder } from './signoffCli';

export interface JobWorld {
  readonly engine: Engine;
  readonly folder: Folder;
  readonly model: ModelServer;
  /** Absolute path of a file in the folder. */
  readonly at: (name: string) => string;
}

/** The whole engine over a folder of files, for the tests of one file: embedded tools, and a scripted model behind the real SDK when `script` is given. */
export function jobWorld(
  files: Record<string, string>,
  script?: ModelStep[],
  settings: Record<string, unknown> = {},
  model = 'anthropic:test',
): () => JobWorld {
  let world: JobWorld | undefined;
  beforeAll(async () => {
    const folder = new Folder(files);
    const server = await startModelServer(script ?? []);
    const composed = await composeEngine({
      cwd: folder.path,
      tools: 'embedded',
      settings: resolveSettings(settings).settings,
      environment: script === undefined ? {} : { ANTHROPIC_BASE_URL: server.url, ANTHROPIC_API_KEY: 'test-key' },
      ...(script === undefined ? {} : { model }),
    });
    if (!composed.ok) throw new Error(composed.message);
    world = { engine: composed.value, folder, model: server, at: (name) => path.join(folder.path, name) };
  });
  afterAll(async () => {
    await world?.engine.dispose();
    await world?.model.close();
    world?.folder[Symbol.dispose]();
  });
  return () => world as JobWorld;
}

export const embedded = { seconds: 60, seed: 1, tools: 'embedded' } as const;

/** What an outcome holds; its failure is the test's. */
export function valueOf<T>(outcome: { readonly ok: true; readonly value: T } | { readonly ok: false; readonly message: string }): T {
  if (!outcome.ok) throw new Error(outcome.message);
  return outcome.value;
}
