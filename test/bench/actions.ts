/**
 * The rewrites on real code: `npm run bench -- --actions DIR [--only PATTERN] [--rewrite NAME] [--each N] [--seed N] [--seconds N]
 * [--define NAME]`. Each rewrite is
 * looked for at random places and applied where it is offered; the result must bring no new syntax problem and no new error of slang, and one
 * that is to keep behaviour is put before the prover. Where a rewrite adds what is missing, something is taken out first and the result is
 * compared with the original: there another net or type may be meant, so a difference is counted and is no failure.
 */
import path from 'node:path';
import { applyEdits } from '../../server/src/base/layout';
import { silentLog } from '../../server/src/base/log';
import type { CompileUnit } from '../../server/src/model/compileUnit';
import { symbolProject } from '../../server/src/model/symbols/symbolProject';
import { WorkspaceIndex } from '../../server/src/model/workspaceIndex';
import { createEmbeddedYosys, type EmbeddedYosys } from '../../server/src/platform/embeddedYosys';
import { createNodeWorkspace } from '../../server/src/platform/nodeWorkspace';
import type { Offer, Refactoring } from '../../server/src/refactor/refactoring';
import { refactorings } from '../../server/src/refactor/refactorings';
import { openScene, type SceneSources } from '../../server/src/refactor/scene';
import { analyzeUnit } from '../../server/src/tools/slang';
import { newFindings } from '../../server/src/verify/checks/newFindings';
import { checkEquivalence } from '../../server/src/verify/equivalence';
import { noPrograms } from '../harness/embeddedEquivalence';
import { actionPlaces, type ActionPlace } from './actionPlaces';
import { loadBundledParser } from './parser';
import { randomFrom, shuffled } from './random';

export interface ActionsRequest {
  readonly folder: string;
  readonly only: RegExp;
  /** One rewrite alone; all when empty. */
  readonly rewrite: string;
  /** How many offers of each rewrite are judged. */
  readonly each: number;
  readonly seed: number;
  /** For each proof. */
  readonly seconds: number;
  /** A macro that is set, such as `SYNTHESIS`: assertions cannot be put before the prover. */
  readonly define: string;
}

interface Judged {
  readonly where: string;
  readonly title: string;
  readonly result: 'syntax' | 'elaborate' | 'proved' | 'checked' | 'unknown' | 'broken' | 'refuted' | 'legal';
  readonly why: string;
}

interface Tally {
  places: number;
  /** Offered and said why it cannot be. */
  readonly refused: Map<string, number>;
  readonly judged: Judged[];
}

const signal = new AbortController().signal;

/** Tries the rewrites below a folder and prints what came of them. */
export async function measureActions(request: ActionsRequest): Promise<void> {
  const bench = await ActionBench.open(request.folder, request.define);
  const random = randomFrom(request.seed);
  const files = bench.index.files.filter((file) => request.only.test(path.relative(request.folder, file)) && /\.s?v$/.test(file));
  console.log(`${request.folder}: ${files.length} files, seed ${request.seed}, ${request.seconds} s for a proof`);
  for (const refactoring of refactorings) {
    if (request.rewrite !== '' && refactoring.name !== request.rewrite) continue;
    const tally: Tally = { places: 0, refused: new Map(), judged: [] };
    for (const file of shuffled(files, random)) {
      await bench.tryFile(refactoring, file, random, request, tally);
      if (tally.judged.length >= request.each) break;
    }
    print(refactoring.name, tally);
  }
  await bench.yosys.dispose();
}

/** Judged of one file, so that one large file does not stand for all. */
const perFile = 3;
const triedPerFile = 60;

class ActionBench {
  private constructor(
    readonly index: WorkspaceIndex,
    readonly yosys: EmbeddedYosys,
    private readonly texts: Map<string, string>,
    private readonly sources: SceneSources,
    private readonly folder: string,
  ) {}

  static async open(folder: string, define: string): Promise<ActionBench> {
    const texts = new Map<string, string>();
    const disk = createNodeWorkspace();
    const workspace = {
      ...disk,
      readText: (file: string) => texts.get(file) ?? disk.readText(file),
      isOpen: (file: string) => texts.has(file),
    };
    const index = new WorkspaceIndex(workspace, await loadBundledParser(), silentLog);
    if (define !== '') index.setOptions({ defines: { [define]: '1' } });
    await index.addFolder(folder);
    const sources: SceneSources = {
      parsed: (file) => index.parse(file),
      modulesOf: (file) => index.modulesOf(file),
      findModules: (name) => index.find(name),
      symbols: symbolProject(index),
    };
    const yosys = createEmbeddedYosys();
    await yosys.warm();
    return new ActionBench(index, yosys, texts, sources, folder);
  }

