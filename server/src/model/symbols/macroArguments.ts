import { LineIndex } from '../../base/lines';
import type { SourceRange } from '../../base/ranges';
import type { Preprocessed } from '../../syntax/parsedFile';
import { rangeOfOffsets } from '../../syntax/segmentMap';
import type { Reference } from './symbolTypes';

type Entry = Omit<Reference, 'index' | 'range'>;

interface Occurrence {
  readonly start: number;
  /** What stands before the name: a dot, `::` or neither. */
  readonly joint: '.' | '::' | '';
  /** The name before the joint; '' when there is none. */
  readonly before: string;
  taken: boolean;
}

interface Use {
  readonly range: SourceRange & { readonly macro?: string };
  readonly names: Map<string, Occurrence[]>;
  /** References made so far, by what they mean. */
  readonly known: Map<string, { readonly index: number; readonly entry: Entry }>;
}

/**
 * Where names that a macro's expansion holds stand in the arguments of its use. The preprocessor maps all of an expansion to the
 * whole use; here `` `CHECK(a, b) `` gives `a` and `b` their own places, once each however often the body repeats them.
 */
export class MacroArguments {
  private readonly uses = new Map<string, Use>();
  private readonly lines = new Map<string, LineIndex>();

  constructor(
    private readonly pre: Preprocessed,
    private readonly references: readonly Reference[],
  ) {}

  /** Where `name` stands in the use, for a declaration; undefined when it is not written there. */
  find(range: SourceRange & { readonly macro?: string }, name: string): SourceRange | undefined {
    const found = this.useOf(range)
      .names.get(name)
      ?.find((one) => one.joint === '');
    if (found === undefined) return undefined;
    found.taken = true;
    return this.rangeAt(range.path, found.start, name.length);
  }

  /**
   * The place of a reference: `index` when the same reference was made already from another copy of the argument, else `range` of
   * its name, to be made known with `made`, else neither: the macro's body wrote it.
   */
  use(
    range: SourceRange & { readonly macro?: string },
    entry: Entry,
  ): { index: number | undefined; range: SourceRange | undefined; made(index: number): void } {
    const use = this.useOf(range);
    const key = this.keyOf(entry);
    const nothing = { index: undefined, range: undefined, made: () => undefined };
    const known = use.known.get(key);
    if (known !== undefined) return { ...nothing, index: known.index };
    const occurrences = use.names.get(entry.name);
    if (occurrences === undefined) return nothing;
    const { joint, before } = this.jointOf(entry);
    const fitting = occurrences.filter((one) => !one.taken && one.joint === joint);
    const found = fitting.find((one) => one.before === before) ?? fitting[0];
    if (found === undefined) return nothing;
    found.taken = true;
    return {
      index: undefined,
      range: this.rangeAt(range.path, found.start, entry.name.length),
      made: (index) => use.known.set(key, { index, entry }),
    };
  }

  /** References for names that an argument holds several times: the expansion gave one, the others mean the same. */
  rest(): { entry: Entry; range: SourceRange; macro: string }[] {
    const found: { entry: Entry; range: SourceRange; macro: string }[] = [];
    for (const { range, names, known } of this.uses.values()) {
      for (const { entry } of known.values()) {
        const { joint, before } = this.jointOf(entry);
        for (const one of names.get(entry.name) ?? []) {
          if (one.taken || one.joint !== joint || (joint !== '' && one.before !== before)) continue;
          one.taken = true;
          found.push({ entry, range: this.rangeAt(range.path, one.start, entry.name.length), macro: range.macro ?? '' });
        }
      }
    }
    return found;
  }

  private keyOf(entry: Entry): string {
    const { place } = entry;
    const of = 'of' in place ? place.of : 'unit' in place ? place.unit : -1;
    return `${entry.name} ${place.kind} ${of}`;
  }

  private jointOf(entry: Entry): { joint: Occurrence['joint']; before: string } {
    const { place } = entry;
    if (place.kind === 'member') return { joint: '.', before: this.references[place.of]?.name ?? '' };
    if (place.kind === 'scoped') return { joint: '::', before: this.references[place.of]?.name ?? '' };
    if (place.kind === 'port' || place.kind === 'parameter' || place.kind === 'argument') return { joint: '.', before: '' };
    return { joint: '', before: '' };
  }

  private useOf(range: SourceRange & { readonly macro?: string }): Use {
    const key = `${range.start}:${range.path}`;
    let use = this.uses.get(key);
    if (use === undefined) {
      use = { range, names: this.namesIn(range), known: new Map() };
      this.uses.set(key, use);
    }
    return use;
  }

  private namesIn(range: SourceRange): Map<string, Occurrence[]> {
    const names = new Map<string, Occurrence[]>();
    const text = this.pre.sourceText(range.path);
    if (text === undefined) return names;
    const pattern =
      /"(?:[^"\\\r\n]|\\[^])*"?|\/\/[^\r\n]*|\/\*[^]*?(?:\*\/|$)|`[A-Za-z_][\w$]*|\d[\w.']*|([A-Za-z_][\w$]*)|(\.(?!\*)|::)|(\[|\()|(\]|\))|[^\s]/g;
    pattern.lastIndex = range.start;
    const open: string[] = [];
    let last = '';
    let joint: Occurrence['joint'] = '';
    for (let found = pattern.exec(text); found !== null && found.index < range.end; found = pattern.exec(text)) {
      const [whole, name, mark, opening, closing] = found;
      if (whole.startsWith('/') && whole.length > 1) continue;
      if (mark !== undefined) {
        joint = mark === '.' ? '.' : '::';
        continue;
      }
      if (name !== undefined) {
        const list = names.get(name) ?? [];
        list.push({ start: found.index, joint, before: joint === '' ? '' : last, taken: false });
        names.set(name, list);
        last = name;
      } else if (opening !== undefined) {
        open.push(last);
        last = '';
      } else if (closing !== undefined) last = open.pop() ?? '';
      else last = '';
      joint = '';
    }
    return names;
  }

  private rangeAt(path: string, start: number, length: number): SourceRange {
    let lines = this.lines.get(path);
    if (lines === undefined) {
      lines = new LineIndex(this.pre.sourceText(path) ?? '');
      this.lines.set(path, lines);
    }
    return rangeOfOffsets(path, lines, start, start + length);
  }
}
