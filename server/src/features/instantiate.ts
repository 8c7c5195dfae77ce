import { failure, success, type Outcome } from '../base/outcome';
import {
  methods,
  type InstantiableParams,
  type InstantiableResult,
  type InstantiateParams,
  type InstantiateResult,
} from '../protocol/requests';
import { insertInstance } from '../refactor/instantiate';
import { openScene } from '../refactor/scene';
import type { Feature } from './feature';
import { applyEdit, workspaceEdit } from './refactorActions';
import { answering, type ServerContext } from './serverContext';

/** Puts an instance of a chosen module into the document, and tells which modules there are to choose from. */
export const instantiateRequests: Feature = {
  name: 'instantiate',
  capabilities: () => ({}),
  register(context) {
    const { connection } = context;
    connection.onRequest(
      methods.instantiable,
      answering<InstantiableParams, InstantiableResult>(context, methods.instantiable, '', () => instantiable(context)),
    );
    connection.onRequest(
      methods.instantiate,
      answering<InstantiateParams, InstantiateResult>(context, methods.instantiate, 'module', (params) => instantiate(context, params)),
    );
  },
};

async function instantiable(context: ServerContext): Promise<Outcome<InstantiableResult>> {
  const engine = await context.engine();
  await engine.whenIndexed();
  const units = engine.symbols.units().filter((one) => /^[A-Za-z_]/.test(one.name));
  const byName = new Map(units.map((one) => [one.name, one.path]));
  return success({ modules: [...byName].map(([name, path]) => ({ name, path })).sort((a, b) => (a.name < b.name ? -1 : 1)) });
}

/** Puts an instance of a module behind the line of a position, with `workspace/applyEdit`. */
export async function instantiate(
  context: ServerContext,
  { uri, module, position }: InstantiateParams,
): Promise<Outcome<InstantiateResult>> {
  if (typeof module !== 'string' || typeof position?.line !== 'number') return failure('It takes { uri, module, position }');
  const document = context.documents.get(uri);
  const at = context.documents.offsetAt(uri, position);
  if (document === undefined || at === undefined) return failure('The document is not open');
  const engine = await context.engine();
  await engine.whenIndexed();
  const unit = engine.findModules(module).find((one) => one.kind === 'module' || one.kind === 'interface');
  if (unit === undefined)
    return failure(`No file of the project declares a module ${module}`, 'Check its name, or ask why its file is not in the project.');
  const edits = insertInstance(openScene(engine, document.path, at, at), unit);
  if (!edits.ok) return edits;
  const applied = await applyEdit(context, `Instantiate ${module}`, workspaceEdit(context, document, edits.value));
  return applied.ok ? success({ module }) : applied;
}
