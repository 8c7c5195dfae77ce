import { silentLog } from '../../../server/src/base/log';
import { failure, success } from '../../../server/src/base/outcome';
import type {
  CompleteRequest,
  DesignRequest,
  Engine,
  GenerateRequest,
  Progress,
  TimingRequest,
  VerifyRequest,
} from '../../../server/src/engine/engine';
import { hierarchyOf } from '../../../server/src/engine/hierarchyJob';
import { composeRequest, type Draft } from '../../../server/src/llm/composeRequest';
import { analyzeModule } from '../../../server/src/graph/moduleGraph';
import { signalRoles } from '../../../server/src/graph/signalRoles';
import type { Completion, Diagnostic, ProjectStatus, SentRequest, Timing, Verdict } from '../../../server/src/protocol/contract';
import type { Generated } from '../../../server/src/protocol/jobs';
import { symbolProject } from '../../../server/src/model/symbols/symbolProject';
import { WorkspaceIndex } from '../../../server/src/model/workspaceIndex';
import { loadParser } from '../syntax/reading';

export const checked: Verdict = {
  verdict: 'checked',
  reached: 'lint',
  contract: { kind: 'newCode' },
  rungs: [{ name: 'parse', outcome: 'passed', ms: 1, detail: 'clean', diagnostics: [] }],
  reason: 'parse, elaborate and lint passed',
  id: 'v1',
};

/** An engine whose slow answers the test decides: it shows what the language server does with them, not what is right. */
export class StandInEngine implements Engine {
  readonly texts = new Map<string, { version: number; text: string }>();
  readonly calls: string[] = [];
  disposed = false;
  onCheck: (request: DesignRequest, signal: AbortSignal) => Promise<Diagnostic[]> = () => Promise.resolve([]);
  onCheckText: (path: string, signal: AbortSignal) => Promise<readonly Diagnostic[] | undefined> = () => Promise.resolve(undefined);
  quickTiming: Engine['quickTiming'] = () => Promise.resolve(undefined);
  onVerify: (request: VerifyRequest, signal: AbortSignal) => Promise<Verdict> = () => Promise.resolve(checked);
  onTiming: (request: TimingRequest, signal: AbortSignal, progress: Progress) => Promise<Timing> = () =>
    Promise.reject(new Error('no timing'));
  onComplete: (request: CompleteRequest, signal: AbortSignal) => Promise<Completion> = () =>
    Promise.resolve({ items: [], silent: 'nothing', attempts: 0, withheld: [] });

  /** The real names of the open texts; set before the engine is handed out. */
  symbols!: Engine['symbols'];
  names: WorkspaceIndex | undefined;

  moduleGraph(path: string, name: string): ReturnType<Engine['moduleGraph']> {
    const unit = this.names?.modulesOf(path).find((one) => one.name === name);
    return unit === undefined ? undefined : analyzeModule(this.parsed(path), unit, { find: (other) => this.names?.find(other) ?? [] });
  }
  /** What keeps whoever looks for roles. */
  onRoles: (signal: AbortSignal) => Promise<void> = () => Promise.resolve();
  async signalRoles(path: string, signal: AbortSignal): ReturnType<Engine['signalRoles']> {
    await this.onRoles(signal);
    const modules = (this.names?.modulesOf(path) ?? []).filter((one) => one.kind === 'module');
    return new Map(
      modules.flatMap(({ name }) => {
        const graph = this.moduleGraph(path, name);
        return graph === undefined ? [] : [[name, signalRoles(graph)] as const];
      }),
    );
  }
  hierarchy(request: Parameters<Engine['hierarchy']>[0], signal: AbortSignal): ReturnType<Engine['hierarchy']> {
    if (this.names === undefined) throw new Error('the names were not read');
    return hierarchyOf(request, this.names, { namedTops: [], roots: [] }, signal);
  }
  parsed(path: string): ReturnType<Engine['parsed']> {
    if (this.names === undefined) throw new Error('the names were not read');
    return this.names.parse(path);
  }

