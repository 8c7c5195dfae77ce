import type { Log } from '../base/log';
import { finish, finishInSlices } from '../base/pauses';
import type { SourceText } from '../base/ranges';
import type { ParsedFile } from '../syntax/parsedFile';
import type { VerilogParser } from '../syntax/parser';
import { buildCompileUnit, readAhead, type ClosureSources } from './closure';
import type { Filelist } from './filelist';
import { FileScans } from './fileScans';
import { FileTexts } from './fileTexts';
import { findInclude } from './includeSearch';
import { summarizeIndex, type IndexSummary } from './indexResult';
import type { CompileUnitResult, FileRecord, IndexOptions, KeptSummary, ReadFile } from './indexTypes';
import { unitInLibraries } from './libraryFiles';
import { macroElsewhere } from './macroElsewhere';
import type { FileSummary, ModuleInfo } from './moduleInfo';
import { OptionsInForce } from './optionsInForce';
import { baseName, folderOf } from './paths';
import { rankFiles } from './rankFiles';
import { readRecord } from './readRecord';
import { RecordCache } from './recordCache';
import { scanDeclarations, scopeNames, type FileScan } from './scan';
import { scanFolder, sourceExtensions } from './scanFolder';
import { summarize } from './summarize';
import { symbolTable } from './symbols/symbolTable';
import type { SymbolTable } from './symbols/symbolTypes';
import type { TextCache } from './textCache';
import { chooseUnit, nearestUnit, whyNotFound, type UnitSort } from './unitChoice';
import { VhdlEntities, type VhdlUnitKind } from './vhdlEntities';
import type { Workspace } from './workspacePort';

export { sourceExtensions } from './scanFolder';
export type { CompileUnitResult, IndexOptions, MissingInclude, MissingName, ReadFile } from './indexTypes';

/**
 * The project: which file declares what, each file's tree and summary, and the closure of files a tool needs for a module. Needs no
 * configuration: it reads the source files below the added folders. Everything is checked against the current text on each call,
 * so an overlay counts as soon as it is there; `update` is needed for files that are new, gone, or declare other names.
 */
export class WorkspaceIndex {
  private readonly folders = new Set<string>();
  private readonly scanned = new FileScans();
  private readonly entities = new VhdlEntities();
  private readonly records: RecordCache;
  private readonly fileTexts: FileTexts;
  private readonly options = new OptionsInForce();
  private generation = 0;
  /** Folders of files that were opened or changed: the rest of those is asked for first. */
  private readonly near = new Set<string>();
  /** What was checked during the public call that runs now. */
  private session: { depth: number; fresh: Set<string>; texts: Map<string, string | undefined>; visiting: Set<string> } | undefined;

  constructor(
    private readonly workspace: Workspace,
    private readonly parser: VerilogParser,
    private readonly log: Log,
    /** Where scans are kept for the next process. */
    private readonly cache?: TextCache,
  ) {
    this.fileTexts = new FileTexts(workspace);
    this.records = new RecordCache((path) => workspace.isOpen?.(path) === true);
  }

  /** The same project with other texts: what was found out by name is taken over, and `changed` are looked at in the workspace given. */
  fork(workspace: Workspace, changed: Iterable<string>): WorkspaceIndex {
    const fork = new WorkspaceIndex(workspace, this.parser, this.log);
    Object.assign(fork, { folders: new Set(this.folders), scanned: this.scanned.copy(), entities: this.entities });
    fork.options.set(this.options.all);
    for (const path of changed) fork.update(path);
    return fork;
  }

  /** Frees the trees of a fork. */
  dispose(): void {
    this.records.clear();
  }

  /** Scans the source files below a folder. Yields to other work now and then. */
  async addFolder(folder: string): Promise<void> {
    this.folders.add(folder);
    // What was kept is in force as soon as this call returns its promise.
    this.generation++;
    const { files, vhdl, read, changed } = await scanFolder(folder, sourceExtensions, this.scanned, this.workspace, this.cache, this.near);
    this.entities.add(vhdl);
    if (changed) this.generation++;
    this.log.debug(`indexed ${files} source files below ${folder}, ${read} of them read`);
  }

  setOptions(options: IndexOptions): void {
    this.options.set(options);
    this.generation++;
    for (const file of this.listedFiles()) this.scan(file);
  }

  /** Adds the files and options of a file list to those in force. */
  addSources(list: Filelist): void {
    this.options.replaceLists([], [list]);
    this.setOptions(this.options.all);
  }

