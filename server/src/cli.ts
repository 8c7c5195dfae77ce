#!/usr/bin/env node
/** The `signoff` program: reads the command line, asks the engine, prints one answer. Every exit goes through `finish`. */
import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import nodeModule from 'node:module';
import { availableParallelism } from 'node:os';
import { spawn } from 'node:child_process';
import path from 'node:path';
import { Command, CommanderError, Option } from 'commander';
import { failure, type Failure } from './base/outcome';
import { badInput, exitCode, type Answer, type CommandContext, type CommonOptions } from './commands/command';
import { optimize, type OptimizeOptions } from './commands/optimize';
import { assertCommand } from './commands/assert';
import { addSpending, collect, positive, spendOf, type JobOptions } from './commands/jobOptions';
import type { ModuleJobOptions } from './commands/moduleJob';
import { bench, type BenchOptions } from './commands/bench';
import { check } from './commands/check';
import { cModel } from './commands/cModel';
import { complete, context as contextCommand, type PlaceOptions } from './commands/complete';
import { documentCommand, type DocumentOptions } from './commands/document';
import { doctor } from './commands/doctor';
import { fix, type FixOptions } from './commands/fix';
import { explain, type ExplainOptions } from './commands/explain';
import { generate, type GenerateOptions } from './commands/generate';
import { graph, type GraphOptions } from './commands/graph';
import { indexCommand } from './commands/indexCommand';
import { judgeBatch, type BatchOptions } from './commands/judgeBatch';
import { relativePaths } from './commands/relativePaths';
import { review } from './commands/review';
import { test, type TestOptions } from './commands/test';
import { testbench } from './commands/testbench';
import { timing, type TimingOptions } from './commands/timing';
import { variablesOf } from './commands/variablesOf';
import { equiv, judge, verify, type ComparisonOptions } from './commands/verify';
import { composeEngine, type ComposeOptions } from './compose';
import { designPath } from './engine/designArgument';
import type * as mcp from './mcp';
import { ensureCapableNode } from './platform/nodeVersion';
import { timingTargets } from './timing/delayModel';
import { rankTargets } from './timing/ranks/registry';
import { signoffVersion } from './version';

/** For what takes as long as it takes (s). */
const wholeDay = 86_400;

type Handler = (context: CommandContext) => Promise<Answer>;

const wantsJson = (): boolean => process.argv.slice(2).some((word) => word === '--json');

async function main(): Promise<void> {
  const program = buildProgram();
  try {
    await program.parseAsync(process.argv);
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return finish(undefined, exitCode.clean);
    finish(
      badInput({ message: error.message.replace(/^error: /, '').replace(/\.?\s*$/, ''), hint: 'See signoff --help.' }),
      exitCode.badInput,
    );
  }
}

