import type { Expr, Statement } from '../../graph/ast';
import { assignedBy } from '../../refactor/drivers';
import { isPure } from '../../refactor/statements';

/** Texts of expressions as the author wrote them; undefined where a macro made one. */
export type TextOf = (expr: Expr) => string | undefined;

/**
 * What a register holds after the clock edge, as one expression of what is there before it: `held` where a clocked process leaves it alone. Follows non-blocking
 * assignments to the whole register through blocks, `if` and their order; undefined for anything else that assigns it.
 */
export function nextValue(statement: Statement, register: string, held: string, textOf: TextOf): string | undefined {
  if (!assignedBy(statement).names.has(register)) return held;
  switch (statement.kind) {
    case 'block': {
      let now: string | undefined = held;
      for (const one of statement.body) now = now === undefined ? undefined : nextValue(one, register, now, textOf);
      return now;
    }
    case 'assign':
      if (statement.target.kind !== 'name' || statement.blocking || statement.op !== '=' || !isPure(statement.value)) return undefined;
      return operand(textOf(statement.value), statement.value);
    case 'if': {
      const [yes, no] = [statement.then, statement.otherwise].map((one) =>
        one === undefined ? held : nextValue(one, register, held, textOf),
      );
      const test = isPure(statement.test) ? textOf(statement.test) : undefined;
      return test === undefined || yes === undefined || no === undefined ? undefined : `((${test}) ? ${yes} : ${no})`;
    }
    default:
      return undefined;
  }
}

function operand(text: string | undefined, expr: Expr): string | undefined {
  return text === undefined || /^(?:name|number|index|slice|concat|member)$/.test(expr.kind) ? text : `(${text})`;
}

/** A write of a word: where it is made, with the condition under which it is made ('' always). */
export interface WordWrite {
  readonly condition: string;
  readonly address: string;
  readonly value: string;
}

/** The writes of whole words to a memory below a statement, in their order; undefined where something else writes it. */
export function wordWrites(statement: Statement, memory: string, textOf: TextOf, condition = ''): WordWrite[] | undefined {
  if (!assignedBy(statement).names.has(memory)) return [];
  switch (statement.kind) {
    case 'block':
    case 'timing': {
      const parts = statement.kind === 'block' ? statement.body : [statement.body];
      const found = parts.map((one) => wordWrites(one, memory, textOf, condition));
      return found.every((one) => one !== undefined) ? found.flat() : undefined;
    }
    case 'assign': {
      const { target } = statement;
      const whole = target.kind === 'index' && target.base.kind === 'name' && target.base.name === memory;
      if (!whole || statement.blocking || statement.op !== '=' || !isPure(statement.value) || !isPure(target.index)) return undefined;
      const [address, value] = [operand(textOf(target.index), target.index), operand(textOf(statement.value), statement.value)];
      return address === undefined || value === undefined ? undefined : [{ condition, address, value }];
    }
    case 'if': {
      const test = isPure(statement.test) ? textOf(statement.test) : undefined;
      if (test === undefined) return undefined;
      const both = (more: string): string => (condition === '' ? more : `${condition} && ${more}`);
      const yes = wordWrites(statement.then, memory, textOf, both(`(${test})`));
      const no = statement.otherwise === undefined ? [] : wordWrites(statement.otherwise, memory, textOf, both(`!(${test})`));
      return yes === undefined || no === undefined ? undefined : [...yes, ...no];
    }
    default:
      return undefined;
  }
}