  /** Puts some file lists in the place of others. */
  replaceSources(gone: readonly Filelist[], lists: readonly Filelist[]): void {
    this.options.replaceLists(gone, lists);
    this.generation++;
    for (const file of this.listedFiles()) if (!this.scanned.byPath.has(file)) this.scan(file);
  }

  /** Tells that a file changed, appeared or went away. */
  update(path: string): void {
    this.near.add(folderOf(path));
    this.fileTexts.forget(path);
    const declared = (): string | undefined => this.scanned.byPath.get(path)?.declares.join();
    const before = declared();
    this.scan(path);
    if (before === undefined || declared() !== before) this.generation++;
  }

  /** All files the index knows, sorted. */
  get files(): readonly string[] {
    return [...this.scanned.byPath.keys()].sort();
  }

  /** Summaries of the units a file declares, in order; empty when it cannot be read. */
  modulesOf(path: string): readonly ModuleInfo[] {
    return this.within(() => this.read(path)?.summary.modules ?? []);
  }

  /** Everything a file declares, its binds included; undefined when it cannot be read. */
  summaryOfFile(path: string): FileSummary | undefined {
    return this.within(() => this.read(path)?.summary);
  }

  /** All units of a name, over the whole project. */
  find(name: string): ModuleInfo[] {
    return this.within(() => [...this.candidates(name, '')]);
  }

  /** The module, interface or program that an instance of `name` in the file `from` means: the nearest one. Undefined when there is none. */
  resolveUnit(name: string, from: string): ModuleInfo | undefined {
    return this.within(() => nearestUnit(this.candidates(name, from)) ?? this.inLibraries(name));
  }

  /** The parsed file; the same object as long as neither it nor an include changed. An unreadable file parses as empty. */
  parse(path: string): ParsedFile {
    return this.within(() => {
      const record = this.record(path);
      record.parsed ??= this.parseNow(record.source, undefined).parsed;
      record.lent = true;
      this.records.touch(path, record);
      return record.parsed;
    });
  }

  /**
   * Everything a tool needs to elaborate the units of `path` (or `top` alone): packages and what they need first, then each file
   * before those that instantiate its modules.
   */
  compileUnit(path: string | readonly string[], top?: string): CompileUnitResult {
    return this.within(() => finish(buildCompileUnit([path].flat(), top, this.sources())));
  }

  /** The same, in slices of 15 ms with other work between them; rejects when it is told to stop. */
  compileUnitLater(path: string | readonly string[], top: string | undefined, signal: AbortSignal): Promise<CompileUnitResult> {
    return finishInSlices(buildCompileUnit([path].flat(), top, this.sources()), (slice) => this.within(slice), signal);
  }

  /** Reads a file after the packages it needs, in slices of 15 ms; rejects when it is told to stop. */
  readLater(path: string, signal: AbortSignal): Promise<void> {
    return finishInSlices(readAhead(path, this.sources()), (slice) => this.within(slice), signal);
  }

  private sources(): ClosureSources {
    return {
      read: (file) => this.read(file),
      parse: (file) => this.record(file),
      filesNeededBy: (file) => this.filesNeededBy(file),
      filesDeclaring: (name, from) => this.filesDeclaring(name, from),
      resolve: (name, from, kinds) => this.resolve(name, from, kinds),
      included: (name, from) => {
        const path = this.findInclude(name, from);
        const text = path === undefined ? undefined : this.textOf(path);
        return path === undefined || text === undefined ? undefined : { path, text };
      },
      includeDirs: this.includeDirs(),
      defines: this.defines(),
    };
  }

  /** Include directories in force: options first, then file lists. */
  includeDirs(): string[] {
    return this.options.includeDirs();
  }

  defines(): Record<string, string> {
    return this.options.defines();
  }

  /** Files named by options and file lists, in order. */
  listedFiles(): string[] {
    return this.options.listedFiles();
  }

  /** Folders added so far. */
  get roots(): readonly string[] {
    return [...this.folders];
  }

  /** What the project holds, and why each file is in or out. Parses every file once. */
  indexResult(): IndexSummary {
    return this.within(() =>
      summarizeIndex(
        this,
        this.options.all,
        (path) => this.read(path),
        (name, from, kinds) => this.resolve(name, from, kinds),
      ),
    );
  }

  /** What a scan says of a file, without parsing it. */
  scanOf(path: string): FileScan | undefined {
    return this.scanned.byPath.get(path);
  }

  /** Every name of a file: declarations, scopes and uses. Kept until its text or an include changes. */
  symbols(path: string): SymbolTable | undefined {
    return this.within(() => {
      if (this.textOf(path) === undefined) return undefined;
      const record = this.record(path);
      if (record.symbols === undefined) {
        record.parsed ??= this.parseNow(record.source, undefined).parsed;
        this.records.touch(path, record);
        record.symbols = symbolTable(record.parsed);
      }
      return record.symbols;
    });
  }

