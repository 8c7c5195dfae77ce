import type { ChainStep } from './step';

/** A chain ready to be written as a tree. Texts are the author's. */
export interface TreePlan {
  readonly step: ChainStep;
  /** Type of each chain variable, as declared: `logic [7:0]`. */
  readonly types: ReadonlyMap<string, string>;
  readonly rounds: string;
  /** Lines that fill the leaves, given how a value is stored: the loop with its header, or one group of lines per link. */
  readonly fill: (store: (assigns: ReadonlyMap<string, string>, valid: string | undefined, round: string) => string[]) => string[];
  readonly names: {
    readonly block: string;
    leaf(variable: string): string;
    readonly valid: string;
    readonly span: string;
    readonly low: string;
  };
  readonly language: 'verilog' | 'systemverilog';
  readonly unit: string;
  /** The author's comments that stood inside the chain. */
  readonly comments: readonly string[];
}

/**
 * The statements of a balanced tree over the chain's steps: leaf 0 holds the variables as they were, leaf n what step n offers;
 * neighbours are joined pair by pair, then pairs of pairs, in order, so that ties fall as they did. Works for any number of steps.
 * All names live in a named block. Lines come without outer indentation.
 */
export function emitTree(plan: TreePlan): string[] {
  const { step, names, unit, language } = plan;
  const variables = [...step.assigns.keys()].filter((name) => name !== step.found);
  const needsValid = step.key === undefined || step.qualifiers.length > 0;
  const bit = language === 'verilog' ? 'reg' : 'logic';
  const range = `[0:${plan.rounds}]`;
  const takesOf = (low: string, high: string): string[] => [
    ...variables.map((name) => `${names.leaf(name)}[${low}] = ${names.leaf(name)}[${high}];`),
    ...(needsValid ? [`${names.valid}[${low}] = 1'b1;`] : []),
  ];
  const lines = [
    `begin : ${names.block}`,
    `${unit}// A balanced tree in place of a chain: neighbours meet first, then pairs of pairs; the earlier one stands on the left.`,
    ...plan.comments.map((comment) => `${unit}${comment}`),
    ...variables.map((name) => `${unit}${plan.types.get(name) ?? bit} ${names.leaf(name)} ${range};`),
    ...(needsValid ? [`${unit}${bit} ${names.valid} ${range};`] : []),
    ...(language === 'verilog' ? [`${unit}integer ${fixedRounds(plan) === undefined ? `${names.span}, ` : ''}${names.low};`] : []),
    ...variables.map((name) => `${unit}${names.leaf(name)}[0] = ${name};`),
    ...(needsValid ? [`${unit}${names.valid}[0] = ${step.found ?? "1'b1"};`] : []),
    ...plan
      .fill((assigns, valid, round) => [
        ...variables.map((name) => `${names.leaf(name)}[${round}] = ${assigns.get(name) ?? name};`),
        ...(needsValid ? [`${names.valid}[${round}] = ${valid ?? "1'b1"};`] : []),
      ])
      .map((line) => `${unit}${line}`),
    ...joins(plan, needsValid, takesOf).map((line) => `${unit}${line}`),
    ...variables.map((name) => `${unit}${name} = ${names.leaf(name)}[0];`),
    ...(step.found === undefined ? [] : [`${unit}${step.found} = ${names.valid}[0];`]),
    'end',
  ];
  return lines;
}

function fixedRounds(plan: TreePlan): number | undefined {
  return /^\d+$/.test(plan.rounds) ? Number(plan.rounds) : undefined;
}

/**
 * The loops that join neighbours. With a known number of steps each level is a loop of its own whose step is a plain number, as many
 * synthesis tools demand; with a parameter the distance has to be a variable.
 */
function joins(plan: TreePlan, needsValid: boolean, takesOf: (low: string, high: string) => string[]): string[] {
  const { names, unit } = plan;
  const { low, span } = names;
  const int = plan.language === 'verilog' ? '' : 'int ';
  const rounds = fixedRounds(plan);
  const join = (distance: string): string[] => {
    const takes = takesOf(low, `${low} + ${distance}`);
    const condition = better(plan, low, `${low} + ${distance}`, needsValid);
    return [
      `if (${condition})${takes.length > 1 ? ' begin' : ''}`,
      ...takes.map((line) => `${unit}${line}`),
      ...(takes.length > 1 ? ['end'] : []),
    ];
  };
  if (rounds === undefined) {
    return [
      `for (${int}${span} = 1; ${span} <= ${plan.rounds}; ${span} = ${span} * 2)`,
      `${unit}for (${int}${low} = 0; ${low} + ${span} <= ${plan.rounds}; ${low} = ${low} + 2 * ${span})`,
      ...join(span).map((line) => `${unit}${unit}${line}`),
    ];
  }
  const lines: string[] = [];
  for (let distance = 1; distance <= rounds; distance *= 2) {
    lines.push(`for (${int}${low} = 0; ${low} < ${rounds - distance + 1}; ${low} = ${low} + ${2 * distance})`);
    lines.push(...join(String(distance)).map((line) => `${unit}${line}`));
  }
  return lines;
}

/** When the right neighbour replaces the left. */
function better(plan: TreePlan, low: string, high: string, needsValid: boolean): string {
  const { step, names } = plan;
  const right = `${names.valid}[${high}]`;
  const left = `${names.valid}[${low}]`;
  if (step.key === undefined) return step.found === undefined ? right : `${right} && !${left}`;
  const leaf = names.leaf(step.key.variable);
  const compare = step.key.valueFirst
    ? `${leaf}[${high}] ${step.key.operator} ${leaf}[${low}]`
    : `${leaf}[${low}] ${step.key.operator} ${leaf}[${high}]`;
  return needsValid ? `${right} && (!${left} || ${compare})` : compare;
}
