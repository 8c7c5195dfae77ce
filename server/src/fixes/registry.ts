import type { FixStrategy } from './strategy';
import { addInLogic } from './strategies/addInLogic';
import { addMasked } from './strategies/addMasked';
import { balanceBranches } from './strategies/balanceBranches';
import { compareInLogic } from './strategies/compareInLogic';
import { computeInBranches } from './strategies/computeInBranches';
import { constantDivision } from './strategies/constantDivision';
import { copyForData } from './strategies/copyForData';
import { copyForLoads } from './strategies/copyForLoads';
import { holdInLogic } from './strategies/holdInLogic';
import { oneHotState } from './strategies/oneHotState';
import { overrideBehindRegister } from './strategies/overrideBehindRegister';
import { netChainToTree } from './strategies/netChainToTree';
import { parallelBranches } from './strategies/parallelBranches';
import { precomputeInRegister } from './strategies/precomputeInRegister';
import { readMemoryEarly } from './strategies/readMemoryEarly';
import { registerDecodedNet } from './strategies/registerDecodedNet';
import { saveCarries } from './strategies/saveCarries';
import { selectAfterArithmetic } from './strategies/selectAfterArithmetic';
import { selectBehindRegister } from './strategies/selectBehindRegister';
import { selectLoopToOr } from './strategies/selectLoopToOr';
import { serialChainToTree } from './strategies/serialChainToTree';
import { splitAdder } from './strategies/splitAdder';
import { splitCompare } from './strategies/splitCompare';
import { splitCounter } from './strategies/splitCounter';
import { sumCompare } from './strategies/sumCompare';
import { testBeforeSelect } from './strategies/testBeforeSelect';
import { testAtRest } from './strategies/testAtRest';
import { loadInLogic } from './strategies/loadInLogic';
import { useInBranches } from './strategies/useInBranches';

/** Every strategy; one line each. Those that gained most often of the times that they were tried on public modules come first, and are timed first. */
export const strategies: readonly FixStrategy[] = [
  serialChainToTree,
  netChainToTree,
  selectLoopToOr,
  parallelBranches,
  balanceBranches,
  constantDivision,
  addMasked,
  saveCarries,
  splitCounter,
  sumCompare,
  splitCompare,
  splitAdder,
  addInLogic,
  compareInLogic,
  selectAfterArithmetic,
  computeInBranches,
  loadInLogic,
  overrideBehindRegister,
  selectBehindRegister,
  testAtRest,
  testBeforeSelect,
  useInBranches,
  holdInLogic,
  precomputeInRegister,
  registerDecodedNet,
  oneHotState,
  readMemoryEarly,
  copyForData,
  copyForLoads,
];

/**
 * How many rewrites of each other strategy come before the first of one, where standard cells are mapped to; below 0 so many of it come before others. Registers with an enable are multiplexers there
 * mostly, so keeping values through logic gains nothing; a choice behind registers puts its load on one more of them.
 */
export const rowsOnCells: ReadonlyMap<string, number> = new Map([
  [precomputeInRegister.name, -2],
  [testBeforeSelect.name, -1],
  [splitCounter.name, -1],
  [selectBehindRegister.name, 2],
  [testAtRest.name, 2],
  [holdInLogic.name, 3],
  [loadInLogic.name, 3],
]);
