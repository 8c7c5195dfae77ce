/**
 * Yosys commands that turn a design which `readDesign` has read into one flat module of word-level cells, written by a following
 * `write_json`; `expandMemories` and `mapToGates` make the gates of it that the simulator reads.
 *
 * What is deliberately absent: `setundef` and `opt` without `-keepdc` (unknown values must survive), `async2sync` (asynchronous resets
 * keep their cells), `clean -purge` (register names pair the two sides), and Yosys' own mapping, which reads its library anew in each run
 * and writes every gate out: slow, and most of what a small proof would take. Initial values stay as `init` attributes.
 */
export function simPrepareCommands(): string[] {
  return ['proc -noopt', 'flatten', ...tidyCommands, 'memory_collect', ...tidyCommands];
}

/** Merges equal cells and folds constants; don't-cares are kept. */
export const tidyCommands = ['opt_expr -keepdc', 'opt_merge', 'opt_clean'];
