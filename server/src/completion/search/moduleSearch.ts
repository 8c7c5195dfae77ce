import MiniSearch from 'minisearch';
import { nameParts } from '../pieces/nameWeights';
import { outlinesOf, type Outline } from './outline';

/** Words to look for, with how much each matters. */
export type Query = ReadonlyMap<string, number>;

export interface Hit {
  readonly outline: Outline;
  /** BM25, higher is better; comparable within one search only. */
  readonly score: number;
}

interface Entry {
  readonly id: number;
  readonly name: string;
  readonly ports: string;
  readonly words: string;
}

/** Bounds of the memory: modules beyond are not found. OpenTitan has about 3,500. */
const mostModules = 30_000;
/** A file longer than this is a netlist or generated: its words would drown those of others. */
const longestFile = 2_000_000;

/** Ranked search (BM25) over the modules of a project, kept as files change: by the words of their code, or by what their ports are called. */
export class ModuleSearch {
  private readonly index = new MiniSearch<Entry>({
    fields: ['name', 'ports', 'words'],
    tokenize: (text) => text.split(' '),
    processTerm: (term) => term,
    autoVacuum: true,
    searchOptions: { tokenize: (text) => text.split(' '), processTerm: (term) => term },
  });
  private readonly outlines = new Map<number, Outline>();
  private readonly byPath = new Map<string, number[]>();
  /** How many modules instantiate a name. */
  private readonly uses = new Map<string, number>();
  private next = 0;

  /** Reads a file again; without a text it is gone. */
  update(path: string, text: string | undefined): void {
    for (const id of this.byPath.get(path) ?? []) this.remove(id);
    this.byPath.delete(path);
    if (text === undefined || text.length > longestFile) return;
    const ids: number[] = [];
    for (const outline of outlinesOf(path, text)) {
      if (this.outlines.size >= mostModules) break;
      const id = this.next++;
      ids.push(id);
      this.outlines.set(id, outline);
      for (const name of outline.instantiates) this.uses.set(name, (this.uses.get(name) ?? 0) + 1);
      this.index.add({
        id,
        name: nameParts(outline.name).join(' '),
        ports: outline.ports.flatMap((port) => nameParts(port)).join(' '),
        words: [...outline.words].flatMap(([word, count]) => Array<string>(Math.min(count, 8)).fill(word)).join(' '),
      });
    }
    if (ids.length > 0) this.byPath.set(path, ids);
  }

  get size(): number {
    return this.outlines.size;
  }

  /** Modules whose names and ports have the words, the best first. */
  byPorts(query: Query, most: number): Hit[] {
    return this.search(query, ['name', 'ports'], { name: 1.5 }, most);
  }

  /** Modules whose code has the words. */
  byCode(query: Query, most: number): Hit[] {
    return this.search(query, ['words', 'name'], { name: 0.5 }, most);
  }

  /** In how many modules instances of that name stand. */
  usesOf(name: string): number {
    return this.uses.get(name) ?? 0;
  }

  /** What is known of a module of that name in that file. */
  outlineOf(path: string, name: string): Outline | undefined {
    return (this.byPath.get(path) ?? []).map((id) => this.outlines.get(id)).find((outline) => outline?.name === name);
  }

  private search(query: Query, fields: string[], boost: Record<string, number>, most: number): Hit[] {
    if (query.size === 0) return [];
    const found = this.index.search([...query.keys()].join(' '), { fields, boost, boostTerm: (term) => query.get(term) ?? 1 });
    return found.slice(0, most).flatMap(({ id, score }) => {
      const outline = this.outlines.get(id as number);
      return outline === undefined ? [] : [{ outline, score }];
    });
  }

  private remove(id: number): void {
    for (const name of this.outlines.get(id)?.instantiates ?? []) this.uses.set(name, (this.uses.get(name) ?? 1) - 1);
    this.outlines.delete(id);
    this.index.discard(id);
  }
}
