import type { GateDesign } from './gateDesign';
import { Aig, falseLiteral } from './aig';
import { idleInputs } from './derivedStep';
import type { Followed, Followers } from './likelyFollowers';
import type { ProductPlan } from './product';
import { driveFreely, evaluateSide, namesInGolden } from './product';
import type { Rails } from './rails';

/** First of all a register may be the net of its name: a sum that was a net on one side is a register on the other. */
export function withNames(plan: ProductPlan, followers: Followers): Followers {
  const aig = new Aig();
  const idle = idleInputs(plan, driveFreely(aig, plan).driven);
  const back = namesInGolden(plan.portMap);
  const first = (
    own: GateDesign,
    other: GateDesign,
    given: Followers['golden'],
    rename: ReadonlyMap<string, string>,
  ): Followers['golden'] => {
    const state = own.registers.map((): Rails => ({ value: aig.input(), unknown: falseLiteral }));
    const values = evaluateSide(aig, own, state, idle, rename);
    const registerOf = new Map(state.map(({ value }, i) => [value >> 1, i]));
    const nets = new Map(other.nets.map(({ name, bits }) => [name, bits]));
    const named = new Map<number, Followed[]>();
    for (const { name, bits } of own.nets)
      bits.forEach((bit, at) => {
        const signal = nets.get(name)?.[at];
        const { value, unknown } = values[bit] as Rails;
        const register = unknown === falseLiteral ? registerOf.get(value >> 1) : undefined;
        if (signal !== undefined && register !== undefined)
          named.set(register, [...(named.get(register) ?? []), { signal, inverted: (value & 1) === 1 }]);
      });
    return new Map([...given].map(([register, all]) => [register, [...(named.get(register) ?? []), ...all]]));
  };
  const { golden, candidate } = plan;
  return {
    golden: first(golden, candidate, followers.golden, new Map()),
    candidate: first(candidate, golden, followers.candidate, back),
  };
}
