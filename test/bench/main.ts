/**
 * Which measurement to run:
 *
 *     npm run bench [-- --picorv32 FILE]              the budgets of docs/measurements.md
 *     npm run bench -- --read DIR [--list N] [--judge] how a repository is read (reading.ts)
 *     npm run bench -- --cold DIR --file FILE --word NAME --expect FILE [--runs N]   how soon the server is of use there (coldStart.ts)
 *     npm run bench -- --memory DIR --file FILE --word NAME [--seconds N]   what the server holds, and does when idle (memory.ts)
 *     npm run bench -- --requests DIR --file FILE [--places N] [--seed N]   what requests cost while somebody types (requests.ts)
 *     npm run bench -- --checks DIR --file FILE [--edits N] [--letters N]   how soon an edit's elaboration is known (checks.ts)
 *     npm run bench -- --quick DIR [--only PATTERN] [--files N] [--edits N] [--seed N]   whether the quick look at an edited file is right (quick.ts)
 *     npm run bench -- --symbols DIR [--only PATTERN] [--sample N]   how many names lead to their declarations (symbols.ts)
 *     npm run bench -- --problems DIR [--only PATTERN] [--files N] [--list N]   what somebody who opens a repository is told (problems.ts)
 *     npm run bench -- --fuzz DIR [--edits N] [--seed N]   random edits over real files (fuzz.ts)
 *     npm run bench -- --actions DIR [--only PATTERN] [--rewrite NAME] [--each N] [--seed N] [--seconds N]   rewrites on real code (actions.ts)
 *     npm run bench -- --whole DIR --file FILE [--word NAME]   files and instances of a whole chip (whole.ts)
 *     npm run bench -- --words DIR [--only PATTERN] [--places N] [--seed N] [--cut line]   how well words are completed (words.ts)
 *     npm run bench -- --context-recall DIR [--only PATTERN] [--each N] [--seed N] [--max-tokens N] [--without graph,similar] [--list N]   how much of what a suggestion needs is in the prompt (contextRecall.ts)
 *     npm run bench -- --cones DIR [--with DIR,DIR] [--only PATTERN] [--across] [--list N] [--out FILE]   the data-flow graph against Yosys' netlist (cones.ts)
 *     npm run bench -- --clocks DIR [--with DIR,DIR] --tops NAME,NAME   clock domains and crossings of real designs (clocks.ts)
 *     npm run bench -- --graph-text DIR… [--only PATTERN]   how large the text form of graphs is (graphText.ts)
 *     npm run bench -- --drivers DIR [--only PATTERN] [--list N]   hover's writes and reads against the graphs (drivers.ts)
 *     npm run bench -- --machines DIR [--dump PATTERN]   state machines against what was read by hand (machines.ts)
 *     npm run bench -- --graph-speed DIR [--with DIR,DIR] [--only PATTERN] [--runs N]   how long graphs take, at first and after an edit (graphSpeed.ts)
 *     npm run bench -- --pairs DIR [--only PATTERN] [--source made|history|rewriter] [--budget SECONDS] [--out FILE]   the truth table of the equivalence check (pairs.ts)
 *     npm run bench -- --reports DIR   timing reports found in public, and how many of their end points are located in the source (reports.ts)
 *     npm run bench -- --screen DIR,DIR [--each N] [--list N]   which public modules screening would refuse (screening.ts)
 *     npm run bench -- --simulate [--picorv32 FILE] [--seconds N]   the embedded simulator against Icarus (simulation.ts)
 *     npm run bench -- --candidates DIR,DIR [--eval DIR] [--wrong N] [--right N] [--seed N] [--only KIND]   what ghost text shows of right and wrong replies (candidates.ts)
 */
