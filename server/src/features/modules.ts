import { success } from '../base/outcome';
import { methods, type ModulesParams, type ModulesResult } from '../protocol/requests';
import type { Feature } from './feature';
import { pathOfUri } from './positions';
import { answering } from './serverContext';

/** The design units of a file, for the Test Explorer. */
export const modules: Feature = {
  name: 'modules',
  capabilities: () => ({}),
  register(context) {
    context.connection.onRequest(
      methods.modules,
      answering<ModulesParams, ModulesResult>(context, methods.modules, 'uri', async ({ uri }, signal) => {
        const engine = await context.engine();
        const units = engine.modulesOf(pathOfUri(uri));
        const mayTest = units.some((unit) => unit.ports.length === 0 && unit.instances.length > 0);
        const tests = mayTest ? await engine.tests(pathOfUri(uri), signal) : undefined;
        const benches = new Set(tests?.ok === true ? tests.value.map((test) => test.name) : []);
        const version = context.documents.get(uri)?.version;
        const entries = units.map((unit) => ({
          name: unit.name,
          kind: unit.kind,
          line: unit.nameRange.line + 1,
          column: unit.nameRange.column + 1,
          endLine: unit.range.endLine + 1,
          damaged: unit.damaged,
          testbench: benches.has(unit.name),
        }));
        return success({ ...(version === undefined ? {} : { version }), modules: entries });
      }),
    );
  },
};
