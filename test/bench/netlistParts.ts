/**
 * Whether what ghost text leaves unread of a netlist hides a defect: `npm run bench -- --netlist-parts DIR,DIR [--places N] [--seed N]`. Items of real modules are taken
 * out and given back as they were or wrong; latches, second drivers and loops that the whole netlist shows must show in the part that is looked at too.
 */
import path from 'node:path';
import { withFileText, type CompileUnit } from '../../server/src/model/compileUnit';
import { loneUnit } from '../../server/src/model/loneUnit';
import { pureFunctions } from '../../server/src/model/pureFunctions';
import { itemsBefore, netlistPart } from '../../server/src/engine/netlistPart';
import { createEmbeddedYosys } from '../../server/src/platform/embeddedYosys';
import type { Diagnostic } from '../../server/src/protocol/contract';
import { analyzeNetlist } from '../../server/src/tools/slang';
import { isStructural } from '../../server/src/verify/checks/nearAnalysis';
import { newFindings } from '../../server/src/verify/checks/newFindings';
import { maskedItems, wrongs, type Masked } from './candidatesMade';
import { openProject } from './project';
import { randomFrom, shuffled } from './random';

export interface NetlistPartsRun {
  readonly folders: readonly string[];
  readonly places: number;
  readonly seed: number;
}

const kinds = ['latch', 'combinational loop', 'multiple drivers', 'another operator', 'port swap'];
const signal = new AbortController().signal;

/** Measures and prints. */
export async function measureNetlistParts({ folders, places, seed }: NetlistPartsRun): Promise<void> {
  const yosys = createEmbeddedYosys();
  const project = await openProject(folders);
  const { index } = project;
  const random = randomFrom(seed);
  const items = shuffled(
    index.files.flatMap((file) => shuffled(maskedItems(index.parse(file)), random).slice(0, 4)),
    random,
  );
  const counts = new Map<string, number>();
  const count = (what: string): unknown => counts.set(what, (counts.get(what) ?? 0) + 1);
  const whatIs = async (place: Place, text: string, everyLatch = false): Promise<Diagnostic[] | undefined> => {
    const found = await analyzeNetlist(place.unitOf(text), place.file, yosys, { timeoutMs: 20_000, everyLatch }, signal);
    return found.kind === 'answered' && found.built ? found.diagnostics.filter(isStructural) : undefined;
  };
  let left = places;
  for (const masked of items) {
    if (left-- <= 0) break;
    const { file, module, text, start, end } = masked;
    const { unit, missing } = index.compileUnit([file], module);
    const known = index.modulesOf(file).find((one) => one.name === module);
    if (missing.length > 0 || known === undefined) continue;
    const wrong = shuffled(
      wrongs(masked, index.parse(file), known).filter(({ kind }) => kinds.includes(kind)),
      random,
    );
    const open = text.slice(0, start) + text.slice(end);
    project.edit(file, open);
    const place = placeOf(masked, unit, (one) => index.modulesOf(one));
    const items = itemsBefore(index.parse(file), known, place);
    const before = await whatIs(place, open);
    for (const { kind, code } of [{ kind: 'right', code: text.slice(start, end) }, ...wrong.slice(0, 3)]) {
      const edited = text.slice(0, start) + code + text.slice(end);
      project.edit(file, edited);
      const part = items === undefined ? undefined : netlistPart(items, index.parse(file), place.moduleNamed);
      project.edit(file, open);
      if (kind === 'right') count(`right code, to look at: ${part?.kind ?? 'all'}`);
      if (part === undefined) continue;
      const after = await whatIs(place, edited);
      if (before === undefined || after === undefined) {
        if (part.kind === 'part')
          count((await whatIs(place, part.after, true)) === undefined ? 'neither can be built' : 'only the part can be built');
        continue;
      }
      const defects = newFindings(after, before);
      if (defects.length === 0) continue;
      const seen = part.kind === 'nothing' ? [] : await whatIs(place, part.after, true);
      count(seen?.length === 0 ? 'MISSED' : 'defects seen');
      if (seen?.length === 0) console.log(`  missed: ${path.basename(file)}:${text.slice(0, start).split('\n').length} ${kind}: ${code}\n    ${defects[0]?.message ?? ''}`); // prettier-ignore
    }
    project.edit(file, text);
  }
  for (const [what, number] of [...counts].sort()) console.log(`${what.padEnd(40)} ${number}`);
  await yosys.dispose();
}

interface Place {
  readonly file: string;
  readonly unitOf: (text: string) => CompileUnit;
  readonly moduleNamed: Parameters<typeof netlistPart>[2];
  readonly pureFunctions: ReadonlySet<string>;
}

/** The file of a place with a text, the modules below as headers. */
function placeOf({ file }: Masked, unit: CompileUnit, modulesOf: (path: string) => ReturnType<Parameters<typeof loneUnit>[2]>): Place {
  const units = new Map(unit.files.map((one) => [one.path, modulesOf(one.path)] as const));
  const named = new Map([...units.values()].flat().map((one) => [one.name, one] as const));
  const unitOf = (text: string): CompileUnit => {
    const whole = withFileText(unit, file, text);
    return loneUnit(whole, file, (one) => units.get(one) ?? []) ?? whole;
  };
  const texts = new Map([...unit.files, ...unit.includes].map((one) => [one.path, one.text] as const));
  return { file, unitOf, moduleNamed: (name) => named.get(name), pureFunctions: pureFunctions(named.values(), (one) => texts.get(one)) };
}
