/**
 * Whether right code comes through what needs no tool: `npm run bench -- --reply-fit DIR,DIR [--each N] [--seed N]`. Items of real modules are taken out and given back as a reply in
 * pieces of 40 characters; told are those that are not trimmed to themselves, and those that names and widths would refuse.
 */
import { findNameFaults } from '../../server/src/completion/names';
import { describePlace } from '../../server/src/completion/place';
import { defaultLimits } from '../../server/src/completion/pipeline';
import { capLines, pipeline, stopAfterFence, stopAfterUnit, stopAtSuffixEcho, type Stage } from '../../server/src/completion/stream';
import { trimReply } from '../../server/src/completion/trim';
import { maskedItems, type Masked } from './candidatesMade';
import { lineOf } from './jobProjects';
import { openProject, type BenchProject } from './project';
import { randomFrom, shuffled } from './random';

/** Measures and prints; `each`: items of a folder at the most, three of a file. */
export async function measureReplyFit(folders: readonly string[], each: number, seed: number): Promise<void> {
  const total = { items: 0, otherwise: 0, refused: 0 };
  for (const folder of folders) {
    const project = await openProject([folder]);
    const random = randomFrom(seed);
    const files = shuffled(
      project.index.files.filter((file) => !/\/(?:tb|test|tests|dv|bench|sim|formal|vendor|examples?)\//.test(file)),
      random,
    );
    let left = each;
    for (const file of files) {
      const parsed = project.index.parse(file);
      if (left <= 0 || parsed.problems.length > 0) continue;
      for (const masked of shuffled(maskedItems(parsed), random).slice(0, 3)) {
        left--;
        total.items++;
        const { fits, fault } = await fit(masked, project);
        if (!fits) total.otherwise++;
        if (fault !== undefined) total.refused++;
        const where = `${file}:${lineOf(masked.text, masked.start)}`;
        if (!fits || fault !== undefined) console.log(`  ${where}: ${fault ?? 'trimmed otherwise'}`);
      }
    }
  }
  console.log(`${total.items} items: ${total.otherwise} trimmed otherwise, ${total.refused} refused by names`);
}

async function fit(
  { file, text, start, end }: Masked,
  { index, edit }: BenchProject,
): Promise<{ fits: boolean; fault: string | undefined }> {
  const code = text.slice(start, end);
  const summarize = (path: string, now: string): ReturnType<typeof index.modulesOf> => {
    edit(path, now);
    return index.modulesOf(path);
  };
  try {
    const place = describePlace({ path: file, text: text.slice(0, start) + text.slice(end), offset: start }, summarize);
    const { maxLines } = defaultLimits;
    const reply = await through(pipeline(capLines(maxLines + 4), stopAfterFence, stopAtSuffixEcho(place), stopAfterUnit(place)), code);
    const candidate = trimReply(reply, place, { maxLines });
    const sources = { findModules: (name: string) => index.find(name), readText: (path: string) => index.text(path), summarize };
    const faults = candidate === undefined ? [] : findNameFaults({ ...candidate, text: code }, place, sources);
    return { fits: squeezed(candidate?.text ?? '') === squeezed(code), fault: faults[0]?.message };
  } finally {
    edit(file, text);
  }
}

async function through(stage: Stage, text: string): Promise<string> {
  let got = '';
  for await (const piece of stage(piecesOf(text))) got += piece;
  return got;
}

async function* piecesOf(text: string): AsyncIterable<string> {
  for (let at = 0; at < text.length; at += 40) yield await Promise.resolve(text.slice(at, at + 40));
}

function squeezed(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
