import { keepLatest } from '../base/keepLatest';
import { withFileText, type CompileUnit } from '../model/compileUnit';
import { loneUnit } from '../model/loneUnit';
import type { ModuleInfo } from '../model/moduleInfo';
import type { QuickEnd } from '../timing/quick/quickTiming';
import { readDesign } from '../tools/readDesign';
import type { QuickTimingRequest } from './engine';
import type { EngineParts } from './parts';
import type { Project } from './project';

/** What lay around a module when it was gathered. */
interface Surroundings {
  readonly unit: CompileUnit;
  readonly units: ReadonlyMap<string, readonly ModuleInfo[]>;
  /** The state of everything but the file. */
  readonly others: number;
}

const mostKept = 8;
/** A netlist that takes longer (ms) is none that one waits for while typing. */
const longestMs = 5000;

/**
 * When data arrives at registers, for a text that is being typed: the words of the module as slang reads them, with the modules below it as headers, nothing optimised or mapped. What lies
 * around the file is gathered once and again when anything else changed. `othersRevision` counts changes of everything but a file.
 */
export class QuickTimings {
  private readonly kept = new Map<string, Surroundings>();

  constructor(
    private readonly parts: EngineParts,
    private readonly project: Project,
    private readonly othersRevision: (path: string) => number,
  ) {}

  /** Undefined where the text cannot be elaborated as it stands. */
  async ends({ path, module, target }: QuickTimingRequest, signal: AbortSignal): Promise<readonly QuickEnd[] | undefined> {
    const { embeddedYosys, quickTimer } = this.parts;
    const unit = quickTimer === undefined ? undefined : await this.unitOf(path, module, signal);
    if (quickTimer === undefined || unit === undefined) return undefined;
    const { commands, files } = readDesign(unit, { reader: 'slang', slangSwitches: ['--empty-blackboxes', '--ignore-timing'] });
    const job = { commands: [...commands, 'write_json words.json'], files, outputs: ['words.json'], timeoutMs: longestMs };
    const run = await embeddedYosys.run(job, signal);
    const netlist = run.kind === 'finished' && run.code === 0 ? run.files.get('words.json') : undefined;
    if (netlist === undefined || signal.aborted) return undefined;
    const ends = await quickTimer.time(netlist, target, signal);
    return ends.ok ? ends.value : undefined;
  }

  private async unitOf(path: string, module: string, signal: AbortSignal): Promise<CompileUnit | undefined> {
    const { index } = this.project;
    const key = `${path}\n${module}`;
    let known = this.kept.get(key);
    if (known?.others !== this.othersRevision(path)) {
      const others = this.othersRevision(path);
      const design = await this.project.load({ files: [path], top: module }, signal);
      if (!design.ok) return undefined;
      const { unit } = design.value;
      const units = index.still(() => new Map(unit.files.map((one) => [one.path, index.modulesOf(one.path)] as const)));
      known = { unit: { ...unit, top: module }, units, others };
      keepLatest(this.kept, key, known, mostKept);
    }
    const text = index.text(path) ?? '';
    const { unit, units } = known;
    const now = withFileText(unit, path, text);
    return loneUnit(now, path, (file) => units.get(file) ?? []) ?? now;
  }
}