  async tryFile(refactoring: Refactoring, file: string, random: () => number, request: ActionsRequest, tally: Tally): Promise<void> {
    const text = this.index.parse(file).source.text;
    const places = actionPlaces[refactoring.name]?.({ sources: this.sources, path: file, text }) ?? [];
    let judged = 0;
    for (const place of shuffled(places, random).slice(0, triedPerFile)) {
      if (judged >= perFile || tally.judged.length >= request.each) return;
      tally.places++;
      const offer = this.offerAt(refactoring, file, place, random);
      if (offer === undefined) continue;
      if (!offer.offer.edits.ok) {
        const why = offer.offer.edits.message.replaceAll(/\b[A-Za-z_]\w*[_\d]\w*\b/g, '…');
        tally.refused.set(why, (tally.refused.get(why) ?? 0) + 1);
        continue;
      }
      judged++;
      const after = applyEdits(place.text ?? text, offer.offer.edits.value);
      const line = (place.text ?? text).slice(0, place.start).split('\n').length;
      const where = `${path.relative(this.folder, file)}:${line}`;
      tally.judged.push({
        where,
        title: offer.offer.title,
        ...(await this.judge(file, offer.top, text, after, offer.offer, place, request)),
      });
    }
  }

  private offerAt(
    refactoring: Refactoring,
    file: string,
    place: ActionPlace,
    random: () => number,
  ): { offer: Offer; top: string | undefined } | undefined {
    return this.with(file, place.text, () => {
      const scene = openScene(this.sources, file, place.start, place.end);
      const [offer] = shuffled(refactoring.offers(scene), random);
      return offer === undefined ? undefined : { offer, top: scene.unit?.name };
    });
  }

  /** With another text for a file. */
  private with<T>(file: string, text: string | undefined, use: () => T): T {
    if (text === undefined) return use();
    this.texts.set(file, text);
    this.index.update(file);
    try {
      return use();
    } finally {
      this.texts.delete(file);
      this.index.update(file);
    }
  }

  private async judge(
    file: string,
    top: string | undefined,
    before: string,
    after: string,
    offer: Offer,
    place: ActionPlace,
    request: ActionsRequest,
  ): Promise<Pick<Judged, 'result' | 'why'>> {
    const read = (): { problems: string[]; unit: CompileUnit } => {
      const problems = this.index.parse(file).problems.map((one) => one.message);
      return { problems, unit: this.index.compileUnit(file, top).unit };
    };
    const old = this.with(file, before, read);
    const now = this.with(file, after, read);
    const [problem] = now.problems.filter((one) => !old.problems.includes(one));
    if (problem !== undefined) return { result: 'syntax', why: problem };
    const error = await this.newError(old.unit, now.unit);
    if (error !== undefined) return error;
    if (!offer.preserving && place.text === undefined) return { result: 'legal', why: '' };
    const { verdict, reason } = await checkEquivalence(
      { golden: old.unit, candidate: now.unit, contract: { kind: 'sameCycle' }, budgetMs: request.seconds * 1000, seed: 1 },
      { yosys: this.yosys, runner: noPrograms },
      () => undefined,
      signal,
    );
    return { result: !offer.preserving && verdict === 'refuted' ? 'legal' : verdict, why: reason };
  }

  private async newError(before: CompileUnit, after: CompileUnit): Promise<Pick<Judged, 'result' | 'why'> | undefined> {
    const options = { timeoutMs: 30_000, structure: false };
    const [old, now] = [await analyzeUnit(before, this.yosys, options, signal), await analyzeUnit(after, this.yosys, options, signal)];
    if (now.kind !== 'answered' || old.kind !== 'answered') return { result: 'unknown', why: `elaboration: ${now.kind}` };
    const [error] = newFindings(now.diagnostics, old.diagnostics).filter((one) => one.severity === 'error');
    return error === undefined ? undefined : { result: 'elaborate', why: `${path.basename(error.file)}:${error.line}: ${error.message}` };
  }
}

function print(name: string, { places, refused, judged }: Tally): void {
  const results = new Map<string, number>();
  for (const { result } of judged) results.set(result, (results.get(result) ?? 0) + 1);
  const counts = [...results].map(([result, count]) => `${count} ${result}`).join(', ');
  const reasons = [...refused.values()].reduce((sum, one) => sum + one, 0);
  console.log(
    `${name}: ${places} places tried, ${judged.length} applied${counts === '' ? '' : ` (${counts})`}, ${reasons} refused with a reason`,
  );
  for (const [why, count] of [...refused].sort((a, b) => b[1] - a[1]).slice(0, 6)) console.log(`  refused ${count}\t${why}`);
  for (const one of judged.filter(({ result }) => result !== 'proved' && result !== 'legal'))
    console.log(`  ${one.result}\t${one.where}\t${one.title}\t${one.why}`);
}
