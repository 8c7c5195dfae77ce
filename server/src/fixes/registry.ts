import type { FixStrategy } from './strategy';
import { constantDivision } from './strategies/constantDivision';
import { precomputeInRegister } from './strategies/precomputeInRegister';
import { serialChainToTree } from './strategies/serialChainToTree';

/** Every strategy; one line each. */
export const strategies: readonly FixStrategy[] = [serialChainToTree, constantDivision, precomputeInRegister];