  /** Reads the texts as the real engine does. */
  async readNames(): Promise<void> {
    const workspace = {
      readText: (path: string) => this.documentText(path),
      isFile: (path: string) => this.texts.has(path),
      listFiles: () => Promise.resolve([...this.texts.keys()]),
    };
    this.names = new WorkspaceIndex(workspace, await loadParser(), silentLog);
    this.symbols = symbolProject(this.names);
    for (const path of this.texts.keys()) this.names.update(path);
  }
  tests(): ReturnType<Engine['tests']> {
    return Promise.resolve(success([]));
  }
  runTest(): ReturnType<Engine['runTest']> {
    return Promise.resolve(failure('no tests here'));
  }
  whenIndexed(): Promise<void> {
    return Promise.resolve();
  }

  /** A file of the project that is not open. */
  onDisk(path: string, text: string): void {
    this.texts.set(path, { version: 0, text });
    this.names?.update(path);
  }

  private changes = 0;
  revision(): number {
    return this.changes;
  }
  openDocument(path: string, version: number, text: string): void {
    this.changes++;
    this.texts.set(path, { version, text });
    this.names?.update(path);
  }
  closeDocument(path: string): void {
    this.changes++;
    this.texts.delete(path);
    this.names?.update(path);
  }
  fileChanged(path: string): void {
    this.calls.push(`fileChanged ${path}`);
  }
  documentVersion(path: string): number | undefined {
    return this.texts.get(path)?.version;
  }
  documentText(path: string): string | undefined {
    return this.texts.get(path)?.text;
  }

