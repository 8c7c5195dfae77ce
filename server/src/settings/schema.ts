/**
 * Every setting, once: type, default, scope and help text. The manifest's configuration block and the docs are made from this table
 * (a test compares them). A setting that names a program, an endpoint or a launcher is machine-scoped: a repository cannot set it.
 */
export type SettingScope = 'machine' | 'window' | 'resource';

interface SettingBase<T> {
  readonly default: T;
  readonly scope: SettingScope;
  readonly help: string;
}

export type Setting =
  | (SettingBase<string> & { readonly type: 'string'; readonly values?: Readonly<Record<string, string>>; readonly pattern?: string })
  | (SettingBase<boolean> & { readonly type: 'boolean' })
  | (SettingBase<number> & { readonly type: 'number'; readonly minimum: number; readonly maximum: number })
  | (SettingBase<readonly string[]> & { readonly type: 'strings' });

const program = (name: string, does: string): Setting & { type: 'string' } => ({
  type: 'string',
  default: '',
  scope: 'machine',
  help: `Path of \`${name}\` (${does}). Empty: searched on the PATH.`,
});

const feature = (what: string): Setting & { type: 'string' } => ({
  type: 'string',
  default: 'auto',
  scope: 'window',
  values: {
    auto: 'On, unless another extension that is known to offer it is enabled.',
    on: 'On in any case.',
    off: 'Off.',
  },
  help: `${what} Doctor says what is off and why.`,
});

