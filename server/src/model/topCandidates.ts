/** What a file says of modules at token level: no parse, so that a whole project can be looked through. */
export interface ModuleUses {
  /** Modules it declares, with the 1-based line of the keyword. */
  readonly modules: readonly { readonly name: string; readonly line: number }[];
  /** Names that stand where an instance's module does: `name #(`, `name word (`. */
  readonly uses: ReadonlySet<string>;
}

export interface TopCandidateInfo {
  readonly name: string;
  readonly path: string;
  readonly line: number;
  readonly testbench: boolean;
}

const pattern =
  /\/\/[^\r\n]*|\/\*[^]*?(?:\*\/|$)|"(?:[^"\\\r\n]|\\[^])*"?|\b(module|macromodule|interface|program|primitive|package|checker|class)\s+(?:automatic\s+|static\s+)?([A-Za-z_]\w*)|\b([A-Za-z_]\w*)\s*(?:#\s*\(|\s[A-Za-z_]\w*\s*(?:\[[^\]\n]*\]\s*)*\()/g;

export function readModuleUses(text: string): ModuleUses {
  const modules: { name: string; line: number }[] = [];
  const uses = new Set<string>();
  let line = 1;
  let counted = 0;
  for (const { 1: keyword, 2: declared, 3: named, index } of text.matchAll(pattern)) {
    if (declared !== undefined && (keyword === 'module' || keyword === 'macromodule')) {
      for (let at = text.indexOf('\n', counted); at >= 0 && at < index; at = text.indexOf('\n', at + 1)) line++;
      counted = index;
      modules.push({ name: declared, line });
      // A module that holds itself is a top all the same.
    } else if (named !== undefined && named !== modules.at(-1)?.name) uses.add(named);
  }
  return { modules, uses };
}

/** Modules that no file instantiates: those below which the most others are first, testbenches last. */
export function rankTops(
  files: readonly { readonly path: string; readonly looksLikeTestbench: boolean; readonly found: ModuleUses }[],
): TopCandidateInfo[] {
  const used = new Set<string>();
  const usesOf = new Map<string, string[]>();
  for (const { found } of files) for (const { name } of found.modules) usesOf.set(name, []);
  for (const { found } of files) {
    // Which module of a file holds an instance is not looked at: mostly there is one.
    const declared = [...found.uses].filter((name) => usesOf.has(name));
    for (const name of declared) used.add(name);
    for (const { name } of found.modules) usesOf.get(name)?.push(...declared);
  }
  const candidates = files.flatMap(({ path, looksLikeTestbench, found }) =>
    found.modules
      .filter(({ name }) => !used.has(name))
      .map(({ name, line }) => ({ name, path, line, testbench: looksLikeTestbench || benchName.test(name), below: below(name, usesOf) })),
  );
  candidates.sort((a, b) => Number(a.testbench) - Number(b.testbench) || b.below - a.below || (a.name < b.name ? -1 : 1));
  return candidates.map(({ name, path, line, testbench }) => ({ name, path, line, testbench }));
}

/** How many different modules a module leads to. */
function below(top: string, usesOf: ReadonlyMap<string, readonly string[]>): number {
  const seen = new Set([top]);
  for (const name of seen) for (const next of usesOf.get(name) ?? []) seen.add(next);
  return seen.size;
}

const benchName = /(?:^|_)(?:tb|test|testbench|bench)(?:_|\d|$)/i;
