import type { FixStrategy } from './strategy';
import { constantDivision } from './strategies/constantDivision';
import { copyForData } from './strategies/copyForData';
import { holdInLogic } from './strategies/holdInLogic';
import { precomputeInRegister } from './strategies/precomputeInRegister';
import { selectAfterArithmetic } from './strategies/selectAfterArithmetic';
import { selectLoopToOr } from './strategies/selectLoopToOr';
import { serialChainToTree } from './strategies/serialChainToTree';
import { splitAdder } from './strategies/splitAdder';
import { splitCompare } from './strategies/splitCompare';
import { splitCounter } from './strategies/splitCounter';
import { sumCompare } from './strategies/sumCompare';
import { testBeforeSelect } from './strategies/testBeforeSelect';
import { testAtRest } from './strategies/testAtRest';
import { toggleLoad } from './strategies/toggleLoad';

/** Every strategy; one line each. */
export const strategies: readonly FixStrategy[] = [
  serialChainToTree,
  selectLoopToOr,
  constantDivision,
  splitCounter,
  precomputeInRegister,
  copyForData,
  holdInLogic,
  testBeforeSelect,
  toggleLoad,
  testAtRest,
  sumCompare,
  splitCompare,
  splitAdder,
  selectAfterArithmetic,
];