  modulesOf(path: string): ReturnType<Engine['modulesOf']> {
    const text = this.documentText(path) ?? '';
    return [...text.matchAll(/module\s+([A-Za-z_]\w*)/g)].map((match) => {
      const nameStart = match.index + match[0].length - (match[1] ?? '').length;
      const before = text.slice(0, nameStart).split('\n');
      const line = before.length - 1;
      const column = before[line]?.length ?? 0;
      const name = match[1] ?? '';
      const nameRange = {
        path,
        start: nameStart,
        end: nameStart + name.length,
        line,
        column,
        endLine: line,
        endColumn: column + name.length,
      };
      const range = { ...nameRange, start: match.index, end: text.length, endLine: text.split('\n').length - 1 };
      const empty = { parameters: [], ports: [], nets: [], instances: [], functions: [], types: [], imports: [], references: [] };
      return { name, kind: 'module' as const, path, range, nameRange, headerRange: range, ...empty, damaged: false };
    });
  }
  findModules(name: string): ReturnType<Engine['modulesOf']> {
    return [...this.texts.keys()].flatMap((path) => this.modulesOf(path).filter((unit) => unit.name === name));
  }
  /** Every `@` is a syntax error. */
  syntaxDiagnostics(path: string): Diagnostic[] {
    const lines = (this.documentText(path) ?? '').split(/\r\n|\n/);
    return lines.flatMap((text, at): Diagnostic[] => {
      const column = text.indexOf('@') + 1;
      if (column === 0) return [];
      const place = { file: path, line: at + 1, column, endLine: at + 1, endColumn: column + 1 };
      return [{ ...place, severity: 'error', code: 'syntax/error', source: 'signoff', message: 'unexpected @' }];
    });
  }
  status: ProjectStatus = { descriptions: [], why: [], passedOver: [], reads: [], complete: true, words: [] };
  problems: Diagnostic[] = [];
  foldersOfInclude(name: string) {
    return [...this.texts.keys()].filter((path) => path.endsWith(`/${name}`)).map((path) => path.slice(0, -name.length - 1));
  }
  formats = false;
  canFormat() {
    return Promise.resolve(this.formats);
  }
  format(_path: string, text: string) {
    if (!this.formats) return Promise.resolve(failure('verible-verilog-format is not installed'));
    return Promise.resolve(success(text.replace(/ +/g, ' ')));
  }
  projectStatus() {
    return Promise.resolve(this.status);
  }
  projectProblems() {
    return Promise.resolve(this.problems);
  }
  whyFile(path: string) {
    return Promise.resolve({ file: path, belongs: true, why: ['it was opened'] });
  }
  checkText(path: string, _limits: unknown, signal: AbortSignal) {
    return this.onCheckText(path, signal);
  }
  async check(request: DesignRequest, _limits: unknown, signal: AbortSignal) {
    this.calls.push('check');
    return success(await this.onCheck(request, signal));
  }
  index() {
    return Promise.resolve(failure('none'));
  }
  graph() {
    return Promise.resolve(success({ module: 'm', kind: 'dfg' as const, nodes: [], edges: [] }));
  }
  renderGraph() {
    return Promise.resolve(success({ text: 'text' }));
  }
  async verify(request: VerifyRequest, _limits: unknown, progress: Parameters<Engine['verify']>[2], signal: AbortSignal) {
    this.calls.push('verify');
    for (const rung of checked.rungs) progress({ message: rung.name, rung });
    return success(await this.onVerify(request, signal));
  }
  judge() {
    return Promise.resolve(failure('none'));
  }
  bench() {
    return Promise.resolve(failure('none'));
  }
  optimize() {
    return Promise.resolve(failure('none'));
  }
  testbench() {
    return Promise.resolve(failure('none'));
  }
  document(): ReturnType<Engine['document']> {
    return Promise.resolve(failure('not asked for'));
  }
  fix() {
    return Promise.resolve(failure('not asked for'));
  }
  review() {
    return Promise.resolve(failure('not asked for'));
  }
  cModel() {
    return Promise.resolve(failure('none'));
  }
  explain() {
    return Promise.resolve(failure('none'));
  }
  assertions() {
    return Promise.resolve(failure('none'));
  }
  onGenerate: (request: GenerateRequest) => Generated = () => ({ files: [], questions: [], assumptions: [], tables: [], attempts: [] });
  generate(request: GenerateRequest) {
    this.calls.push('generate');
    return Promise.resolve(success(this.onGenerate(request)));
  }
  timingRanks: Engine['timingRanks'] = () => Promise.resolve(failure('no ranks'));
  async timing(request: TimingRequest, _limits: unknown, progress: Progress, signal: AbortSignal) {
    this.calls.push(request.fix === true ? 'timing --fix' : 'timing');
    return success(await this.onTiming(request, signal, progress));
  }
  /** For a text that is not (yet) the document's. */
  onSupposed: StandInEngine['onComplete'] = () => Promise.resolve({ items: [], silent: 'nothing', attempts: 0, withheld: [] });
  atOnce: (request: CompleteRequest) => Completion | undefined = () => undefined;
  completeAtOnce(request: CompleteRequest): Completion | undefined {
    return this.atOnce(request);
  }
  onCheckAccepted: (id: string) => Promise<Verdict | undefined> = () => Promise.resolve(undefined);
  checkAccepted(id: string): Promise<Verdict | undefined> {
    return this.onCheckAccepted(id);
  }
  async complete(request: CompleteRequest, _limits: unknown, signal: AbortSignal) {
    if (request.text !== undefined) return success(await this.onSupposed(request, signal));
    this.calls.push('complete');
    return success(await this.onComplete(request, signal));
  }
  context() {
    return Promise.resolve(failure('none'));
  }
  readonly model = { provider: 'builtin', detail: '' };
  doctor() {
    return Promise.resolve({ signoff: '0', node: '0', platform: 'test', tools: [], model: this.model, reports: [], targets: [] });
  }
  onEvidence: ((id: string) => ReturnType<Engine['evidence']>) | undefined;
  sentRequests(): readonly SentRequest[] {
    return this.sent;
  }
  handOver(draft: Draft): { system: string; prompt: string } {
    return composeRequest(draft, { neverSent: () => false }).request;
  }
  contextItems(): ReturnType<Engine['contextItems']> {
    return Promise.resolve(success([{ path: '/w/pk.sv', text: 'package pk; endpackage' }]));
  }
  /** What `sentRequests` answers. */
  sent: SentRequest[] = [];
  neverSent(): boolean {
    return false;
  }
  neverSentBelow(): Promise<undefined> {
    return Promise.resolve(undefined);
  }
  evidence(id: string): ReturnType<Engine['evidence']> {
    if (this.onEvidence !== undefined) return this.onEvidence(id);
    return id === 'v1' ? { verdict: checked } : undefined;
  }
  warmed = false;
  warm(): Promise<void> {
    this.warmed = true;
    return Promise.resolve();
  }

  dispose(): Promise<void> {
    this.disposed = true;
    return Promise.resolve();
  }
}
