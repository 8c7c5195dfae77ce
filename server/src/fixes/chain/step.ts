import {
  allOfType,
  childOfType,
  children,
  field,
  flatText,
  hasToken,
  namedChildren,
  text,
  unwrapExpression,
  unwrapStatement,
  type Node,
} from '../../syntax/nodes';

/** One step of a serial chain: under a condition, some variables take new values, else they keep theirs. */
export interface ChainStep {
  /** Statements before the `if` that only fill temporaries. */
  readonly prefix: readonly Node[];
  /** Parts of the condition that do not look at the chain's variables; joined by `&&`. */
  readonly qualifiers: readonly Node[];
  /** `value op variable` or `variable op value`: the step keeps the better of the two. */
  readonly key: { readonly variable: string; readonly operator: string; readonly valueFirst: boolean } | undefined;
  /** The variable that says something was found already. */
  readonly found: string | undefined;
  readonly assigns: ReadonlyMap<string, Node>;
}

/** Reads the statement (or the block of statements) that one round of a loop, or one link of an unrolled chain, does. */
export function readStep(statement: Node | undefined): ChainStep | string {
  const statements = statement?.type === 'seq_block' ? blockStatements(statement) : statement === undefined ? [] : [statement];
  if (statement?.type === 'seq_block' && statement.namedChildren.some((child) => child.type === 'block_item_declaration')) {
    return 'The body declares variables of its own.';
  }
  const last = statements.at(-1);
  if (last === undefined) return 'The body is empty.';
  const prefix = statements.slice(0, -1);
  const written = new Set<string>();
  for (const item of prefix) {
    const assignment = readAssignment(item);
    if (assignment === undefined) return 'The body does more than compare and take over.';
    written.add(assignment.name);
  }
  const step = last.type === 'conditional_statement' ? readIf(last) : readTernary(last);
  if (typeof step === 'string') return step;
  for (const item of prefix)
    for (const name of namesIn(item)) if (step.assigns.has(name)) return `The body uses ${name} before it decides on it.`;
  return { ...step, prefix };
}

/** Statements of a block, wrappers removed. */
export function blockStatements(block: Node): Node[] {
  return namedChildren(block).flatMap((child) => (child.type === 'statement_or_null' ? (unwrapStatement(child) ?? []) : []));
}

/** `name = expression`, blocking, to a whole variable. */
export function readAssignment(statement: Node): { readonly name: string; readonly value: Node } | undefined {
  const assignment = statement.type === 'blocking_assignment' ? childOfType(statement, 'operator_assignment') : undefined;
  const target = assignment === undefined ? undefined : childOfType(assignment, 'variable_lvalue');
  const value = assignment === undefined ? undefined : childOfType(assignment, 'expression');
  if (assignment === undefined || target === undefined || value === undefined) return undefined;
  if (flatText(childOfType(assignment, 'assignment_operator')) !== '=' || !/^[A-Za-z_][\w$]*$/.test(target.text)) return undefined;
  return { name: target.text, value };
}

/** Identifiers that a piece of source mentions. */
export function namesIn(node: Node): Set<string> {
  return new Set(allOfType(node, 'simple_identifier').map((item) => item.text));
}

function readIf(statement: Node): Omit<ChainStep, 'prefix'> | string {
  if (hasToken(statement, 'else')) return 'The step has an else branch.';
  const condition = childOfType(statement, 'cond_predicate');
  const bodyNode = statement.namedChildren.filter((child) => child.type === 'statement_or_null')[0];
  const body = unwrapStatement(bodyNode);
  if (condition === undefined || body === undefined) return 'The step could not be read.';
  const assigns = new Map<string, Node>();
  for (const item of body.type === 'seq_block' ? blockStatements(body) : [body]) {
    const assignment = readAssignment(item);
    if (assignment === undefined) return 'The step does more than assign whole variables.';
    if (assigns.has(assignment.name)) return `The step assigns ${assignment.name} twice.`;
    assigns.set(assignment.name, assignment.value);
  }
  return classify(childOfType(condition, 'expression') ?? condition, assigns);
}

