/**
 * How large the text form of graphs is: `npm run bench -- --graph-text FOLDER… [--only PATTERN]`. For every module below the folders the facts at
 * the default budget are compared with the module's source: in characters, with and without comments and indentation, and in words and signs as a
 * stand-in for the tokens of a language model. Says too how many of the facts fitted, and how long one text takes.
 */
import { silentLog } from '../../server/src/base/log';
import { analyzeModule } from '../../server/src/graph/moduleGraph';
import { renderText } from '../../server/src/graph/render/text';
import { projectUnits } from '../../server/src/graph/units';
import { WorkspaceIndex } from '../../server/src/model/workspaceIndex';
import { createNodeWorkspace } from '../../server/src/platform/nodeWorkspace';
import { loadBundledParser } from './parser';

interface Sizes {
  readonly name: string;
  readonly characters: number;
  readonly code: number;
  readonly words: number;
  /** Of all facts, 0 to 1. */
  readonly kept: number;
  readonly ms: number;
}

/** Prints the distribution over the modules of some folders. */
export async function measureGraphText(folders: readonly string[], only: RegExp): Promise<void> {
  const all: Sizes[] = [];
  for (const folder of folders) all.push(...(await sizesBelow(folder, only)));
  console.log(`${all.length} modules`);
  print(
    'text / source, characters',
    all.map((one) => one.characters),
  );
  print(
    'text / source without comments and indentation, characters',
    all.map((one) => one.code),
  );
  print(
    'text / source without comments, words and signs',
    all.map((one) => one.words),
  );
  print(
    'facts that fit',
    all.map((one) => one.kept),
  );
  print(
    'ms for a text',
    all.map((one) => one.ms),
  );
  const slow = [...all].sort((a, b) => b.ms - a.ms).slice(0, 3);
  console.log(`slowest: ${slow.map((one) => `${one.name} ${one.ms.toFixed(0)}`).join(', ')}`);
  const over = all.filter((one) => one.code > 0.5).sort((a, b) => b.code - a.code);
  console.log(
    `larger than half of the code: ${over.length}; ${over
      .slice(0, 5)
      .map((one) => `${one.name} ${one.code.toFixed(2)}`)
      .join(', ')}`,
  );
}

async function sizesBelow(folder: string, only: RegExp): Promise<Sizes[]> {
  const disk = createNodeWorkspace();
  const index = new WorkspaceIndex(disk, await loadBundledParser(), silentLog);
  await index.addFolder(folder);
  const units = projectUnits(
    (name) => index.find(name),
    (path) => index.parse(path),
  );
  return index.files
    .filter((file) => only.test(file))
    .flatMap((file) =>
      index.modulesOf(file).flatMap((unit): Sizes[] => {
        if (unit.kind !== 'module') return [];
        // A module that a macro makes has no text to compare with.
        const source = (disk.readText(file) ?? '').slice(unit.range.start, unit.range.end);
        if (!source.includes('endmodule')) return [];
        const graph = analyzeModule(index.parse(file), unit, units);
        const started = performance.now();
        const text = renderText(graph);
        const ms = performance.now() - started;
        const plain = withoutComments(source);
        const left = /… (\d+) of (\d+) facts left out/.exec(text);
        const kept = left === null ? 1 : 1 - Number(left[1]) / Number(left[2]);
        const sizes = { characters: text.length / source.length, code: text.length / plain.length, words: words(text) / words(plain) };
        return source.length === 0 ? [] : [{ name: unit.name, ...sizes, kept, ms }];
      }),
    );
}

function withoutComments(source: string): string {
  return source.replace(/\/\/[^\n]*|\/\*[\s\S]*?\*\//g, '').replace(/\s+/g, ' ');
}

/** Pieces of names and single signs: near what tokenizers make of code. */
function words(text: string): number {
  return text.match(/[A-Za-z]{1,6}|\d{1,3}|[^\s\w]|_/g)?.length ?? 0;
}

function print(title: string, values: readonly number[]): void {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number): string => (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0).toFixed(2);
  console.log(`${title}: median ${at(0.5)}, nine in ten up to ${at(0.9)}, 99 in 100 up to ${at(0.99)}, largest ${at(1)}`);
}
