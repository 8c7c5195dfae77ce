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
 *     npm run bench -- --cuts N [--seed N]   proofs with cuts at instances, on random pairs (cutsRandom.ts)
 *     npm run bench -- --reports DIR   timing reports found in public, and how many of their end points are located in the source (reports.ts)
 *     npm run bench -- --liberty DIR,DIR --library FILE --work FOLDER [--only PATTERN] [--most N]   static timing with a Liberty library against OpenSTA (libertyAgreement.ts)
 *     npm run bench -- --calibrate DIR,DIR --work FOLDER [--only PATTERN] [--most N] [--seeds N] [--device hx8k|lp8k|up5k]   the timing estimate against nextpnr-ice40 (calibration.ts)
 *     npm run bench -- --quick-timing DIR,DIR [--only PATTERN] [--most N] [--edits N] [--speed]   the estimate while typing against the mapped one (quickTimings.ts)
 *     npm run bench -- --spec-tables DIR [--assume]   how many specifications their tables solve (specTables.ts)
 *     npm run bench -- --claims DIR,DIR [--vhdl] [--only PATTERN] [--modules N]   whether explanations say only what holds (claims.ts)
 *     npm run bench -- --fix-corpus DIR [--corpus FILE] [--only PATTERN] [--factors 0.75,0.9] [--budget SECONDS] [--out FILE] [--why] [--judge sta] [--second-opinion] [--by-processor] [--latency N] [--strategies PATTERN]   violations of public modules that rules repair (fixCorpus.ts)
 *     npm run bench -- --optimize DIR [--suite rewriter|rtl-opt] [--only PATTERN] [--budget SECONDS] [--goal cells|delay] [--out FILE] [--why] [--second-opinion] [--by-processor]   how much smaller public designs become (optimize.ts)
 *     npm run bench -- --vhdl-agreement DIR [--only PATTERN] [--library NAME] [--list N]   what is told of VHDL against GHDL's synthesis (vhdlAgreement.ts)
 *     npm run bench -- --report-speed [--paths N] [--runs N]   from opening a report to problems (reportSpeed.ts)
 *     npm run bench -- --screen DIR,DIR [--each N] [--list N]   which public modules screening would refuse (screening.ts)
 *     npm run bench -- --simulate [--picorv32 FILE] [--seconds N]   the embedded simulator against Icarus (simulation.ts)
 *     npm run bench -- --candidates DIR,DIR [--eval DIR] [--wrong N] [--right N] [--seed N] [--only KIND]   what ghost text shows of right and wrong replies (candidates.ts)
 *     npm run bench -- --review-commits DIR,DIR [--commits N] [--budget SECONDS] [--seed N]   what review says of real commits (jobReview.ts)
 *     npm run bench -- --testbenches DIR,DIR [--modules N] [--budget SECONDS] [--seed N]   testbenches made without a model, and what they notice (jobTestbench.ts)
 *     npm run bench -- --assert-mined DIR,DIR [--modules N] [--budget SECONDS] [--seed N]   whether assert proves what is false (jobAssert.ts)
 *     npm run bench -- --document-facts DIR,DIR [--modules N] [--seed N] [--list N]   whether what document writes down holds (jobDocument.ts)
 *     npm run bench -- --fix-injected DIR,DIR [--places N] [--budget SECONDS] [--seed N]   what fix shows of right and wrong answers to injected problems (jobFix.ts)
 *     npm run bench -- --reply-fit DIR,DIR [--each N] [--seed N]   whether right code comes through what needs no tool (replyFit.ts)
 *     npm run bench -- --overhead DIR [--places N] [--seed N] [--tools embedded|native|auto] [--list] [--here] [--profile FOLDER]   what a suggestion costs besides the model (overhead.ts)
 *     npm run bench -- --netlist-parts DIR,DIR [--places N] [--seed N]   whether what ghost text leaves unread of a netlist hides a defect (netlistParts.ts)
 *     npm run bench -- --typing DIR --file FILE [--places N] [--seed N]   what ghost text costs somebody who types (typing.ts)
 *     npm run bench -- --session DIR --files FILE,FILE [--minutes N] [--seed N]   somebody at work in the real editor (../e2e/session.ts)
 */
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { defaultSettings } from '../../server/src/settings/resolve';
import { measureActions } from './actions';
import { measureBudgets } from './bench';
import { measureColdStart } from './coldStart';
import { measureCandidates } from './candidates';
import { measureLiberty } from './libertyAgreement';
import { measureCalibration } from './calibration';
import { measureChecks } from './checks';
import { measureClaims } from './claims';
import { measureClocks } from './clocks';
import { measureCones } from './cones';
import { measureContextRecall } from './contextRecall';
import { measureCuts } from './cutsRandom';
import { measureDrivers } from './drivers';
import { measureFixCorpus } from './fixCorpus';
import { measureFuzz } from './fuzz';
import { measureNetlistParts } from './netlistParts';
import { measureOverhead } from './overhead';
import { measureOptimize } from './optimize';
import { measurePairs } from './pairs';
import { measureProblems } from './problems';
import { measureGraphSpeed } from './graphSpeed';
import { measureGraphText } from './graphText';
import { checkMachines, dumpMachines } from './machines';
import { measureMemory } from './memory';
import { measureQuick } from './quick';
import { measureQuickTimings } from './quickTimings';
import { measureReading } from './reading';
import { measureReportSpeed } from './reportSpeed';
import { measureAssertions } from './jobAssert';
import { measureDocuments } from './jobDocument';
import { measureFixes } from './jobFix';
import { measureReview } from './jobReview';
import { measureTestbenches } from './jobTestbench';
import { measureReplyFit } from './replyFit';
import { measureReports } from './reports';
import { measureRequests } from './requests';
import { measureScreening } from './screening';
import { measureSimulation } from './simulation';
import { measureSpecTables } from './specTables';
import { measureSymbols } from './symbols';
import { measureVhdlAgreement } from './vhdlAgreement';
import { measureTyping } from './typing';
import { measureWhole } from './whole';
import { measureWords } from './words';