/** `best = v > best ? v : best`, either way round. */
function readTernary(statement: Node): Omit<ChainStep, 'prefix'> | string {
  const assignment = readAssignment(statement);
  const choice = unwrapExpression(assignment?.value);
  if (assignment === undefined || choice?.type !== 'conditional_expression') return 'The step is neither an if nor a select.';
  const [condition, first, second] = namedChildren(choice).filter((child) => child.type === 'expression');
  if (condition === undefined || first === undefined || second === undefined) return 'The select could not be read.';
  if (bare(second) === assignment.name) return classify(condition, new Map([[assignment.name, first]]));
  if (bare(first) !== assignment.name) return `The select does not keep ${assignment.name} on either side.`;
  const inverted = classify(condition, new Map([[assignment.name, second]]));
  if (typeof inverted === 'string') return inverted;
  // cond ? best : v takes v when the comparison fails.
  if (inverted.key === undefined || inverted.qualifiers.length > 0) return 'The select keeps its value on an unusual condition.';
  const operator = { '>': '<=', '<': '>=', '>=': '<', '<=': '>' }[inverted.key.operator] ?? '';
  return { ...inverted, key: { ...inverted.key, operator } };
}

function classify(condition: Node, assigns: ReadonlyMap<string, Node>): Omit<ChainStep, 'prefix'> | string {
  const state = new Set(assigns.keys());
  for (const [name, value] of assigns) {
    const reads = [...namesIn(value)].find((item) => state.has(item));
    if (reads !== undefined) return `The new value of ${name} depends on ${reads}: no choice among values, so it is not rewritten.`;
  }
  const qualifiers: Node[] = [];
  let key: ChainStep['key'];
  let found: string | undefined;
  for (const part of conjuncts(condition)) {
    if (![...namesIn(part)].some((name) => state.has(name))) {
      qualifiers.push(part);
      continue;
    }
    const flag = negatedFlag(part);
    const compared = readKey(part, assigns);
    if (flag !== undefined && isOne(assigns.get(flag)) && found === undefined && key === undefined) found = flag;
    else if (compared !== undefined && key === undefined && found === undefined) key = compared;
    else return `The condition \`${flatText(part)}\` is neither a comparison with the value kept nor "nothing found yet".`;
  }
  if (key === undefined && qualifiers.length === 0) return 'The step has no condition of its own.';
  return { qualifiers, key, found, assigns };
}

function conjuncts(node: Node): Node[] {
  const inner = unwrapExpression(node) ?? node;
  const operator = text(field(inner, 'operator'));
  const left = field(inner, 'left');
  const right = field(inner, 'right');
  return operator === '&&' && left !== undefined && right !== undefined ? [...conjuncts(left), ...conjuncts(right)] : [inner];
}

function readKey(part: Node, assigns: ReadonlyMap<string, Node>): ChainStep['key'] {
  const operator = text(field(part, 'operator'));
  const left = field(part, 'left');
  const right = field(part, 'right');
  if (!['<', '<=', '>', '>='].includes(operator) || left === undefined || right === undefined) return undefined;
  const fits = (variable: Node, value: Node): boolean => {
    const assigned = assigns.get(variable.text.trim());
    return assigned !== undefined && bare(assigned) === bare(value);
  };
  if (fits(right, left)) return { variable: right.text.trim(), operator, valueFirst: true };
  if (fits(left, right)) return { variable: left.text.trim(), operator, valueFirst: false };
  return undefined;
}

