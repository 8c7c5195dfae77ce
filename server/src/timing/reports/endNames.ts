import type { SignalBit } from '../rtlNames';
import type { ReportEnd } from './report';

/** Names whose answer is kept. */
const mostAsked = 200_000;

/**
 * Names of a design, as the source's hierarchy gives them (`u_core.g[0].acc`), found again behind what tools make of them. A name is
 * taken only when it is the one that fits: where two names of the design become the same under a tool's rules, none is.
 */
export class EndNames {
  private readonly exact = new Set<string>();
  /** By what is left of a name without its separators; undefined where several names leave the same. */
  private readonly loose = new Map<string, string | undefined>();
  /** What was asked before: a net lies on many paths, and a report is read again whenever it is written anew. */
  private readonly asked = new Map<string, SignalBit | undefined>();

  constructor(names: Iterable<string>) {
    for (const name of names) {
      if (this.exact.has(name)) continue;
      this.exact.add(name);
      const key = squashed(name);
      this.loose.set(key, this.loose.has(key) ? undefined : name);
    }
  }

  /** The signal, with its bit where the name has one, that an end of a path stands for; `net` is what its register drives, where the report says. */
  find(end: ReportEnd, net: string | undefined): SignalBit | undefined {
    const key = net === undefined || net === end.name ? end.name : `${end.name}\n${net}`;
    if (this.asked.has(key)) return this.asked.get(key);
    const found = this.search(end.name, net);
    if (this.asked.size < mostAsked) this.asked.set(key, found);
    return found;
  }

  private search(name: string, net: string | undefined): SignalBit | undefined {
    const forms = new Set([...(net === undefined ? [] : [plain(net)]), ...formsOf(name)]);
    for (const search of [(name: string) => this.exactly(name), (name: string) => this.loose.get(squashed(name))]) {
      for (const form of forms) {
        const found = withIndices(form, search);
        if (found !== undefined) return found;
      }
    }
    return undefined;
  }

  private exactly(name: string): string | undefined {
    return this.exact.has(name) ? name : undefined;
  }
}

/** Tries a name whole, then its last index as a bit, then all of its indices as words and a bit. */
function withIndices(form: string, search: (name: string) => string | undefined): SignalBit | undefined {
  const whole = search(form);
  if (whole !== undefined) return { signal: whole, bit: undefined };
  if (!form.endsWith(']')) return undefined;
  const one = /^(.*)\[(\d+)\]$/.exec(form);
  const signal = one === null ? undefined : search(one[1] ?? '');
  if (signal !== undefined) return { signal, bit: Number(one?.[2]) };
  const array = /^(.*?)(?:\[\d+\]){2,}$/.exec(form)?.[1];
  const memory = array === undefined ? undefined : search(array);
  return memory === undefined ? undefined : { signal: memory, bit: undefined };
}

const fpgaRegister =
  /^(.*?)_(?:SB_DFF\w*?|TRELLIS_FF|DFF[A-Z]*?)_Q(?:_\d+)?(?:_DI?_(?:SB_LUT4_O|LUT4_Z)(?:_\d+)?)?(?:_LC|_DFFLC|_SLICE|_FF)?$/;
const copySuffix = /(?:_(?:rep(?:lica)?|dup(?:licate)?|lopt_replica|fret|bret|psdsp|srl\d+|inv)(?:_?\d+)?)+(?:__\d+)?$/i;
const flipFlop = /^(.*)_reg((?:\[[^\]]*\]|_\d+_)*)(?:(?:_r\d+)?_\d+(?:_\d+)*(?:\.[A-Za-z]\w*)?|_bram_\d+|\.[A-Z]\w*)?$/;

/**
 * The forms that a register's name may have had in the source, likeliest first: `acc[3]\DFF` (Yosys), `acc_SB_DFFSR_Q_3_DFFLC` (Yosys
 * for an FPGA: only where the net at Q gave the name), `alu:u|acc[3]` (Quartus), `u/acc_reg[3]`, `u/acc_reg_3_`, `u/acc_reg[3]_rep__0` (others).
 */
function formsOf(name: string): string[] {
  const bare = plain(name);
  const forms: string[] = [];
  // Each pattern is tried only where its letters are: a report names tens of thousands of nets that are no register's.
  const fpga = bare.includes('_Q') ? fpgaRegister.exec(bare)?.[1] : undefined;
  if (fpga !== undefined) forms.push(fpga);
  const copy = bare.includes('_') ? bare.replace(copySuffix, '').replace(/__\d+$/, '') : bare;
  // A state machine that was encoded anew carries the way in its name.
  const coded = copy.includes('FSM_') ? copy.replace(/(^|\.)FSM_(?:sequential|onehot|gray|johnson)_(?=\w+_reg)/, '$1') : copy;
  for (const form of new Set([bare, copy, coded])) {
    const register = form.includes('_reg') ? flipFlop.exec(form) : null;
    if (register !== null) forms.push(indices(`${register[1] ?? ''}${(register[2] ?? '').replace(/_(\d+)_/g, '[$1]')}`));
    forms.push(indices(form));
  }
  // A register is named by the generate block that assigns it, which need not be the one that declares it.
  forms.push(
    ...forms.flatMap((form) => (form.includes('].') && /\w\[\d+\]\.[^.]+$/.test(form) ? [form.replace(/\w+\[\d+\]\.([^.]+)$/, '$1')] : [])),
  );
  return forms;
}

/** `_3_` as `[3]`, and a field in brackets as a field: `[valid]` is `.valid`. */
function indices(name: string): string {
  if (!name.includes('[') && !name.endsWith('_') && !name.includes('__')) return name;
  const bracketed = name.replace(/(?<=\w|\])_(\d+)_(?=$|_\d+_|\[)/g, '[$1]');
  return bracketed.replace(/\[([A-Za-z_]\w*)\]/g, '.$1');
}

/** Escapes and cell types of Yosys dropped, levels of hierarchy with a dot between them, module names of Quartus left out. */
function plain(name: string): string {
  const bare = name.includes('\\') ? name.replace(/\\[A-Za-z_]\w*$/, '').replaceAll('\\', '') : name;
  if (!bare.includes('|') && !/^\w+:\w/.test(bare)) {
    const levels = bare.replaceAll('/', '.');
    return levels.includes('~') ? levels.replace(/~(?:reg0|DUPLICATE|_Duplicate_?\d*)$/, '') : levels;
  }
  const levels = bare.split('|').map((level) => level.replace(/^[A-Za-z_]\w*:(?=\S)/, ''));
  return levels
    .join('.')
    .replace(/~(?:reg\d+|DUPLICATE|_Duplicate_?\d*|_OTERM\d+)$/, '')
    .replace(/~reg\d+$/, '');
}

/** Without separators, which tools that flatten or rename put as they like. */
function squashed(name: string): string {
  if (/^[A-Za-z0-9$]+(?:_[A-Za-z0-9$]+)*$/.test(name)) return name;
  return name.replace(/[^A-Za-z0-9$]+/g, '_').replace(/^_|_$/g, '');
}