  /** The table of a file when it is there already and its text did not change; undefined when asking for it would read or parse. */
  symbolsAtHand(path: string): SymbolTable | undefined {
    return this.within(() => {
      const record = this.records.get(path);
      return record?.symbols !== undefined && this.holds(record, this.textOf(path) ?? '') ? record.symbols : undefined;
    });
  }

  /** The names of a file as if it held another text; nothing of it is kept. */
  symbolsOfText(path: string, text: string): SymbolTable {
    return this.within(() => {
      const { parsed } = this.parseNow({ path, text }, this.records.get(path)?.parsed);
      try {
        return symbolTable(parsed);
      } finally {
        parsed.dispose();
      }
    });
  }

  /** Names of all macros that files of the project define. */
  macroNames(): string[] {
    return [...this.scanned.defining.keys()];
  }

  /** Files that seem to declare a unit, the one that counts for `from` first; library folders are asked when no other does. */
  filesDeclaring(name: string, from: string): readonly string[] {
    const files = this.ranked(name, from);
    if (files.length > 0) return files;
    return this.within(() => [this.inLibraries(name)].flatMap((unit) => unit?.path ?? []));
  }

  /**
   * Files that declare `name` outside of every design unit, as far as a quick look tells, the nearest to `from` first. Files that others
   * include are left out: what they declare belongs to those.
   */
  filesHolding(name: string, from: string): readonly string[] {
    const files = [...(this.scanned.holding.get(name) ?? [])].filter((path) => !this.scanned.including.get(baseName(path))?.size);
    return rankFiles(files, from, this.listedFiles(), this.scanned.byPath);
  }

  /** Packages that files import outside of every design unit, with those files. */
  importsOutside(): readonly { readonly name: string; readonly files: readonly string[] }[] {
    return this.scanned.importsOutside();
  }

  /** Files that may include `path`, the nearest first. */
  includersOf(path: string): readonly string[] {
    const found = [...(this.scanned.including.get(baseName(path)) ?? [])].filter((file) => file !== path);
    return rankFiles(found, path, [], this.scanned.byPath);
  }

  /** Files whose text holds a word, of all, sorted, or of some. */
  filesWithWord(word: string, among: readonly string[] = this.files): readonly string[] {
    const pattern = new RegExp(`(?<![\\w$])${word.replace(/[^\w]/g, '\\$&')}(?![\\w$])`);
    return this.within(() => among.filter((file) => pattern.test(this.textOf(file) ?? '')));
  }

  /** Current text of a file. */
  text(path: string): string | undefined {
    return this.within(() => this.textOf(path));
  }

  /** Runs `work` while files are taken to stay as they are, so that each is looked at once however often it is asked for. */
  still<T>(work: () => T): T {
    return this.within(work);
  }

  private within<T>(work: () => T): T {
    this.session ??= { depth: 0, fresh: new Set(), texts: new Map(), visiting: new Set() };
    this.session.depth++;
    try {
      return work();
    } finally {
      if (--this.session.depth === 0) {
        this.session = undefined;
        this.records.trim();
      }
    }
  }

  private textOf(path: string): string | undefined {
    const texts = this.session?.texts;
    if (texts?.has(path) !== true) texts?.set(path, this.fileTexts.get(path));
    return texts === undefined ? this.fileTexts.get(path) : texts.get(path);
  }

  private scan(path: string): void {
    const text = this.workspace.readText(path);
    this.scanned.set(path, text === undefined ? undefined : scanDeclarations(text));
  }

  /** The record of a file, read again if it or an include has another text by now. */
  private record(path: string): FileRecord {
    const known = this.records.get(path);
    if (known !== undefined && this.session?.fresh.has(path) === true) return known;
    const text = this.textOf(path) ?? '';
    this.session?.fresh.add(path);
    if (known !== undefined && this.holds(known, text)) return known;
    const record = this.records.recall(path, (one) => this.holds(one, text)) ?? this.parseNow({ path, text }, known?.parsed);
    this.records.set(path, record);
    return record;
  }

  private holds(record: FileRecord, text: string): boolean {
    if (record.source.text !== text || record.generation !== this.generation) return false;
    return record.includes.every((use) => use.path === undefined || this.textOf(use.path) === use.text);
  }