import path from 'node:path';
import { defaultSettings } from '../../server/src/settings/resolve';
import { measureActions } from './actions';
import { measureBudgets } from './bench';
import { measureColdStart } from './coldStart';
import { measureCandidates } from './candidates';
import { measureChecks } from './checks';
import { measureClocks } from './clocks';
import { measureCones } from './cones';
import { measureContextRecall } from './contextRecall';
import { measureDrivers } from './drivers';
import { measureFuzz } from './fuzz';
import { measurePairs } from './pairs';
import { measureProblems } from './problems';
import { measureGraphSpeed } from './graphSpeed';
import { measureGraphText } from './graphText';
import { checkMachines, dumpMachines } from './machines';
import { measureMemory } from './memory';
import { measureQuick } from './quick';
import { measureReading } from './reading';
import { measureReports } from './reports';
import { measureRequests } from './requests';
import { measureScreening } from './screening';
import { measureSimulation } from './simulation';
import { measureSymbols } from './symbols';
import { measureWhole } from './whole';
import { measureWords } from './words';

function value(name: string): string | undefined {
  const at = process.argv.indexOf(name);
  return at < 0 ? undefined : process.argv[at + 1];
}

function folders(name: string): string[] {
  return (value(name) ?? '')
    .split(',')
    .filter((one) => one !== '')
    .map((one) => path.resolve(one));
}

