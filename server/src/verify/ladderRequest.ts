import type { SourceText } from '../base/ranges';
import type { CompileUnit } from '../model/compileUnit';
import type { Contract, Diagnostic, RungName } from '../protocol/contract';
import type { ResultCache } from './cache';
import type { EquivalenceRequest } from './equivalenceRequest';

/** A testbench of the module under test: everything Icarus has to read, with the testbench module as top. */
export interface TestbenchUnit {
  /** The testbench module's name. */
  readonly name: string;
  readonly path: string;
  /** The module under test with its sources (the candidate in) and the testbench; `top` is the testbench. */
  readonly unit: CompileUnit;
  /** The user named this one: when it cannot be run, the verdict is unknown. One that was only found is left out then, with the reason. */
  readonly named?: boolean;
  /** Memory files that it reads, by the relative name in its text. */
  readonly data?: ReadonlyMap<string, string>;
}

/** What elaboration and lint look at in the place of a whole unit: as much of it as decides on an edit of one file. */
export interface NearUnits {
  /** The file that is edited. */
  readonly path: string;
  /** For what is legal: the file, and of what it uses as much as that takes. */
  readonly text: CompileUnit;
  /** For latches, drivers and loops in the modules of the file: those below as headers. */
  readonly netlist: CompileUnit;
  /** As much of `netlist` as the edit has a part in: where no latch, second driver or loop is found there, the edit brings none. `nothing`: it cannot bring one. */
  readonly part?: CompileUnit | 'nothing';
  /** The edit stands in a branch for simulators, which the netlist of a synthesis tool would not have: it is built as they read the text. */
  readonly forSimulation?: boolean;
  /** Units that the whole unit declares: where one of them is missed, these say nothing. */
  readonly declared: ReadonlySet<string>;
}

/** What a climb checks. */
export interface LadderRequest {
  /** The module under test as its `top`, with the candidate edit in its texts. */
  readonly unit: CompileUnit;
  /** The same unit before the edit: then only new findings count. Absent when no edit is judged (`verify`, `judge`). */
  readonly before?: CompileUnit;
  /**
   * For somebody who waits: elaboration and lint look at these instead of `unit` and `before`, where they answer. Nobody is asked then whose findings decide
   * nothing (Verilator).
   */
  readonly near?: { readonly after: NearUnits; readonly before: NearUnits };
  /** Who wrote what is checked. A refused system task refutes a candidate and whatever `judge` is given; in the author's own code it makes the verdict unknown. */
  readonly origin: 'candidate' | 'author';
  /** Syntax problems of a unit's files, from the parser. */
  readonly syntax: (unit: CompileUnit) => readonly Diagnostic[];
  /** The texts after include and macro expansion, for screening; without it the raw texts are screened, with the macros' bodies. */
  readonly expanded?: (unit: CompileUnit) => readonly SourceText[];
  /** Headers of modules outside the unit. */
  readonly stubs?: readonly SourceText[];
  readonly contract: Contract | { readonly kind: 'latency'; readonly cycles: 'auto' };
  readonly golden?: CompileUnit;
  readonly testbenches?: readonly TestbenchUnit[];
  /** A testbench that has not ended after this many ms is left undecided; for ghost text. */
  readonly testbenchBudgetMs?: number;
  readonly budgetMs: number;
  readonly seed: number;
  /** The climb ends after this rung. */
  readonly maxRung?: RungName;
  /** Results of earlier climbs; the engine keeps one for its life. */
  readonly cache?: ResultCache;
  /** What the flip-flops do not tell; passed on to the equivalence check. */
  readonly hints?: Pick<EquivalenceRequest, 'clocks' | 'resets' | 'assume' | 'portMap'>;
}
