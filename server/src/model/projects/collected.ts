import { LineIndex } from '../../base/lines';
import type { SyntaxProblem } from '../../syntax/parsedFile';
import { rangeOfOffsets } from '../../syntax/segmentMap';
import { emptyFilelist, type Filelist } from '../filelist';
import type { Workspace } from '../workspacePort';

/** A project under construction: each entry once, in the order met. */
export class Collected {
  private readonly files = new Set<string>();
  private readonly includeDirs = new Set<string>();
  private readonly reads = new Set<string>();
  private readonly tops = new Set<string>();
  private readonly excluded = new Set<string>();
  private readonly defines: Record<string, string> = {};
  private readonly problems: SyntaxProblem[] = [];

  constructor(
    private readonly path: string,
    readonly workspace: Workspace,
  ) {
    this.reads.add(path);
  }

  /** A source; one that is not there is a problem at its name in the file that names it. */
  file(path: string, named: string, by: string): void {
    if (this.workspace.isFile(path)) this.files.add(path);
    else this.problem('entry', by, named, `${path} does not exist`);
  }

  includeDir(path: string): void {
    this.includeDirs.add(path);
  }

  define(name: string, value: string): void {
    this.defines[name] = value;
  }

  read(path: string): void {
    this.reads.add(path);
  }

  top(name: string): void {
    this.tops.add(name);
  }

  exclude(path: string): void {
    this.excluded.add(path);
  }

  /** Something that could not be followed: placed where `word` first stands in `by`. */
  problem(code: 'entry' | 'ignored' | 'guessed' | 'unreadable', by: string, word: string, message: string): void {
    const text = this.workspace.readText(by) ?? '';
    const at = Math.max(0, text.indexOf(word));
    const end = text.startsWith(word, at) ? at + word.length : at;
    this.problems.push({ range: rangeOfOffsets(by, new LineIndex(text), at, end), code: `filelist/${code}`, message });
  }

  /** Takes over all that another list says. */
  add(list: Filelist): void {
    for (const file of list.files) this.files.add(file);
    for (const dir of list.includeDirs) this.includeDirs.add(dir);
    for (const read of list.reads) this.reads.add(read);
    for (const top of list.tops) this.tops.add(top);
    for (const dir of list.excludeDirs) this.excluded.add(dir);
    Object.assign(this.defines, list.defines);
    this.problems.push(...list.problems);
  }

  list(): Filelist {
    return {
      ...emptyFilelist(this.path),
      files: [...this.files],
      includeDirs: [...this.includeDirs],
      defines: this.defines,
      problems: this.problems,
      reads: [...this.reads],
      tops: [...this.tops],
      excludeDirs: [...this.excluded],
    };
  }
}

/** `a.sv`, `a.v` and headers: what the index can read. Build descriptions name constraints, C++ and VHDL as well. */
export function isVerilog(path: string): boolean {
  return /\.(?:v|vh|vl|sv|svh|svp|vp|inc)$/i.test(path);
}
