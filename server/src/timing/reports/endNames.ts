import type { SignalBit } from '../rtlNames';
import type { ReportEnd } from './report';

/**
 * Names of a design, as the source's hierarchy gives them (`u_core.g[0].acc`), found again behind what tools make of them. A name is
 * taken only when it is the one that fits: where two names of the design become the same under a tool's rules, none is.
 */
export class EndNames {
  private readonly exact = new Set<string>();
  /** By what is left of a name without its separators; undefined where several names leave the same. */
  private readonly loose = new Map<string, string | undefined>();

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
    const forms = [...(net === undefined ? [] : [plain(net)]), ...formsOf(end.name)];
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

/**
 * The forms that a register's name may have had in the source, likeliest first: `acc[3]\DFF` (Yosys), `acc_SB_DFFSR_Q_3_DFFLC` (Yosys
 * for an FPGA: only where the net at Q gave the name), `alu:u|acc[3]` (Quartus), `u/acc_reg[3]`, `u/acc_reg_3_`, `u/acc_reg[3]_rep__0` (others).
 */
function formsOf(name: string): string[] {
  const bare = plain(name);
  const forms: string[] = [];
  const fpga =
    /^(.*?)_(?:SB_DFF\w*?|TRELLIS_FF|DFF[A-Z]*?)_Q(?:_\d+)?(?:_DI?_(?:SB_LUT4_O|LUT4_Z)(?:_\d+)?)?(?:_LC|_DFFLC|_SLICE|_FF)?$/.exec(
      bare,
    )?.[1];
  if (fpga !== undefined) forms.push(fpga);
  const copy = bare
    .replace(/(?:_(?:rep(?:lica)?|dup(?:licate)?|lopt_replica|fret|bret|psdsp|srl\d+|inv)(?:_?\d+)?)+(?:__\d+)?$/i, '')
    .replace(/__\d+$/, '');
  // A state machine that was encoded anew carries the way in its name.
  const coded = copy.replace(/(^|\.)FSM_(?:sequential|onehot|gray|johnson)_(?=\w+_reg)/, '$1');
  for (const form of new Set([bare, copy, coded])) {
    const register = /^(.*)_reg((?:\[[^\]]*\]|_\d+_)*)(?:(?:_r\d+)?_\d+(?:_\d+)*(?:\.[A-Za-z]\w*)?|_bram_\d+|\.[A-Z]\w*)?$/.exec(form);
    if (register !== null) forms.push(indices(`${register[1] ?? ''}${(register[2] ?? '').replace(/_(\d+)_/g, '[$1]')}`));
    forms.push(indices(form));
  }
  // A register is named by the generate block that assigns it, which need not be the one that declares it.
  forms.push(...forms.flatMap((form) => (/\w\[\d+\]\.[^.]+$/.test(form) ? [form.replace(/\w+\[\d+\]\.([^.]+)$/, '$1')] : [])));
  return forms;
}

/** `_3_` as `[3]`, and a field in brackets as a field: `[valid]` is `.valid`. */
function indices(name: string): string {
  const bracketed = name.replace(/(?<=\w|\])_(\d+)_(?=$|_\d+_|\[)/g, '[$1]');
  return bracketed.replace(/\[([A-Za-z_]\w*)\]/g, '.$1');
}

/** Escapes and cell types of Yosys dropped, levels of hierarchy with a dot between them, module names of Quartus left out. */
function plain(name: string): string {
  const bare = name.replace(/\\[A-Za-z_]\w*$/, '').replaceAll('\\', '');
  if (!bare.includes('|') && !/^\w+:\w/.test(bare)) return bare.replaceAll('/', '.').replace(/~(?:reg0|DUPLICATE|_Duplicate_?\d*)$/, '');
  const levels = bare.split('|').map((level) => level.replace(/^[A-Za-z_]\w*:(?=\S)/, ''));
  return levels
    .join('.')
    .replace(/~(?:reg\d+|DUPLICATE|_Duplicate_?\d*|_OTERM\d+)$/, '')
    .replace(/~reg\d+$/, '');
}

/** Without separators, which tools that flatten or rename put as they like. */
function squashed(name: string): string {
  return name.replace(/[^A-Za-z0-9$]+/g, '_').replace(/^_|_$/g, '');
}
