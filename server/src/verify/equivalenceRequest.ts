import type { Contract, Counterexample, Rung, VerdictKind } from '../protocol/contract';
import type { CompileUnit } from '../model/compileUnit';

/** Two descriptions to compare, as contracts.md defines equality. Tops are the units' `top`. */
export interface EquivalenceRequest {
  readonly golden: CompileUnit;
  readonly candidate: CompileUnit;
  readonly contract: Contract | { readonly kind: 'latency'; readonly cycles: 'auto' };
  /** Hints of a person, for what the flip-flops do not tell. */
  readonly clocks?: readonly string[];
  readonly resets?: readonly { readonly name: string; readonly active?: 0 | 1 }[];
  readonly assume?: string;
  /** Golden port -> candidate port; either may be a slice `bus[7:0]` or a concatenation `{hi, lo}`. */
  readonly portMap?: Readonly<Record<string, string>>;
  readonly budgetMs: number;
  readonly seed: number;
}

/** The simulate and prove rungs, and what they came to. `contract` has `auto` resolved. */
export interface EquivalenceResult {
  readonly verdict: VerdictKind;
  readonly contract: Contract;
  readonly rungs: readonly Rung[];
  readonly reason: string;
  /** The netlists were proved equal, and Icarus agrees where it is installed; each sentence says what forbids the verdict `proved` all the same. */
  readonly withheld?: readonly string[];
  readonly counterexample?: Counterexample;
  /** The dump of both sides; whoever may write files writes it and puts its path into `counterexample.vcd`. */
  readonly vcdText?: string;
}