/** `!found`, `~found`, `found == 0`. */
function negatedFlag(part: Node): string | undefined {
  return /^[!~] ?([A-Za-z_]\w*)$/.exec(bare(part))?.[1] ?? /^([A-Za-z_]\w*) ?== ?(?:1'b)?0$/.exec(bare(part))?.[1];
}

function isOne(value: Node | undefined): boolean {
  return value !== undefined && /^(1|1'b1|'1|1'd1|1'h1)$/.test(bare(value).replaceAll(' ', ''));
}

/** Text on one line, outer parentheses off. */
export function bare(node: Node): string {
  return flatText(unwrapExpression(node) ?? node).replace(/^\((.*)\)$/, (whole, inner: string) => (balanced(inner) ? inner : whole));
}

function balanced(source: string): boolean {
  let depth = 0;
  for (const char of source) {
    if (char === '(') depth++;
    if (char === ')' && --depth < 0) return false;
  }
  return depth === 0;
}

/** Everything between `for (` and `)`, and the body. */
export interface ForLoop {
  readonly node: Node;
  readonly variable: string;
  /** Rounds as an expression, and the number of the present round counted from 1. */
  readonly rounds: string;
  readonly round: string;
  readonly body: Node | undefined;
}

/** A `for` with a step of one and an end that does not change: `for (i = A; i < B; i = i + 1)` and its relatives. */
export function readLoop(node: Node): ForLoop | string {
  const start = childOfType(node, 'for_initialization');
  const step = childOfType(node, 'for_step');
  const condition = node.namedChildren.find((child) => child.type === 'expression');
  if (!hasToken(node, 'for') || start === undefined || step === undefined || condition === undefined) return 'It is not a plain for loop.';
  const begin = /^(?:[A-Za-z_]\w*(?:\s+unsigned|\s+signed)?\s+)?([A-Za-z_]\w*)\s*=\s*([^,]+)$/.exec(flatText(start));
  const variable = begin?.[1];
  const first = begin?.[2];
  if (variable === undefined || first === undefined) return 'The loop starts in an unusual way.';
  const direction = stepOf(flatText(step), variable);
  const operator = text(field(condition, 'operator'));
  const bound = field(condition, 'right');
  if (direction === undefined) return 'The loop does not count by one.';
  if (text(field(condition, 'left')).trim() !== variable || bound === undefined) return 'The end of the loop could not be read.';
  const end = flatText(bound);
  const up = direction === 1;
  if (up ? !['<', '<=', '!='].includes(operator) : !['>', '>='].includes(operator)) return 'The end of the loop could not be read.';
  const closed = operator === '<=' || operator === '>=' ? 1 : 0;
  const body = unwrapStatement(children(node).filter((child) => child.type === 'statement_or_null')[0]);
  return {
    node,
    variable,
    rounds: up ? difference(end, first, closed) : difference(first, end, closed),
    round: up ? difference(variable, first, 1) : difference(first, variable, 1),
    body,
  };
}

function stepOf(source: string, variable: string): 1 | -1 | undefined {
  const plain = source.replaceAll(' ', '');
  if ([`${variable}++`, `++${variable}`, `${variable}=${variable}+1`, `${variable}+=1`].includes(plain)) return 1;
  if ([`${variable}--`, `--${variable}`, `${variable}=${variable}-1`, `${variable}-=1`].includes(plain)) return -1;
  return undefined;
}

/** `a - b + more`, with numbers folded. */
function difference(a: string, b: string, more: number): string {
  const number = (source: string): number | undefined => (/^\d+$/.test(source) ? Number(source) : undefined);
  const split = (source: string): { name: string; constant: number } => {
    const value = number(source);
    if (value !== undefined) return { name: '', constant: value };
    const found = /^([A-Za-z_]\w*) ?([+-]) ?(\d+)$/.exec(source);
    if (found !== null) return { name: found[1] ?? '', constant: found[2] === '+' ? Number(found[3]) : -Number(found[3]) };
    return { name: /^[\w$]+$/.test(source) ? source : `(${source})`, constant: 0 };
  };
  const left = split(a);
  const right = split(b);
  const constant = left.constant - right.constant + more;
  if (right.name === '') return left.name === '' ? String(constant) : plus(left.name, constant);
  if (left.name === '') return `${constant} - ${right.name}`;
  return left.name === right.name ? String(constant) : plus(`${left.name} - ${right.name}`, constant);
}

function plus(source: string, constant: number): string {
  return constant === 0 ? source : `${source} ${constant < 0 ? '-' : '+'} ${Math.abs(constant)}`;
}
