/** What a file says of modules at token level: no parse, so that a whole project can be looked through. */
export interface ModuleUses {
  readonly modules: readonly DeclaredModule[];
  /** Names used like modules outside of every module (`bind`), and names that macros stand for (`` `define REGS my_regs ``). */
  readonly uses: ReadonlySet<string>;
}

export interface DeclaredModule {
  readonly name: string;
  /** 1-based line of the keyword. */
  readonly line: number;
  /** Names that stand in it where an instance's module does: `name #(`, `name word (`. */
  readonly uses: ReadonlySet<string>;
}

export interface TopCandidateInfo {
  readonly name: string;
  readonly path: string;
  readonly line: number;
  readonly testbench: boolean;
}

const pattern =
  /\/\/[^\r\n]*|\/\*[^]*?(?:\*\/|$)|"(?:[^"\\\r\n]|\\[^])*"?|`define[ \t]+\w+[ \t]+([A-Za-z_]\w*)(?=[ \t]*(?:\/\/|[\r\n]|$))|\b(endmodule)\b|\b(module|macromodule|interface|program|primitive|package|checker|class)\s+(?:automatic\s+|static\s+)?([A-Za-z_]\w*)|\b([A-Za-z_]\w*)\s*(?:#\s*\(|\s[A-Za-z_]\w*\s*(?:\[[^\]\n]*\]\s*)*\()/g;

export function readModuleUses(text: string): ModuleUses {
  const modules: { name: string; line: number; uses: Set<string> }[] = [];
  const outside = new Set<string>();
  let inside: (typeof modules)[number] | undefined;
  let line = 1;
  let counted = 0;
  for (const { 1: standsFor, 2: end, 3: keyword, 4: declared, 5: named, index } of text.matchAll(pattern)) {
    if (end !== undefined) inside = undefined;
    else if (standsFor !== undefined) outside.add(standsFor);
    else if (declared !== undefined && (keyword === 'module' || keyword === 'macromodule')) {
      for (let at = text.indexOf('\n', counted); at >= 0 && at < index; at = text.indexOf('\n', at + 1)) line++;
      counted = index;
      inside = { name: declared, line, uses: new Set() };
      modules.push(inside);
      // A module that holds itself is a top all the same.
    } else if (named !== undefined && named !== inside?.name) (inside?.uses ?? outside).add(named);
  }
  return { modules, uses: outside };
}

interface Ranked extends TopCandidateInfo {
  readonly uses: ReadonlySet<string>;
}

/**
 * Modules that nothing instantiates but testbenches: those that a project file names as tops (`named`) first, then those below which the most
 * others are, testbenches last.
 */
export function rankTops(
  files: readonly { readonly path: string; readonly looksLikeTestbench: boolean; readonly found: ModuleUses }[],
  named: ReadonlySet<string> = new Set(),
): TopCandidateInfo[] {
  const root = commonFolder(files.map((file) => file.path)).length;
  const all = files.flatMap(({ path, looksLikeTestbench, found }) => {
    const bench = looksLikeTestbench || benchFolder.test(path.slice(root));
    return found.modules.map(({ name, line, uses }): Ranked => ({ name, path, line, uses, testbench: bench || benchName.test(name) }));
  });
  const usesOf = new Map<string, Set<string>>(all.map(({ name }) => [name, new Set<string>()]));
  for (const { name, uses } of all) for (const use of uses) if (usesOf.has(use)) usesOf.get(name)?.add(use);
  const used = new Set<string>();
  const byDesign = new Set<string>();
  for (const { looksLikeTestbench, found } of files) for (const use of found.uses) (looksLikeTestbench ? used : byDesign).add(use);
  for (const { name, uses, testbench } of all) {
    for (const use of uses) if (use !== name) (testbench ? used : byDesign).add(use);
  }
  const ranked = all
    // What only testbenches hold is what they test; what testbenches are made of is no top.
    .filter(({ name, testbench }) => named.has(name) || !(byDesign.has(name) || (testbench && used.has(name))))
    .map((one) => ({ ...one, below: below(one.name, usesOf) }))
    .sort(
      (a, b) =>
        Number(named.has(b.name)) - Number(named.has(a.name)) ||
        Number(a.testbench) - Number(b.testbench) ||
        b.below - a.below ||
        (a.name < b.name ? -1 : 1),
    );
  return ranked.map(({ name, path, line, testbench }) => ({ name, path, line, testbench }));
}

/** How many different modules a module leads to. */
function below(top: string, usesOf: ReadonlyMap<string, ReadonlySet<string>>): number {
  const seen = new Set([top]);
  for (const name of seen) for (const next of usesOf.get(name) ?? []) seen.add(next);
  return seen.size;
}

/** The folder that all files are below, with the slash behind it: what it is called says nothing of them. */
function commonFolder(paths: readonly string[]): string {
  const [first = ''] = paths;
  let end = first.lastIndexOf('/') + 1;
  for (const path of paths) while (end > 0 && !path.startsWith(first.slice(0, end))) end = first.lastIndexOf('/', end - 2) + 1;
  return first.slice(0, end);
}

const benchName = /(?:^|_)(?:tb|test|testbench|bench)(?:_|\d|$)/i;
const benchFolder = /(?:^|\/)(?:tbs?|tests?|test_?bench(?:es)?|bench(?:es)?|dv|verif(?:ication)?|sim(?:ulation)?|formal)\//i;
