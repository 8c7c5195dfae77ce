/**
 * Whether explanations say only what holds: `npm run bench -- --claims DIR,DIR [--vhdl] [--only PATTERN] [--modules N]`. Explains modules by rule at all four grains, then makes each
 * claim false in one way (another signal, register, width, clock, reset, state or operator, a promise added, a name added) and counts which are still shown.
 * A falsified claim that the graph happens to entail is no false one and is counted apart.
 */
import { silentLog } from '../../server/src/base/log';
import { analyzeModule, type ModuleGraph } from '../../server/src/graph/moduleGraph';
import { projectUnits } from '../../server/src/graph/units';
import { explainByRule } from '../../server/src/jobs/explain/byRule';
import { checkClaims } from '../../server/src/jobs/explain/checkClaims';
import { entails, type Claim, type Fact } from '../../server/src/jobs/explain/facts';
import { WorkspaceIndex } from '../../server/src/model/workspaceIndex';
import { createNodeWorkspace } from '../../server/src/platform/nodeWorkspace';
import { architecturesOf } from '../../server/src/vhdl/architectureGraph';
import { loadBundledParser } from './parser';
import { vhdlFilesOf } from './vhdlFiles';

/** Prints how many claims were shown, how many of the false ones, and the first of those. `vhdl`: of the architectures of VHDL files. */
export async function measureClaims(folders: readonly string[], only: RegExp, most: number, vhdl = false): Promise<void> {
  const totals = { modules: 0, silent: 0, claims: 0, shown: 0, false: 0, falseShown: 0, stillTrue: 0, partly: 0 };
  const missed: string[] = [];
  for (const folder of folders) {
    const all = vhdl ? await vhdlGraphs(folder, only) : await verilogGraphs(folder, only);
    const share = Math.ceil(most / folders.length);
    const step = Math.max(1, Math.floor(all.length / share));
    for (const make of all.filter((_, i) => i % step === 0).slice(0, share)) {
      const graph = make();
      const claims = allClaims(graph);
      if (claims.length === 0) {
        totals.silent++;
        continue;
      }
      totals.modules++;
      if (graph.notes.some((note) => note.includes('left out'))) totals.partly++;
      totals.claims += claims.length;
      totals.shown += checkClaims(graph, claims).shown.length;
      for (const claim of claims.flatMap((one) => falsified(graph, one))) {
        if (claim.facts.every((fact) => entails(graph, fact)) && claim.text.startsWith('FACT ')) {
          totals.stillTrue++;
          continue;
        }
        totals.false++;
        if (checkClaims(graph, [claim]).shown.length === 0) continue;
        totals.falseShown++;
        missed.push(`${graph.name}: ${claim.text}`);
      }
    }
  }
  console.log(
    `${totals.modules} modules (${totals.silent} with nothing to say, ${totals.partly} with parts left out): ${totals.shown} of ${totals.claims} claims shown; ${totals.falseShown} of ${totals.false} false ones shown (${totals.stillTrue} changed ones happened to hold)`,
  );
  for (const line of missed.slice(0, 20)) console.log(`  ${line}`);
}

async function verilogGraphs(folder: string, only: RegExp): Promise<(() => ModuleGraph)[]> {
  const index = new WorkspaceIndex(createNodeWorkspace(), await loadBundledParser(), silentLog);
  await index.addFolder(folder);
  const units = projectUnits(
    (name) => index.find(name),
    (file) => index.parse(file),
  );
  return index.files
    .filter((one) => only.test(one))
    .flatMap((file) => index.modulesOf(file).map((unit) => ({ file, unit })))
    .filter(({ unit }) => unit.kind === 'module' && !unit.damaged)
    .map(
      ({ file, unit }) =>
        () =>
          analyzeModule(index.parse(file), unit, units),
    );
}