export const settingsSchema = {
  model: {
    type: 'string',
    default: 'builtin',
    scope: 'machine',
    pattern: '^(builtin|editor|anthropic(:[A-Za-z0-9._:@/-]+)?)$',
    help: 'Who proposes suggestions. `builtin`: templates over the design itself, nothing leaves the machine. `anthropic` or `anthropic:MODEL`: the Messages API with your key or your own endpoint. `editor`: the language model that the editor offers.',
  },
  'anthropic.baseUrl': {
    type: 'string',
    default: '',
    scope: 'machine',
    help: 'Address of a server that speaks the Anthropic Messages API, a local one included. Empty: the official service.',
  },
  'completion.enabled': {
    type: 'boolean',
    default: true,
    scope: 'resource',
    help: 'Offer ghost text. What appears has passed parse, elaboration and lint in your project first.',
  },
  'completion.budgetSeconds': {
    type: 'number',
    default: 20,
    minimum: 1,
    maximum: 300,
    scope: 'window',
    help: 'Longest time one suggestion may take, model and checks together. What is not checked by then is not shown.',
  },
  'completion.maxTokens': {
    type: 'number',
    default: 6000,
    minimum: 200,
    maximum: 100000,
    scope: 'window',
    help: 'Most tokens of design context sent with one request.',
  },
  'jobs.budgetSeconds': {
    type: 'number',
    default: 120,
    minimum: 1,
    maximum: 86400,
    scope: 'window',
    help: 'Longest time of a job (generate, testbench, assertions, review), model and checks together.',
  },
  'jobs.maxRounds': {
    type: 'number',
    default: 8,
    minimum: 1,
    maximum: 100,
    scope: 'machine',
    help: 'Most replies of a model that one job consumes.',
  },
  'jobs.maxTokens': {
    type: 'number',
    default: 120000,
    minimum: 1000,
    maximum: 10000000,
    scope: 'machine',
    help: 'Most tokens, sent and received, that one job spends.',
  },
  'jobs.maxCost': {
    type: 'number',
    default: 0,
    minimum: 0,
    maximum: 10000,
    scope: 'machine',
    help: 'Most US dollars that one job spends, by the prices below; 0: no limit of its own.',
  },
  'jobs.inputPrice': {
    type: 'number',
    default: 0,
    minimum: 0,
    maximum: 10000,
    scope: 'machine',
    help: 'US dollars per million tokens sent, for the cost that jobs show; 0: no cost is shown.',
  },
  'jobs.outputPrice': {
    type: 'number',
    default: 0,
    minimum: 0,
    maximum: 10000,
    scope: 'machine',
    help: 'US dollars per million tokens received.',
  },
  'completion.samples': {
    type: 'number',
    default: 1,
    minimum: 1,
    maximum: 8,
    scope: 'window',
    help: 'Replies that a model is asked for at one place. Those that pass are compared by proof: the behaviour that most of them have is shown, as the reply of it with the fewest cells.',
  },
  'completion.sampleTokens': {
    type: 'number',
    default: 20000,
    minimum: 0,
    maximum: 1000000,
    scope: 'window',
    help: 'Most tokens, estimated, that the replies besides the first may cost at one place, sent and received. Fewer are asked for when they would cost more.',
  },
  'verify.budgetSeconds': {
    type: 'number',
    default: 60,
    minimum: 1,
    maximum: 86400,
    scope: 'window',
    help: 'Longest time for Verify Module. A check that does not end in time is `unknown`, never a pass.',
  },
  'verify.onSave': {
    type: 'boolean',
    default: true,
    scope: 'resource',
    help: 'Elaborate and lint the file with local tools after a pause in typing and on save.',
  },
  'timing.enabled': {
    type: 'boolean',
    default: false,
    scope: 'resource',
    help: 'Estimate timing when a file is saved and mark violated endpoints.',
  },
  'timing.period': {
    type: 'number',
    default: 10,
    minimum: 0.01,
    maximum: 1000000,
    scope: 'resource',
    help: 'Clock period in ns that endpoints are held against. An SDC file or a report overrides it.',
  },
  'timing.clock': {
    type: 'string',
    default: '',
    scope: 'resource',
    help: 'Clock input of the module. Empty: the clocks that the flip-flops name.',
  },
  'timing.target': {
    type: 'string',
    default: 'ice40-hx',
    scope: 'resource',
    help: 'Delay model of the estimate: `ice40-hx`, `ice40-lp`, `ice40-up`; `generic-asic`, `ecp5-like` and `7-series-like` give an order of paths and no times.',
  },
  'timing.latency': {
    type: 'number',
    default: 0,
    minimum: 0,
    maximum: 8,
    scope: 'resource',
    help: 'How many cycles later timing fixes may let the outputs of a module come. From 1 on a pipeline stage is tried too; whoever uses the module has to expect it.',
  },
  'timing.report': {
    type: 'string',
    default: '',
    scope: 'resource',
    help: 'A static timing report to read instead of estimating, relative to the workspace folder.',
  },
  'project.filelists': {
    type: 'strings',
    default: [],
    scope: 'resource',
    help: 'Project files that say what belongs to the project, relative to the workspace folder: file lists (`.f`), `.slang/server.json`, `Bender.yml`, FuseSoC `.core`, `.eda.yml`. Empty: see `signoff.project.discover`.',
  },
  'project.discover': {
    type: 'boolean',
    default: true,
    scope: 'resource',
    help: 'Without `signoff.project.filelists`, read the project file that stands in the workspace folder: `.slang/server.json`, `verible.filelist`, `Bender.yml`, FuseSoC `*.core`, `*.eda.yml` or a single `*.f`, the first of these that is there.',
  },
  'project.targets': {
    type: 'strings',
    default: [],
    scope: 'resource',
    help: 'Targets that project files are read for: Bender targets, or the target and flags of FuseSoC (`lint`, `tool_verilator`). Empty: what a simulation of the project itself takes.',
  },
  'project.variables': {
    type: 'strings',
    default: [],
    scope: 'resource',
    help: 'Variables of file lists as `NAME=FOLDER`, relative to the workspace folder. They come before those of the environment.',
  },
  'project.includeDirs': {
    type: 'strings',
    default: [],
    scope: 'resource',
    help: 'Include directories, relative to the workspace folder.',
  },
  'project.defines': { type: 'strings', default: [], scope: 'resource', help: 'Macros as `NAME` or `NAME=VALUE`.' },
  'inlayHints.ports': {
    type: 'boolean',
    default: true,
    scope: 'resource',
    help: 'Show direction and width of the port at each named connection of an instance, with the parameters of that instance.',
  },
  'inlayHints.parameters': {
    type: 'boolean',
    default: true,
    scope: 'resource',
    help: 'Show the value of parameters, localparams and overrides that are written as an expression.',
  },
  'inlayHints.endLabels': {
    type: 'boolean',
    default: true,
    scope: 'resource',
    help: 'Show what a long block or unit was, behind the word that ends it.',
  },
  'inlayHints.slack': {
    type: 'boolean',
    default: true,
    scope: 'resource',
    help: 'Show the slack of registers where they are declared, once timing was analysed, and how it changes while you type (an estimate, marked `≈`).',
  },
  'features.completion': feature('Lists of words while typing.'),
  'features.hover': feature('Declarations shown under the pointer.'),
  'features.signatureHelp': feature('Ports, parameters and arguments shown while they are filled in.'),
  'features.definition': feature('Go to definition, declaration and type definition.'),
  'features.references': feature('Find references.'),
  'features.rename': feature('Rename over the project.'),
  'features.highlights': feature('Other uses of the name at the cursor marked.'),
  'features.documentSymbols': feature('Outline of a document.'),
  'features.workspaceSymbols': feature('Search of names over the project.'),
  'features.callHierarchy': feature('Fan-in and fan-out as a call hierarchy.'),
  'features.semanticTokens': feature('Colours by what a name is.'),
  'features.inlayHints': feature('Hints between the text; see also `signoff.inlayHints`.'),
  'features.folding': feature('Folding of units, blocks and conditionals.'),
  'features.selectionRanges': feature('Selections that grow by units of the grammar.'),
  'features.links': feature('Links from includes to their files.'),
  'features.codeLens': feature('Verify and the last verdict above each module.'),
  'features.codeActions': feature('Rewrites and fixes.'),
  'features.formatting': feature('Formatting through Verible.'),
  'features.diagnostics': feature('Problems of syntax and elaboration. Timing and ghost text have their own settings.'),
  'features.lint': feature(
    'Latches, drivers, loops and the rules of Verilator, which an extension that only elaborates does not look for.',
  ),
  'tools.use': {
    type: 'string',
    default: 'auto',
    scope: 'machine',
    values: {
      auto: 'Embedded tools, and installed ones where they add something.',
      embedded: 'Only what ships inside Signoff.',
      native: 'Installed programs first.',
    },
    help: 'Which tools may run.',
  },
  'tools.iverilog': program('iverilog', 'Icarus Verilog: testbenches and the independent simulation'),
  'tools.verilator': program('verilator', 'lint, coverage, and testbenches that Icarus cannot read'),
  'tools.yosys': program('yosys', 'native synthesis and proofs'),
  'tools.nextpnr': program('nextpnr-ice40', 'place and route'),
  'tools.sta': program('sta', 'OpenSTA: static timing with your library'),
  'tools.verible': program('verible-verilog-format', 'formatting'),
  'tools.python': program('python3', 'cocotb tests and VUnit scripts: the Python of an environment that has them'),
  'tools.launcher': {
    type: 'string',
    default: '',
    scope: 'machine',
    help: 'Command put before every program that Signoff starts, for example `srun -n1`. Split at spaces; no shell reads it. The folder that `TMPDIR` names must be the same on both machines.',
  },
  'copilot.context': {
    type: 'boolean',
    default: false,
    scope: 'machine',
    help: 'Give GitHub Copilot, where it is installed, the headers, package items and macros of other files that matter at the cursor. They go where Copilot sends its requests; `signoff.privacy.neverSend` holds.',
  },
  'privacy.neverSend': {
    type: 'strings',
    default: [],
    scope: 'machine',
    help: 'Path patterns (`**/secret/**`) of files whose text is never sent to a model.',
  },
} as const satisfies Record<string, Setting>;

export type SettingKey = keyof typeof settingsSchema;
type Widen<S extends Setting> = S extends { type: 'string' }
  ? string
  : S extends { type: 'boolean' }
    ? boolean
    : S extends { type: 'number' }
      ? number
      : readonly string[];
export type Settings = { readonly [K in SettingKey]: Widen<(typeof settingsSchema)[K]> };
