/**
 * Yosys commands that turn a design which `readDesign` has read into the gates that the simulator reads: one flat module of `$_…_`
 * cells, written by a following `write_json`.
 *
 * What is deliberately absent: `setundef` and `opt` without `-keepdc` (unknown values must survive), `async2sync` (asynchronous resets
 * keep their cells), `clean -purge` (register names pair the two sides), and anything after the registers are mapped that could change
 * their kind. Initial values stay as `init` attributes.
 */
export function simPrepareCommands(): string[] {
  return [
    'proc -noopt',
    'flatten',
    'opt_expr -keepdc',
    'opt_clean',
    'memory_collect',
    'memory_map',
    'opt_expr -keepdc',
    'opt_clean',
    'techmap',
    'simplemap',
    'opt_expr -keepdc',
    'opt_merge',
    'opt_clean',
  ];
}