async function main(): Promise<void> {
  const folder = value('--read');
  if (folder !== undefined) await measureReading(path.resolve(folder), Number(value('--list') ?? 20), process.argv.includes('--judge'));
  else if (value('--screen') !== undefined)
    await measureScreening(folders('--screen'), Number(value('--each') ?? 60), Number(value('--list') ?? 3));
  else if (value('--candidates') !== undefined) {
    await measureCandidates({
      folders: folders('--candidates'),
      evalFolder: folders('--eval')[0],
      wrong: Number(value('--wrong') ?? 220),
      right: Number(value('--right') ?? 100),
      seed: Number(value('--seed') ?? 1),
      only: new RegExp(value('--only') ?? ''),
    });
  } else if (process.argv.includes('--simulate')) await measureSimulation(value('--picorv32'), Number(value('--seconds') ?? 3));
  else if (value('--reports') !== undefined)
    await measureReports(path.resolve(value('--reports') ?? '.'), path.resolve('test/data/publicReports.json'));
  else if (value('--graph-text') !== undefined) {
    const folders = process.argv
      .slice(process.argv.indexOf('--graph-text') + 1)
      .filter((_, i, all) => !all.slice(0, i + 1).some((one) => one.startsWith('--')));
    await measureGraphText(
      folders.map((one) => path.resolve(one)),
      new RegExp(value('--only') ?? ''),
    );
  } else if (value('--symbols') !== undefined) {
    await measureSymbols(path.resolve(value('--symbols') ?? '.'), new RegExp(value('--only') ?? ''), Number(value('--sample') ?? 0));
  } else if (value('--cold') !== undefined) {
    await measureColdStart({
      folder: path.resolve(value('--cold') ?? '.'),
      file: value('--file') ?? '',
      word: value('--word') ?? '',
      expect: value('--expect') ?? '',
      runs: Number(value('--runs') ?? 1),
    });
  } else if (value('--memory') !== undefined) {
    await measureMemory({
      folder: path.resolve(value('--memory') ?? '.'),
      file: value('--file') ?? '',
      word: value('--word') ?? '',
      seconds: Number(value('--seconds') ?? 90),
    });
  } else if (value('--requests') !== undefined) {
    await measureRequests({
      folder: path.resolve(value('--requests') ?? '.'),
      file: value('--file') ?? '',
      places: Number(value('--places') ?? 100),
      seed: Number(value('--seed') ?? 1),
    });
  } else if (value('--checks') !== undefined) {
    await measureChecks({
      folder: path.resolve(value('--checks') ?? '.'),
      file: value('--file') ?? '',
      edits: Number(value('--edits') ?? 5),
      letters: Number(value('--letters') ?? 0),
    });
  } else if (value('--quick') !== undefined) {
    await measureQuick({
      folder: path.resolve(value('--quick') ?? '.'),
      only: new RegExp(value('--only') ?? ''),
      files: Number(value('--files') ?? 50),
      edits: Number(value('--edits') ?? 5),
      seed: Number(value('--seed') ?? 1),
    });
  } else if (value('--drivers') !== undefined) {
    await measureDrivers(path.resolve(value('--drivers') ?? '.'), new RegExp(value('--only') ?? ''), Number(value('--list') ?? 100));
  } else if (value('--problems') !== undefined) {
    await measureProblems({
      folder: path.resolve(value('--problems') ?? '.'),
      only: new RegExp(value('--only') ?? ''),
      files: Number(value('--files') ?? 100),
      list: Number(value('--list') ?? 200),
    });
  } else if (value('--fuzz') !== undefined) {
    await measureFuzz(path.resolve(value('--fuzz') ?? '.'), Number(value('--edits') ?? 20_000), Number(value('--seed') ?? 1));
  } else if (value('--actions') !== undefined) {
    await measureActions({
      folder: path.resolve(value('--actions') ?? '.'),
      only: new RegExp(value('--only') ?? ''),
      rewrite: value('--rewrite') ?? '',
      each: Number(value('--each') ?? 10),
      seed: Number(value('--seed') ?? 1),
      seconds: Number(value('--seconds') ?? 20),
      define: value('--define') ?? '',
    });
  } else if (value('--whole') !== undefined) {
    await measureWhole(path.resolve(value('--whole') ?? '.'), value('--file') ?? '', value('--word'));
  } else if (value('--words') !== undefined) {
    await measureWords({
      folder: path.resolve(value('--words') ?? '.'),
      only: new RegExp(value('--only') ?? ''),
      places: Number(value('--places') ?? 300),
      seed: Number(value('--seed') ?? 1),
      cutLine: value('--cut') === 'line',
    });
  } else if (value('--context-recall') !== undefined) {
    await measureContextRecall({
      folder: path.resolve(value('--context-recall') ?? '.'),
      only: new RegExp(value('--only') ?? ''),
      each: Number(value('--each') ?? 40),
      seed: Number(value('--seed') ?? 1),
      maxTokens: Number(value('--max-tokens') ?? defaultSettings['completion.maxTokens']),
      without: (value('--without') ?? '').split(',').filter((one) => one !== ''),
      list: Number(value('--list') ?? 0),
    });
  } else if (value('--cones') !== undefined) {
    await measureCones({
      folder: path.resolve(value('--cones') ?? '.'),
      libraries: folders('--with'),
      only: new RegExp(value('--only') ?? ''),
      across: process.argv.includes('--across'),
      list: Number(value('--list') ?? 10),
      out: value('--out'),
    });
  } else if (value('--clocks') !== undefined) {
    await measureClocks([path.resolve(value('--clocks') ?? '.'), ...folders('--with')], (value('--tops') ?? '').split(','));
  } else if (value('--pairs') !== undefined) {
    await measurePairs({
      folder: path.resolve(value('--pairs') ?? '.'),
      only: new RegExp(value('--only') ?? ''),
      source: value('--source') ?? '',
      budgetMs: Number(value('--budget') ?? 60) * 1000,
      out: value('--out'),
    });
  } else if (value('--machines') !== undefined) {
    const root = path.resolve(value('--machines') ?? '.');
    const pattern = value('--dump');
    if (pattern === undefined) await checkMachines(root, path.resolve('test/data/machines.json'));
    else await dumpMachines(root, new RegExp(pattern));
  } else if (value('--graph-speed') !== undefined) {
    const only = new RegExp(value('--only') ?? '');
    await measureGraphSpeed([path.resolve(value('--graph-speed') ?? '.'), ...folders('--with')], only, Number(value('--runs') ?? 1));
  } else await measureBudgets();
}

void main();