function buildProgram(): Command {
  const program = new Command('signoff')
    .description('The hardware design copilot whose suggestions have already been checked.')
    .version(signoffVersion)
    .exitOverride()
    .configureOutput({ writeErr: () => undefined });

  add(program, 'check <files...>', 'diagnostics: syntax, elaboration, lint')
    .option('--top <module>', 'module to elaborate')
    .action((files: string[], options: CommonOptions & { top?: string }) =>
      run(options, (context) => check(files, options, context), [process.cwd()]),
    );
  add(program, 'index [dir]', 'what the project holds: files, modules, unresolved names, why a file is in or out').action(
    (dir: string | undefined, options: CommonOptions) => run(options, (context) => indexCommand(dir, context), [path.resolve(dir ?? '.')]),
  );
  add(program, 'graph <file>', 'control flow, data flow, timing dependencies, state machines, hierarchy')
    .requiredOption('--kind <kind>', 'cfg|dfg|stdg|fsm|hierarchy|clocks')
    .option('--across', 'data flow and timing dependencies through all instances below the module')
    .option('--module <module>', 'module of the file (default: its only or last one)')
    .option('--format <format>', 'text|json|dot|svg')
    .option('--max-tokens <n>', 'budget of the text form')
    .option('--of <name>', 'only this: a signal (its cone), a state register, a process, an instance')
    .option('--line <n>', 'only what is on this line; in text it comes first')
    .option('--way <way>', 'of a cone: drivers|loads|both')
    .option('--steps <n>', 'how many assignments a cone follows, or levels of a hierarchy; all: to the end')
    .option('--registers <n>', 'behind how many registers a cone ends (default 1); all: to the end')
    .action((file: string, options: CommonOptions & GraphOptions) => run(options, (context) => graph(file, options, context)));
  comparison(add(program, 'verify <files...>', 'climbs the ladder for a module'))
    .option('--golden <file>', 'description it must equal')
    .addOption(
      new Option('--mutants <n>', 'when its testbenches pass: tries this many faults of the module on them').argParser(
        positive('--mutants'),
      ),
    )
    .action((files: string[], options: CommonOptions & ComparisonOptions) => run(options, (context) => verify(files, options, context)));
  comparison(add(program, 'equiv <golden> <candidate>', 'equivalence of two descriptions'))
    .option('--latency <n>', 'candidate answers n cycles later; auto finds n in 0..8')
    .action((golden: string, candidate: string, options: CommonOptions & ComparisonOptions) =>
      run(options, (context) => equiv(golden, candidate, options, context)),
    );
  comparison(add(program, 'judge [candidate]', 'the ladder as a graded score'))
    .option('--golden <file>', 'description it must equal')
    .option('--latency <n>', 'candidate answers n cycles later')
    .option('--batch <file>', 'judge what the lines of this file say, a JSON object each; --budget is for each')
    .option('--pairs <file>', 'with --batch: write preference pairs, a JSON object per line')
    .option('--shard <i/n>', 'with --batch: only every nth line from the ith on, for one job of an array')
    .option('--merge <files...>', 'with --batch: judge nothing, put the JSON answers of an array together')
    .addOption(jobsOption('candidates'))
    .action((candidate: string | undefined, options: CommonOptions & ComparisonOptions & Partial<BatchOptions>) =>
      judgeEither(candidate, options),
    );
  add(program, 'test [files...]', 'runs testbenches, cocotb and VUnit tests of files; without any, of the whole directory')
    .option('--name <pattern>', 'only tests whose name matches this regular expression')
    .option('--list', 'say what there is, and run nothing')
    .option('--waves', 'leave a waveform of each run')
    .option('--coverage', 'count which lines ran and which bits changed, with Verilator')
    .addOption(jobsOption('tests'))
    .action((files: string[], options: CommonOptions & TestOptions) => run(options, (context) => test(files, options, context)));
  const benching = add(program, 'bench <suite>', 'a published benchmark through the ladder; --budget, when given, ends it early')
    .requiredOption('--data <dir>', 'folder with the data of the benchmark')
    .addOption(
      new Option('--provider <who>', 'who answers: its own references, these with faults, or the model of --model')
        .choices(['reference', 'mutants', 'model'])
        .default('reference'),
    )
    .option('--cases <pattern>', 'only cases whose name matches this regular expression')
    .addOption(new Option('--mutants <n>', 'mutants per case').default(5).argParser(positive('--mutants')))
    .addOption(new Option('--places <n>', 'of completion: masked places of each kind').default(20).argParser(positive('--places')))
    .addOption(new Option('--samples <n>', 'answers of the model to each case, for pass@k').default(1).argParser(positive('--samples')))
    .option('--no-graph', 'show the model no facts of graphs, and have no modules planned')
    .option('--no-loop', 'take the first answer as it comes: no tables solved, nothing repaired')
    .option('--keep <file>', 'write each answer of the model to this file as it comes, and go on with those that it holds')
    .addOption(jobsOption('cases'));
  addSpending(benching);
  // A suite takes as long as it takes; each case has its own limit.
  benching.setOptionValueWithSource('budget', wholeDay, 'default');
  benching.action((suite: string, options: JobOptions & BenchOptions) => runJob(options, (context) => bench(suite, options, context)));
  add(program, 'timing <files...>', 'violated paths, causes, proven fixes')
    .option('--top <module>', 'module to time')
    .option('--clock <name>', 'clock input')
    .option('--period <ns>', 'clock period in ns')
    .option(
      '--target <model>',
      `delay model: ${timingTargets.join(', ')}; by rank only, without times: ${rankTargets.join(', ')}`,
      timingTargets[0],
    )
    .option('--report <file>', 'read a static timing report instead of estimating')
    .option('--liberty <file>', 'cell library that the estimate maps to and times with')
    .option('--sdc <file>', 'constraints')
    .option('--fix', 'look for proven fixes')
    .option('--latency <cycles>', 'with --fix: outputs may come so many cycles later (a pipeline stage)')
    .option('--write', 'apply the fixes to the files')
    .option('--baseline <file>', 'an earlier result (--json): exit 1 only for violations that are new or worse than in it')
    .action((files: string[], options: CommonOptions & TimingOptions) => run(options, (context) => timing(files, options, context)));
  for (const [name, text, handler] of [
    ['complete', 'the suggestions that ghost text would show, with evidence', complete],
    ['context', 'exactly what would be sent to a model', contextCommand],
  ] as const) {
    const command = add(program, `${name} <file>`, text)
      .requiredOption('--line <line>', '1-based line')
      .requiredOption('--column <column>', '1-based column')
      .option('--max-tokens <n>', 'context budget');
    if (name === 'context')
      command.option('--without <kinds>', 'kinds of pieces to leave away, joined by commas: graph, similar, likely …');
    command.action((file: string, options: CommonOptions & PlaceOptions) => run(options, (context) => handler(file, options, context)));
  }
  addJobs(program);
  add(program, 'doctor', 'tools found, versions, what each missing one would add').action((options: CommonOptions) =>
    run(options, doctor, [process.cwd()]),
  );
  program
    .command('lsp')
    .description('the language server')
    .option('--stdio', 'over standard input and output')
    .allowUnknownOption()
    .exitOverride()
    .action(async () => (await import('./lsp')).serve());
  add(program, 'mcp', 'the same engine as tools for agents, over the Model Context Protocol on standard input and output')
    .addOption(new Option('--editor <pipe>', 'started by an editor that listens at this pipe').hideHelp())
    .action(serveAgents);
  return program;
}

