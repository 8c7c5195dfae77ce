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

/** Modules that no file instantiates: those in files that use the most others first, testbenches last. */
export function rankTops(
  files: readonly { readonly path: string; readonly looksLikeTestbench: boolean; readonly found: ModuleUses }[],
): TopCandidateInfo[] {
  const declared = new Set(files.flatMap(({ found }) => found.modules.map((one) => one.name)));
  const used = new Set<string>();
  for (const { found } of files) for (const name of found.uses) used.add(name);
  const candidates = files.flatMap(({ path, looksLikeTestbench, found }) => {
    const weight = [...found.uses].filter((name) => declared.has(name)).length;
    return found.modules
      .filter(({ name }) => !used.has(name))
      .map(({ name, line }) => ({ name, path, line, weight, testbench: looksLikeTestbench || benchName.test(name) }));
  });
  candidates.sort((a, b) => Number(a.testbench) - Number(b.testbench) || b.weight - a.weight || (a.name < b.name ? -1 : 1));
  return candidates.map(({ name, path, line, testbench }) => ({ name, path, line, testbench }));
}

const benchName = /(?:^|_)(?:tb|test|testbench|bench)(?:_|\d|$)/i;