/** The last architecture of each file that has one; read when it is asked for. */
async function vhdlGraphs(folder: string, only: RegExp): Promise<(() => ModuleGraph)[]> {
  const { files, paths } = await vhdlFilesOf(folder);
  const texts = paths.filter((one) => only.test(one)).map((file) => ({ file, text: files.readText(file) ?? '' }));
  return texts
    .filter(({ text }) => /^\s*architecture\s+\w+\s+of\b/im.test(text))
    .map(({ file, text }) => () => {
      const last = architecturesOf(file, text, files).at(-1);
      if (last === undefined) throw new Error(`no architecture of ${file} could be read`);
      return last.graph();
    });
}

function allClaims(graph: ModuleGraph): Claim[] {
  const lines = graph.processes.map(({ line }) => line);
  return [
    ...explainByRule(graph, 'module', graph.line),
    ...lines.flatMap((line) => explainByRule(graph, 'block', line)),
    ...Array.from({ length: Math.min(200, graph.endLine - graph.line) }, (_, i) => explainByRule(graph, 'line', graph.line + i)).flat(),
  ];
}

/** One claim for each way that it can be false; `FACT` marks those that are false only where the graph says so. */
function falsified(graph: ModuleGraph, claim: Claim): Claim[] {
  const other = (id: string): string =>
    graph.signals[(graph.signals.findIndex((one) => one.id === id) + 1) % graph.signals.length]?.id ?? `${id}_x`;
  const changed = claim.facts.flatMap((fact, i): Claim[] =>
    changes(fact, other).map((wrong) => ({
      ...claim,
      text: `FACT ${claim.text}`,
      facts: claim.facts.map((one, j) => (i === j ? wrong : one)),
    })),
  );
  const held = JSON.stringify(claim.facts);
  const foreign = graph.signals.find(({ id }) => id.length > 4 && /[_\d]/.test(id) && !held.includes(id));
  return [
    ...changed,
    { ...claim, text: claim.text.replace(/\.$/, ', and it never overflows.') },
    ...(foreign === undefined ? [] : [{ ...claim, text: claim.text.replace(/\.$/, `, as ${foreign.id} does.`) }]),
    { ...claim, text: claim.text.replace(/\.$/, ' for 9173 cycles.') },
    { ...claim, facts: [] },
  ];
}

function changes(fact: Fact, other: (id: string) => string): Fact[] {
  switch (fact.kind) {
    case 'width':
      return [{ ...fact, width: fact.width + 1 }];
    case 'register':
      return [
        {
          ...fact,
          clock: fact.clock.startsWith('pos') ? fact.clock.replace('posedge', 'negedge') : fact.clock.replace('negedge', 'posedge'),
        },
        { ...fact, signal: other(fact.signal) },
      ];
    case 'reset':
      return [
        { ...fact, reset: /_low:/.test(fact.reset) ? fact.reset.replace('_low:', '_high:') : fact.reset.replace('_high:', '_low:') },
        { ...fact, value: `${fact.value ?? ''}1` },
      ];
    case 'drives':
      return [
        { ...fact, from: other(fact.from) },
        { ...fact, to: other(fact.to) },
      ];
    case 'computed':
      return [{ ...fact, op: fact.op === '+' ? '-' : '+' }];
    case 'guarded':
      return [{ ...fact, guard: `!(${fact.guard})` }];
    case 'machine':
      return [{ ...fact, states: fact.states + 1 }];
    case 'transition':
      return [{ ...fact, from: fact.to, to: fact.from, guard: `${fact.guard ?? ''} && wrong` }];
    case 'instance':
      return [{ ...fact, module: `${fact.module}_x` }];
    case 'connection':
      return [{ ...fact, net: `${fact.net}_x` }];
    case 'count':
      return [{ ...fact, count: fact.count + 1 }];
    case 'port':
      return [{ ...fact, direction: fact.direction === 'input' ? 'output' : 'input' }];
    default:
      return [{ ...fact, signal: other(fact.signal) }];
  }
}