function aboutModule(command: Command): Command {
  return command
    .option('--top <module>', 'the module (default: its only or last one)')
    .option('--out <file>', 'where the proposed file goes (default: beside the module)')
    .option('--write', 'write the proposed file; one that exists is not overwritten, but for the one that optimize worked on');
}

/** What proposes code or tells of it. */
function addJobs(program: Command): void {
  addJob(
    program,
    'generate <spec>',
    'a module from its specification: a text, Markdown, or a Verilog file with a comment above an empty module',
  )
    .option('--module <name>', 'the empty module that is meant, or how the new one is called')
    .option('--out <file>', 'where the module goes (default: beside the specification)')
    .option('--answer <sentence>', 'settles what the specification leaves open', collect)
    .option('--testbench <file>', 'testbench that the module must pass', collect)
    .option('--assume', 'take the usual answer to every question')
    .option('--write', 'write the module; a file that holds something is not overwritten')
    .action((spec: string, options: JobOptions & GenerateOptions) => runJob(options, (context) => generate(spec, options, context)));
  addJob(program, 'explain <file>', 'what a line, a block or a module does, in sentences that its graph entails')
    .option('--top <module>', 'the module (default: the one around the line, else the only or last one)')
    .option('--line <n>', '1-based line', positive('--line'))
    .addOption(
      new Option('--grain <grain>', 'how much at once (default: block with --line, else module)').choices([
        'line',
        'block',
        'module',
        'sentence',
      ]),
    )
    .action((file: string, options: JobOptions & ExplainOptions) => runJob(options, (context) => explain(file, options, context)));
  aboutModule(addJob(program, 'document <file>', 'a module as Markdown from its header and graph, with its state machines as diagrams'))
    .option('--comment', 'as a comment above the module instead')
    .action((file: string, options: JobOptions & DocumentOptions) => runJob(options, (context) => documentCommand(file, options, context)));
  addJob(program, 'fix <file>', 'edits that mend diagnostics: each is tried, and behaviour proved the same or told')
    .option('--line <n>', 'only problems on this line', positive('--line'))
    .option('--code <code>', 'only problems with this code')
    .option('--write', 'apply the edits to the file')
    .action((file: string, options: JobOptions & FixOptions) => runJob(options, (context) => fix(file, options, context)));
  addJob(
    program,
    'review [what...]',
    'what two versions differ in: [REV] [FILE] (default: HEAD and what is there now), A..B, or two files or folders',
  ).action((what: string[], options: JobOptions) => runJob(options, (context) => review(what, context)));
  aboutModule(addJob(program, 'testbench <file>', 'a testbench of a module, run on it and tried on faults of it'))
    .option('--spec <file>', 'a specification, for a reference that a model writes without seeing the module')
    .action((file: string, options: JobOptions & ModuleJobOptions & { spec?: string }) =>
      runJob(options, (context) => testbench(file, options, context)),
    );
  aboutModule(add(program, 'optimize <file>', 'rewrites of a module that are proven equal and take fewer cells or less delay'))
    .addOption(
      new Option('--goal <figure>', 'what is to fall: the product of cells and delay, or one whatever the other does')
        .choices(['both', 'cells', 'delay'])
        .default('both'),
    )
    .action((file: string, options: CommonOptions & OptimizeOptions) => run(options, (context) => optimize(file, options, context)));
  aboutModule(addJob(program, 'cmodel <file>', 'a cycle-accurate model of a module in C99, compiled and run beside it')).action(
    (file: string, options: JobOptions & ModuleJobOptions) => runJob(options, (context) => cModel(file, options, context)),
  );
  aboutModule(addJob(program, 'assert <file>', 'assertions of a module, each proved or bounded, as a file that is bound to it')).action(
    (file: string, options: JobOptions & ModuleJobOptions) => runJob(options, (context) => assertCommand(file, options, context)),
  );
}

