/**
 * How well words are completed: `npm run bench -- --words FOLDER [--only PATTERN] [--places N] [--seed N] [--cut line]`. At random uses of names in
 * real files the name is cut to its first two letters (with `--cut line` the rest of the line too, as when it was just typed), and the list is
 * asked for: is the name in it, at which place of those that fit the two letters, and after which time.
 */
import path from 'node:path';
import { silentLog } from '../../server/src/base/log';
import { KeptTables } from '../../server/src/features/completion/keptTables';
import { propose } from '../../server/src/features/completion/propose';
import { resolveReference } from '../../server/src/model/symbols/resolve';
import { symbolProject, type SymbolProject } from '../../server/src/model/symbols/symbolProject';
import { WorkspaceIndex } from '../../server/src/model/workspaceIndex';
import { createNodeWorkspace } from '../../server/src/platform/nodeWorkspace';
import { loadBundledParser } from './parser';

export interface WordsRequest {
  readonly folder: string;
  readonly only: RegExp;
  readonly places: number;
  readonly seed: number;
  readonly cutLine: boolean;
}

interface Asked {
  readonly word: string;
  readonly place: string;
  readonly kind: string;
  /** From 1 among the entries that begin with the letters; 0 when it is not there. */
  readonly rank: number;
  readonly ms: number;
  readonly size: number;
}

/** Asks at random places below a folder and prints what came. */
export async function measureWords({ folder, only, places, seed, cutLine }: WordsRequest): Promise<void> {
  const texts = new Map<string, string>();
  const disk = createNodeWorkspace();
  const index = new WorkspaceIndex(
    { ...disk, readText: (file) => texts.get(file) ?? disk.readText(file), isOpen: (file) => texts.has(file) },
    await loadBundledParser(),
    silentLog,
  );
  await index.addFolder(folder);
  const project = symbolProject(index);
  const random = generator(seed);
  const files = index.files.filter((file) => only.test(file));
  const asked: Asked[] = [];
  const kept = new KeptTables();
  while (asked.length < places && files.length > 0) {
    const file = files[Math.floor(random() * files.length)] ?? '';
    const whole = disk.readText(file) ?? '';
    const found = pick(project, file, random);
    if (found === undefined || !whole.startsWith(found.word, found.at)) continue;
    // As in an editor: the file was open before the letters were typed.
    propose(project, kept, { path: file, text: whole, offset: found.at }, true);
    const start = found.at;
    const rest = whole.slice(start + found.word.length);
    const text = whole.slice(0, start + 2) + (cutLine ? rest.replace(/^[^\r\n]*/, '') : rest);
    texts.set(file, text);
    index.update(file);
    asked.push(ask(text, start, found.word));
    texts.delete(file);
    index.update(file);

    function ask(now: string, at: number, word: string): Asked {
      const began = performance.now();
      // A fresh memory for a cut line: nothing but what stands there may be read.
      const { entries, place } = propose(project, cutLine ? new KeptTables() : kept, { path: file, text: now, offset: at + 2 }, true);
      const ms = performance.now() - began;
      const fitting = entries.filter((one) => (one.filter ?? one.label).toLowerCase().startsWith(word.slice(0, 2).toLowerCase()));
      const rank = fitting.findIndex((one) => (one.filter ?? one.label) === word || one.insert === word) + 1;
      const line = now.slice(0, at).split('\n').length;
      const where = `${path.relative(folder, file)}:${line} ${place.wanted.kind}/${place.level.zone}${place.level.begins ? '/begins' : ''}`;
      return { word, place: where, kind: place.wanted.kind, rank, ms, size: entries.length };
    }
  }
  print(folder, asked, cutLine);
}

/** A use of a name, as written in the file itself, that leads to a declaration: what nothing declares nobody can propose. */
function pick(project: SymbolProject, file: string, random: () => number): { readonly at: number; readonly word: string } | undefined {
  const table = project.table(file);
  const uses = table?.references.filter(
    ({ macro, argumentOf, range, name, place }) =>
      macro === undefined &&
      argumentOf === undefined &&
      range.path === file &&
      name.length > 3 &&
      place.kind !== 'label' &&
      place.kind !== 'macro',
  );
  const use = uses?.[Math.floor(random() * uses.length)];
  if (table === undefined || use === undefined || resolveReference(project, table, use).declarations.length === 0) return undefined;
  return { at: use.range.start, word: use.name };
}

/** Random numbers from 0 to 1, the same for the same seed. */
function generator(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

function print(folder: string, asked: readonly Asked[], cutLine: boolean): void {
  const present = asked.filter((one) => one.rank > 0);
  const ranks = present.map((one) => one.rank).sort((a, b) => a - b);
  const times = asked.map((one) => one.ms).sort((a, b) => a - b);
  const sizes = asked.map((one) => one.size).sort((a, b) => a - b);
  const share = ((100 * present.length) / Math.max(1, asked.length)).toFixed(1);
  const first = ((100 * present.filter((one) => one.rank <= 5).length) / Math.max(1, asked.length)).toFixed(1);
  console.log(
    `${folder}${cutLine ? ' (line cut)' : ''}: ${asked.length} places, ${share} % hold the name, ${first} % among the first five; median rank ${middle(ranks)}, ` +
      `${middle(times).toFixed(1)} ms (90 %: ${(times[Math.floor(times.length * 0.9)] ?? 0).toFixed(1)} ms), ${middle(sizes)} entries`,
  );
  for (const one of asked.filter((each) => each.rank === 0).slice(0, 40)) console.log(`  missing\t${one.word}\t${one.place}\t${one.size}`);
}

function middle(sorted: readonly number[]): number {
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
