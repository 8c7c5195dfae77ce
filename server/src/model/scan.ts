import { unitItems } from './unitItems';

/** To be raised with every change to what a scan finds: kept ones of another version are thrown away. */
export const scanVersion = 5;

/** What a quick look over a file's tokens finds; conditionals are not evaluated, so names may turn out to be switched off. */
export interface FileScan {
  /** Names of design units the file seems to declare. */
  readonly declares: readonly string[];
  /** The keyword before each of them: `module`, `package` … */
  readonly kinds: readonly string[];
  /** Macros it defines, with the offset of the word after `define. */
  readonly macros: ReadonlyMap<string, number>;
  /** Names of files it includes, in branches that are off too. */
  readonly includes: readonly string[];
  /** Types, parameters, functions and tasks that it seems to declare outside of every design unit; `p::*` for a package it imports there. */
  readonly items: readonly string[];
  /** It ends or records a simulation by itself. */
  readonly looksLikeTestbench: boolean;
}

const token =
  /\/\/[^\r\n]*|\/\*[^]*?(?:\*\/|$)|`include\s+"([^"\r\n]*)"|"(?:[^"\\\r\n]|\\[^])*"?|`define[ \t]+([A-Za-z_]\w*)|\b(module|macromodule|interface|package|program|primitive|class|checker)\s+(?:automatic\s+|static\s+)?([A-Za-z_][\w$]*|\\\S+)|(\$(?:finish|stop|dumpvars|dumpfile|monitor)\b)|\bend(module|interface|package|program|primitive|class|checker)\b|\b(typedef|parameter|localparam|function|task)\b|\bimport\s+([A-Za-z_]\w*)\s*::\s*\*/g;

/** Finds declarations at token level: tens of megabytes a second. */
export function scanDeclarations(text: string): FileScan {
  const declares = new Map<string, string>();
  const macros = new Map<string, number>();
  const includes = new Set<string>();
  const items = new Set<string>();
  let testbench = false;
  // The design unit around, by its keyword; a second head of it, in another branch of a condition, opens nothing more.
  let inside = '';
  const pattern = new RegExp(token);
  for (let found = pattern.exec(text); found !== null; found = pattern.exec(text)) {
    const [whole, include, macro, keyword, name, task, close, item, imported] = found;
    if (include !== undefined) includes.add(include);
    if (macro !== undefined) {
      if (!macros.has(macro)) macros.set(macro, found.index + '`define'.length);
      // Leave the body to be scanned: macros that declare modules are met there.
    } else if (keyword !== undefined && name !== undefined) {
      const opens = name !== 'class' && !isUse(text, found.index, keyword);
      if (opens && !declares.has(name)) declares.set(name, keyword);
      if (opens && inside === '') inside = keyword.replace('macro', '');
      // `interface class c`: go on at `class`.
      if (name === 'class') pattern.lastIndex = found.index + whole.length - name.length;
    } else if (task !== undefined) testbench ||= !endsCheck(text, found.index);
    else if (close !== undefined) {
      if (close === inside) inside = '';
    } else if (imported !== undefined && inside === '') items.add(`${imported}::*`);
    else if (item !== undefined && inside === '') {
      const { names, end } = unitItems(text, found.index, item);
      for (const one of names) items.add(one);
      pattern.lastIndex = Math.max(pattern.lastIndex, end);
    }
  }
  return {
    declares: [...declares.keys()],
    kinds: [...declares.values()],
    macros,
    includes: [...includes],
    items: [...items],
    looksLikeTestbench: testbench,
  };
}

/** The `$finish` behind an `$error` is a module's own check of its parameters: it says nothing of a testbench. */
function endsCheck(text: string, at: number): boolean {
  return /\$(?:error|fatal)\b(?:"(?:[^"\\]|\\[^])*"|[^;"])*;\s*$/.test(text.slice(Math.max(0, at - 400), at));
}

/** `virtual interface x`, `typedef class x`, `extern module x` name a unit without declaring it. */
function isUse(text: string, at: number, keyword: string): boolean {
  const before = text.slice(Math.max(0, at - 24), at);
  // A virtual class is one, a virtual interface names one.
  return /(?:typedef|extern|bind|[(,])\s*$/.test(before) || (keyword !== 'class' && /virtual\s*$/.test(before));
}

/** Names before `::` anywhere in a text. */
export function scopeNames(text: string): string[] {
  const found = new Set<string>();
  for (const match of text.matchAll(/\/\/[^\r\n]*|\/\*[^]*?\*\/|"(?:[^"\\]|\\[^])*"|([A-Za-z_][\w$]*)\s*::/g))
    if (match[1] !== undefined) found.add(match[1]);
  return [...found];
}
