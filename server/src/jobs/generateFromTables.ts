import { failure, success, type Outcome } from '../base/outcome';
import type { Spec } from './spec/specTypes';
import type { WriteStyle } from './tables/moduleHeader';
import { planTables, type TablePlan } from './tables/plan';
import { writeTables } from './tables/writeModule';

export interface FromTables {
  readonly module: string;
  readonly text: string;
  readonly plan: TablePlan;
}

/**
 * The module that the tables of a specification determine wholly. A failure says what keeps them from it: nothing there, a contradiction, outputs that
 * no table gives, something only the author can say.
 */
export function generateFromTables(spec: Spec, style: WriteStyle): Outcome<FromTables> {
  if (spec.tables.length === 0) {
    const [unused] = spec.unused;
    return failure(unused === undefined ? 'the specification holds no table' : `line ${unused.line}: ${unused.reason}`);
  }
  const plan = planTables(spec);
  if (!plan.ok) return plan;
  if (!plan.value.whole)
    return failure(
      `no table says what all outputs are${spec.unused[0] === undefined ? '' : ` (line ${spec.unused[0].line}: ${spec.unused[0].reason})`}`,
    );
  const [question] = spec.questions;
  if (question !== undefined) return failure(question.text, 'Answer the questions that are open.');
  const module = spec.interface.module ?? 'top';
  return success({ module, text: writeTables(spec, plan.value, module, style), plan: plan.value });
}