  private parseNow(source: SourceText, previous: ParsedFile | undefined): FileRecord & { parsed: ParsedFile } {
    return readRecord(source, previous, this.parser, {
      defines: this.defines(),
      generation: this.generation,
      findInclude: (name, from) => this.findInclude(name, from),
      textOf: (path) => this.textOf(path),
      macroElsewhere: (name, from) => macroElsewhere(name, from, this.scanned, (path) => this.textOf(path)),
    });
  }

  private findInclude(name: string, from: string): string | undefined {
    return findInclude(name, from, {
      isFile: (path) => this.scanned.byPath.has(path) || this.workspace.isFile(path),
      includeDirs: this.includeDirs(),
      withBaseName: (base) => [...(this.scanned.named.get(base) ?? [])],
    });
  }

  /** Facts of a file; undefined when it cannot be read as text. */
  private read(path: string): ReadFile | undefined {
    if (this.textOf(path) === undefined) return undefined;
    const record = this.record(path);
    const summary = this.summaryOf(path, record);
    return {
      source: record.source,
      summary: summary.facts,
      includes: record.includes.flatMap((use) =>
        use.path === undefined || use.text === undefined ? [] : [{ name: use.name, path: use.path, text: use.text }],
      ),
      missingIncludes: summary.missing,
      borrowedMacros: record.unknownMacros,
      openMacros: record.openMacros,
      scopes: summary.scopes,
    };
  }

  private summaryOf(path: string, record: FileRecord): KeptSummary {
    const kept = record.summary;
    if (kept !== undefined && [...kept.needed].every(([name, info]) => this.lookupFor(path, name) === info)) return kept;
    record.parsed ??= this.parseNow(record.source, undefined).parsed;
    this.records.touch(path, record);
    const { parsed } = record;
    const needed = new Map<string, ModuleInfo | undefined>();
    record.pins++;
    const facts = summarize(parsed, (name) => {
      if (!needed.has(name)) needed.set(name, this.lookupFor(path, name));
      return needed.get(name);
    });
    record.pins--;
    const missing = parsed.pre.includes.filter((use) => use.path === undefined).map((use) => ({ name: use.name, range: use.range }));
    record.summary = { facts, needed, missing, scopes: scopeNames(parsed.pre.text) };
    return record.summary;
  }

  /** A package or interface by name while another file is being summarized; files that wait for each other get undefined. */
  private lookupFor(path: string, name: string): ModuleInfo | undefined {
    const visiting = this.session?.visiting;
    if (visiting === undefined || visiting.has(path)) return undefined;
    visiting.add(path);
    try {
      for (const unit of this.candidates(name, path)) if (unit.path !== path) return unit;
      return undefined;
    } finally {
      visiting.delete(path);
    }
  }

  private ranked(name: string, from: string): string[] {
    return rankFiles(this.scanned.declaring.get(name) ?? [], from, this.listedFiles(), this.scanned.byPath);
  }

  /** Units of a name, nearest to `from` first: same file, listed files, same folder, then by distance. A file is read when its turn comes. */
  private *candidates(name: string, from: string): Generator<ModuleInfo> {
    for (const file of this.ranked(name, from))
      for (const unit of this.read(file)?.summary.modules ?? []) if (unit.name === name && unit.path === file) yield unit;
  }

  /** The files that are read first when a file is summarized: those of the packages that it names. */
  private filesNeededBy(path: string): string[] {
    const text = this.textOf(path) ?? '';
    const record = this.records.get(path);
    return ((record?.source.text === text ? record.summary?.scopes : undefined) ?? scopeNames(text)).flatMap((name) =>
      this.ranked(name, path).slice(0, 1),
    );
  }

  private resolve(name: string, from: string, sort: UnitSort): ReturnType<ClosureSources['resolve']> {
    const chosen = chooseUnit(name, from, sort, this.candidates(name, from));
    if (chosen !== undefined) return { ...chosen, why: '' };
    const found = this.inLibraries(name);
    if (found !== undefined) return { found, why: '' };
    const vhdl = sort === 'unit' ? this.vhdlFileOf('entity', name) : undefined;
    return { found, ...(vhdl === undefined ? {} : { vhdl }), why: whyNotFound(name, this.scanned, vhdl) };
  }

  /** The VHDL file of the folders looked through that declares a unit of that name. */
  vhdlFileOf(kind: VhdlUnitKind, name: string): string | undefined {
    return this.entities.fileOf(kind, name, (path) => this.workspace.readText(path));
  }

  private inLibraries(name: string): ModuleInfo | undefined {
    return unitInLibraries(name, this.options.all, (file) => {
      if (!this.workspace.isFile(file)) return [];
      if (!this.scanned.byPath.has(file)) this.scan(file);
      return this.read(file)?.summary.modules ?? [];
    });
  }
}