/** Each measurement by the option that asks for it. */
const measurements: Readonly<Record<string, () => Promise<unknown>>> = {
  '--read': () => measureReading(folder('--read'), number('--list', 20), process.argv.includes('--judge')),
  '--fix-corpus': () =>
    measureFixCorpus({
      folder: folder('--fix-corpus'),
      corpus: value('--corpus'),
      only: pattern('--only'),
      factors: (value('--factors') ?? '0.75,0.9').split(',').map(Number),
      budgetMs: number('--budget', 120) * 1000,
      out: value('--out'),
      why: process.argv.includes('--why'),
      judge: value('--judge'),
      secondOpinion: process.argv.includes('--second-opinion'),
      byProcessor: process.argv.includes('--by-processor'),
      latency: number('--latency', 0),
      strategies: pattern('--strategies'),
    }),
  '--optimize': () =>
    measureOptimize({
      goal: (['cells', 'delay'] as const).find((one) => one === value('--goal')) ?? 'both',
      folder: folder('--optimize'),
      suite: value('--suite') ?? 'rewriter',
      only: pattern('--only'),
      budgetMs: number('--budget', 120) * 1000,
      out: value('--out'),
      why: process.argv.includes('--why'),
      secondOpinion: process.argv.includes('--second-opinion'),
      byProcessor: process.argv.includes('--by-processor'),
    }),
  '--screen': () => measureScreening(folders('--screen'), number('--each', 60), number('--list', 3)),
  '--claims': () => measureClaims(folders('--claims'), pattern('--only'), number('--modules', 50), process.argv.includes('--vhdl')),
  '--vhdl-agreement': () =>
    measureVhdlAgreement({
      folder: folder('--vhdl-agreement'),
      only: pattern('--only'),
      library: value('--library'),
      list: number('--list', 20),
    }),
  '--spec-tables': () => measureSpecTables(folder('--spec-tables'), process.argv.includes('--assume')),
  '--overhead': () =>
    measureOverhead({
      folder: path.resolve(value('--overhead') ?? '.'),
      places: Number(value('--places') ?? 40),
      seed: Number(value('--seed') ?? 1),
      tools: toolsWanted(),
      list: process.argv.includes('--list'),
      here: process.argv.includes('--here'),
      profile: value('--profile'),
    }),
  '--netlist-parts': () =>
    measureNetlistParts({ folders: folders('--netlist-parts'), places: number('--places', 100), seed: number('--seed', 7) }),
  '--session': () => {
    const environment = {
      SIGNOFF_SESSION_FOLDER: path.resolve(value('--session') ?? '.'),
      SIGNOFF_SESSION_FILES: value('--files') ?? '',
      SIGNOFF_SESSION_MINUTES: value('--minutes') ?? '10',
      SIGNOFF_SESSION_SEED: value('--seed') ?? '1',
    };
    const root = path.resolve(__dirname, '..');
    const command = [path.join(root, 'node_modules/vitest/vitest.mjs'), 'run', '--config', 'test/e2e/session.config.ts'];
    const { status } = spawnSync(process.execPath, command, { cwd: root, stdio: 'inherit', env: { ...process.env, ...environment } });
    process.exitCode = status ?? 1;
    return Promise.resolve();
  },
  '--review-commits': () =>
    measureReview({
      folders: folders('--review-commits'),
      commits: number('--commits', 30),
      seconds: number('--budget', 40),
      seed: number('--seed', 1),
    }),
  '--testbenches': () =>
    measureTestbenches({
      folders: folders('--testbenches'),
      modules: number('--modules', 20),
      seconds: number('--budget', 60),
      seed: number('--seed', 1),
    }),
  '--assert-mined': () =>
    measureAssertions({
      folders: folders('--assert-mined'),
      modules: number('--modules', 20),
      seconds: number('--budget', 40),
      seed: number('--seed', 1),
    }),
  '--fix-injected': () =>
    measureFixes({
      folders: folders('--fix-injected'),
      places: number('--places', 40),
      seconds: number('--budget', 40),
      seed: number('--seed', 1),
    }),
  '--reply-fit': () => measureReplyFit(folders('--reply-fit'), number('--each', 100), number('--seed', 1)),
  '--document-facts': () =>
    measureDocuments({
      folders: folders('--document-facts'),
      modules: number('--modules', 50),
      seed: number('--seed', 1),
      list: number('--list', 20),
    }),
  '--candidates': () =>
    measureCandidates({
      folders: folders('--candidates'),
      evalFolder: folders('--eval')[0],
      wrong: number('--wrong', 220),
      right: number('--right', 100),
      seed: number('--seed', 1),
      only: pattern('--only'),
    }),
  '--liberty': () =>
    measureLiberty({
      folders: folders('--liberty'),
      library: path.resolve(value('--library') ?? ''),
      work: path.resolve(value('--work') ?? 'test-output/liberty'),
      only: pattern('--only'),
      most: number('--most', 10),
    }),
  '--quick-timing': () =>
    measureQuickTimings({
      folders: folders('--quick-timing'),
      only: pattern('--only'),
      most: number('--most', 10),
      edits: number('--edits', 0),
      speed: process.argv.includes('--speed'),
    }),
  '--calibrate': () =>
    measureCalibration({
      folders: folders('--calibrate'),
      work: path.resolve(value('--work') ?? 'test-output/calibration'),
      only: pattern('--only'),
      most: number('--most', 10),
      seeds: number('--seeds', 3),
      device: (['lp8k', 'up5k'] as const).find((one) => one === text('--device')) ?? 'hx8k',
    }),
  '--simulate': () => measureSimulation(value('--picorv32'), number('--seconds', 3)),
  '--report-speed': () => measureReportSpeed(number('--paths', 1000), number('--runs', 5)),
  '--cuts': () => measureCuts(number('--cuts', 100), number('--seed', 1)),
  '--reports': () => measureReports(folder('--reports'), path.resolve('test/data/publicReports.json')),
  '--graph-text': () => measureGraphText(listed('--graph-text'), pattern('--only')),
  '--symbols': () => measureSymbols(folder('--symbols'), pattern('--only'), number('--sample', 0)),
  '--cold': () =>
    measureColdStart({
      folder: folder('--cold'),
      file: text('--file'),
      word: text('--word'),
      expect: text('--expect'),
      runs: number('--runs', 1),
    }),
  '--memory': () =>
    measureMemory({ folder: folder('--memory'), file: text('--file'), word: text('--word'), seconds: number('--seconds', 90) }),
  '--requests': () =>
    measureRequests({ folder: folder('--requests'), file: text('--file'), places: number('--places', 100), seed: number('--seed', 1) }),
  '--typing': () =>
    measureTyping({ folder: folder('--typing'), file: text('--file'), places: number('--places', 20), seed: number('--seed', 1) }),
  '--checks': () =>
    measureChecks({ folder: folder('--checks'), file: text('--file'), edits: number('--edits', 5), letters: number('--letters', 0) }),
  '--quick': () =>
    measureQuick({
      folder: folder('--quick'),
      only: pattern('--only'),
      files: number('--files', 50),
      edits: number('--edits', 5),
      seed: number('--seed', 1),
    }),
  '--drivers': () => measureDrivers(folder('--drivers'), pattern('--only'), number('--list', 100)),
  '--problems': () =>
    measureProblems({ folder: folder('--problems'), only: pattern('--only'), files: number('--files', 100), list: number('--list', 200) }),
  '--fuzz': () => measureFuzz(folder('--fuzz'), number('--edits', 20_000), number('--seed', 1)),
  '--actions': () =>
    measureActions({
      folder: folder('--actions'),
      only: pattern('--only'),
      rewrite: text('--rewrite'),
      each: number('--each', 10),
      seed: number('--seed', 1),
      seconds: number('--seconds', 20),
      define: text('--define'),
    }),
  '--whole': () => measureWhole(folder('--whole'), text('--file'), value('--word')),
  '--words': () =>
    measureWords({
      folder: folder('--words'),
      only: pattern('--only'),
      places: number('--places', 300),
      seed: number('--seed', 1),
      cutLine: value('--cut') === 'line',
    }),
  '--context-recall': () =>
    measureContextRecall({
      folder: folder('--context-recall'),
      only: pattern('--only'),
      each: number('--each', 40),
      seed: number('--seed', 1),
      maxTokens: number('--max-tokens', defaultSettings['completion.maxTokens']),
      without: text('--without')
        .split(',')
        .filter((one) => one !== ''),
      list: number('--list', 0),
    }),
  '--cones': () =>
    measureCones({
      folder: folder('--cones'),
      libraries: folders('--with'),
      only: pattern('--only'),
      across: process.argv.includes('--across'),
      list: number('--list', 10),
      out: value('--out'),
    }),
  '--clocks': () => measureClocks([folder('--clocks'), ...folders('--with')], text('--tops').split(',')),
  '--pairs': () =>
    measurePairs({
      folder: folder('--pairs'),
      only: pattern('--only'),
      source: text('--source'),
      budgetMs: number('--budget', 60) * 1000,
      out: value('--out'),
    }),
  '--machines': () =>
    value('--dump') === undefined
      ? checkMachines(folder('--machines'), path.resolve('test/data/machines.json'))
      : dumpMachines(folder('--machines'), pattern('--dump')),
  '--graph-speed': () => measureGraphSpeed([folder('--graph-speed'), ...folders('--with')], pattern('--only'), number('--runs', 1)),
};