function addJob(program: Command, usage: string, description: string): Command {
  return addSpending(add(program, usage, description));
}

function runJob(options: JobOptions, handler: Handler): Promise<void> {
  return run({ ...options, spend: spendOf(options) }, handler);
}

/** A file of its own: no other command pays for reading the protocol's library. */
async function serveAgents(options: CommonOptions & { readonly editor?: string }): Promise<void> {
  const { serve, serveForEditor } = nodeModule.createRequire(__filename)('./mcp.js') as typeof mcp;
  if (options.editor !== undefined) return serveForEditor(options.editor);
  const unusable = (problem: { readonly message: string }): void => finish(badInput(problem), exitCode.badInput);
  await serve({ ...engineOptions(options), limits: limitsOf(options), unusable });
}

/** Options that every command takes (contracts.md section 2). */
function add(program: Command, usage: string, description: string): Command {
  return program
    .command(usage)
    .description(description)
    .exitOverride()
    .configureOutput({ writeErr: () => undefined })
    .option('--json', 'one JSON document on standard output')
    .addOption(new Option('--tools <which>', 'tools that may run').choices(['auto', 'embedded', 'native']).default('auto'))
    .addOption(
      new Option('--budget <seconds>', 'ends within this time plus 5 s with what it has').default(60).argParser(positive('--budget')),
    )
    .addOption(new Option('--seed <n>', 'seed of all stimuli').default(1).argParser(whole('--seed')))
    .option('--launcher <cmd>', 'command put before every program that is started')
    .option('--model <model>', 'builtin|anthropic[:ID]')
    .option('-f, --filelist <file>', 'file list', collect, [])
    .option('-I, --include <dir>', 'include directory', collect, [])
    .option('-D, --define <macro>', 'NAME or NAME=VALUE', collect, [])
    .option('-y, --library <dir>', 'library directory', collect, [])
    .option('--env <variable>', 'NAME=VALUE: a variable of file lists', collect, []);
}

function jobsOption(what: string): Option {
  return new Option('--jobs <n>', `${what} at work at once`).default(availableParallelism()).argParser(positive('--jobs'));
}

function judgeEither(candidate: string | undefined, options: CommonOptions & ComparisonOptions & Partial<BatchOptions>): Promise<void> {
  const { batch, jobs = 1 } = options;
  if (batch !== undefined && candidate === undefined)
    return run({ ...options, whole: wholeDay }, (context) => judgeBatch({ ...options, batch, jobs }, context));
  return run(options, (context) => {
    if (candidate !== undefined && batch === undefined) return judge(candidate, options, context);
    return Promise.resolve(
      badInput({ message: 'judge takes a candidate, or --batch with a file of them', hint: 'See signoff judge --help.' }),
    );
  });
}

function comparison(command: Command): Command {
  return command
    .option('--top <module>', 'module to verify')
    .option('--golden-top <module>', "the golden's module, when its name differs")
    .option('--testbench <file>', 'testbench to run', collect)
    .option('--clock <name>', 'a clock input', collect)
    .option('--reset <name>', 'a reset input, NAME, NAME=0 or NAME=1 (active level)', collect)
    .option('--assume <expr>', 'condition over the inputs under which the two must agree')
    .option('--map <pair>', 'GOLDEN=CANDIDATE: ports under other names, split or merged: data={hi,lo}, bus[7:0]=low', collect);
}

function whole(name: string) {
  return (text: string): number => {
    const value = Number(text);
    if (!Number.isSafeInteger(value)) throw new CommanderError(2, 'signoff.argument', `${name} takes a whole number, not "${text}"`);
    return value;
  };
}

