/** To be raised with every change to what a scan finds: kept ones of another version are thrown away. */
export const scanVersion = 3;

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
  /** It holds at least one `module`, `interface` … of its own, or nothing but directives. */
  readonly looksLikeTestbench: boolean;
}

const token =
  /\/\/[^\r\n]*|\/\*[^]*?(?:\*\/|$)|`include\s+"([^"\r\n]*)"|"(?:[^"\\\r\n]|\\[^])*"?|`define[ \t]+([A-Za-z_]\w*)|\b(module|macromodule|interface|package|program|primitive|class|checker)\s+(?:automatic\s+|static\s+)?([A-Za-z_][\w$]*|\\\S+)|(\$(?:finish|stop|dumpvars|dumpfile|monitor)\b)/g;

/** Finds declarations at token level: tens of megabytes a second. */
export function scanDeclarations(text: string): FileScan {
  const declares = new Map<string, string>();
  const macros = new Map<string, number>();
  const includes = new Set<string>();
  let testbench = false;
  const pattern = new RegExp(token);
  for (let found = pattern.exec(text); found !== null; found = pattern.exec(text)) {
    const [whole, include, macro, keyword, name, task] = found;
    if (include !== undefined) includes.add(include);
    if (macro !== undefined) {
      if (!macros.has(macro)) macros.set(macro, found.index + '`define'.length);
      // Leave the body to be scanned: macros that declare modules are met there.
    } else if (keyword !== undefined && name !== undefined) {
      if (name !== 'class' && !isUse(text, found.index) && !declares.has(name)) declares.set(name, keyword);
      // `interface class c`: go on at `class`.
      if (name === 'class') pattern.lastIndex = found.index + whole.length - name.length;
    } else if (task !== undefined) testbench = true;
  }
  return { declares: [...declares.keys()], kinds: [...declares.values()], macros, includes: [...includes], looksLikeTestbench: testbench };
}

/** `virtual interface x`, `typedef class x`, `extern module x` name a unit without declaring it. */
function isUse(text: string, at: number): boolean {
  return /(?:virtual|typedef|extern|bind|[(,])\s*$/.test(text.slice(Math.max(0, at - 24), at));
}

/** Names before `::` anywhere in a text. */
export function scopeNames(text: string): string[] {
  const found = new Set<string>();
  for (const match of text.matchAll(/\/\/[^\r\n]*|\/\*[^]*?\*\/|"(?:[^"\\]|\\[^])*"|([A-Za-z_][\w$]*)\s*::/g))
    if (match[1] !== undefined) found.add(match[1]);
  return [...found];
}