void (measurements[process.argv.find((one) => one in measurements) ?? ''] ?? measureBudgets)();

/** What stands behind an option on the command line. */
function toolsWanted(): 'auto' | 'embedded' | 'native' {
  const tools = value('--tools');
  return tools === 'embedded' || tools === 'native' ? tools : 'auto';
}

function value(name: string): string | undefined {
  const at = process.argv.indexOf(name);
  return at < 0 ? undefined : process.argv[at + 1];
}

function text(name: string): string {
  return value(name) ?? '';
}

function number(name: string, usual: number): number {
  return Number(value(name) ?? usual);
}

function pattern(name: string): RegExp {
  return new RegExp(text(name));
}

function folder(name: string): string {
  return path.resolve(value(name) ?? '.');
}

/** Folders after an option, with commas or blanks between them. */
function folders(name: string): string[] {
  return process.argv.includes(name)
    ? wordsAfter(name)
        .flatMap((one) => one.split(','))
        .filter((one) => one !== '')
        .map((one) => path.resolve(one))
    : [];
}

/** The folders after an option, up to the next one. */
function listed(name: string): string[] {
  return wordsAfter(name).map((one) => path.resolve(one));
}

function wordsAfter(name: string): string[] {
  const after = process.argv.slice(process.argv.indexOf(name) + 1);
  const end = after.findIndex((one) => one.startsWith('--'));
  return end < 0 ? after : after.slice(0, end);
}