/** `projectRoots`: folders whose project files are read, for the commands that are about a project. `whole` (s): when the budget is for each of many. */
async function run(options: CommonOptions & { whole?: number }, handler: Handler, projectRoots: readonly string[] = []): Promise<void> {
  const interrupt = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => interrupt.abort());
  // The engine keeps the budget itself; this is the net below it, so that the command ends within budget + 5 s whatever happens.
  const signal = AbortSignal.any([
    interrupt.signal,
    AbortSignal.timeout(Math.min(((options.whole ?? options.budget) + 3.5) * 1000, 2 ** 31 - 1)),
  ]);
  const composed = await composeEngine({
    cwd: process.cwd(),
    projectRoots: projectRoots.map((root) => root.split(path.sep).join('/')),
    ...engineOptions(options),
  });
  if (!composed.ok) return finish(badInput(composed), exitCode.badInput);
  const engine = composed.value;
  try {
    const answer = await handler(commandContext(engine, options, signal));
    finish(answer, answer.code);
  } catch (error) {
    const stopped = signal.aborted;
    const said = error instanceof Error ? error.message : String(error);
    // An abort names its clock and not what the user gave it.
    const message = stopped && !interrupt.signal.aborted ? `it did not end within its ${options.whole ?? options.budget} s` : said;
    const hint = stopped
      ? 'Give it more time with --budget.'
      : 'This is a defect of Signoff: please report it with the input that caused it.';
    finish(
      { document: { error: { message, hint } }, text: `signoff: ${message}. ${hint}`, code: 0 },
      stopped ? exitCode.unknown : exitCode.broken,
    );
    if (!stopped && process.env['SIGNOFF_DEBUG'] !== undefined) console.error(error);
  } finally {
    await engine.dispose();
  }
}

function engineOptions(options: CommonOptions): Pick<ComposeOptions, 'project' | 'tools' | 'environment' | 'launcher' | 'model'> {
  return {
    project: { filelists: options.filelist, includeDirs: options.include, defines: options.define, libraryDirs: options.library },
    tools: options.tools,
    environment: { ...process.env, ...variablesOf(options.env) },
    ...(options.launcher === undefined ? {} : { launcher: options.launcher }),
    ...(options.model === undefined ? {} : { model: options.model }),
  };
}

function limitsOf(options: CommonOptions): CommandContext['limits'] {
  const { budget, seed, tools, spend } = options;
  return { seconds: budget, seed, tools, ...(spend === undefined ? {} : { model: spend }) };
}

function commandContext(engine: CommandContext['engine'], options: CommonOptions, signal: AbortSignal): CommandContext {
  const cwd = process.cwd();
  const readText = (file: string): string | undefined => {
    try {
      return readFileSync(file, 'utf8');
    } catch {
      return undefined;
    }
  };
  const resolve = (file: string): string => path.resolve(cwd, file).split(path.sep).join('/');
  return {
    engine,
    options,
    signal,
    interactive: process.stdout.isTTY && process.stderr.isTTY,
    limits: limitsOf(options),
    progress: (message) => process.stderr.write(`${message}\n`),
    resolve,
    relative: (document) => relativePaths(document, `${cwd.split(path.sep).join('/')}/`),
    isPath: (file) => existsSync(resolve(file)),
    readText,
    writeText: (file, text) => written(file, () => writeFileSync(file, text)),
    appendText: (file, text) => written(file, () => appendFileSync(file, text)),
    again: (words) => again(words, signal),
    design: (argument) => designPath(argument, resolve),
  };
}

function written(file: string, write: () => void): Failure | undefined {
  try {
    write();
    return undefined;
  } catch (error) {
    return failure(
      `cannot write ${file}: ${error instanceof Error ? error.message : String(error)}`,
      'Check that you may write the file; nothing in it was changed.',
    );
  }
}

/** Later options win, so that `words` overrule what we were started with. */
function again(words: readonly string[], signal: AbortSignal): Promise<string> {
  return new Promise((resolve) => {
    const [program = '', ...given] = process.argv.slice(1);
    const child = spawn(process.execPath, [...process.execArgv, program, ...given, ...words], {
      stdio: ['ignore', 'pipe', 'inherit'],
      signal,
    });
    let text = '';
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
    child.once('error', () => resolve(text));
    child.once('close', () => resolve(text));
  });
}

/** The only place that writes standard output. */
function finish(answer: Answer | undefined, code: number): void {
  process.exitCode = code;
  if (answer === undefined) return;
  if (wantsJson()) process.stdout.write(`${JSON.stringify(answer.document)}\n`);
  else if (code === exitCode.badInput) process.stderr.write(`${answer.text.replaceAll('\n', ' ')}\n`);
  else process.stdout.write(`${answer.text}\n`);
}

// A reader that has seen enough (`| head`) closes the pipe: that is no failure of ours.
process.stdout.on('error', () => process.exit());
if (ensureCapableNode()) void main();
