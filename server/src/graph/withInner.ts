import type { Statement } from './ast';

/** A statement with each of the statements directly in it replaced; one that holds none is given as it is. */
export function withInner(statement: Statement, replace: (inner: Statement) => Statement): Statement {
  switch (statement.kind) {
    case 'block':
      return { ...statement, body: statement.body.map(replace) };
    case 'if':
      return {
        ...statement,
        then: replace(statement.then),
        ...(statement.otherwise === undefined ? {} : { otherwise: replace(statement.otherwise) }),
      };
    case 'case':
      return { ...statement, arms: statement.arms.map((arm) => ({ ...arm, body: replace(arm.body) })) };
    case 'loop':
      return { ...statement, body: replace(statement.body) };
    default:
      return statement;
  }
}
