import type { CompileUnit } from '../model/compileUnit';

/** The macros that report in UVM (IEEE 1800.2-2020 annex B.2.2), with their arguments: each is one statement, without a semicolon of its user's. */
const reports = ['info', 'warning', 'error', 'fatal'].flatMap((severity) => {
  const verbosity = severity === 'info' ? ', VERBOSITY' : '';
  return [`uvm_${severity}(ID, MESSAGE${verbosity})`, `uvm_${severity}_context(ID, MESSAGE${verbosity}, OBJECT)`];
});

/**
 * A unit to be looked at (never to be run: a report that says nothing is no pass) in which reports of UVM that no file defines are empty
 * statements: RTL and its assertions use them without the library, and what is around one reads as a mistake without it.
 */
export function withUvmReports(unit: CompileUnit, openMacros: readonly string[]): CompileUnit {
  const open = new Set(openMacros);
  const standIns = reports.filter((one) => open.has(one.slice(0, one.indexOf('('))));
  return standIns.length === 0 ? unit : { ...unit, standIns: standIns.map((one) => `${one} begin end`) };
}
