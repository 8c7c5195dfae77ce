import type { Strength } from '../../../server/src/protocol/contract';
import type {
  Assertions,
  CModelProposal,
  Fixed,
  Generated,
  JobAttempt,
  JobSpending,
  ModuleDocument,
  Optimization,
  TestbenchProposal,
} from '../../../server/src/protocol/jobs';
import { escapeHtml, locationButton, withCode } from './markup';

/** What became of each proposed assertion, those in the file first, with the line that each follows from. */
export function assertionsBody({ module, assertions, notes, spending }: Assertions): string {
  const given = (outcome: string): boolean => outcome === 'proved' || outcome === 'bounded';
  const items = (wanted: boolean): string[] =>
    assertions
      .filter(({ outcome }) => given(outcome) === wanted)
      .map(({ words, text, outcome, cycles, reason, file, line }) => {
        const bound = outcome === 'bounded' && cycles !== undefined ? ` for ${cycles} cycles` : '';
        const mark = `<b class="${given(outcome) ? 'good' : outcome === 'refuted' ? 'bad' : 'doubt'}">${outcome}${bound}</b>`;
        return `${mark} ${escapeHtml(words)} ${locationButton(file, line, 1)}<br><code>${escapeHtml(text)}</code><br><span class="muted">${escapeHtml(reason)}</span>`;
      });
  return [heading('Assertions', module), list('In the file', items(true)), list('Withheld', items(false)), rest({ notes, spending })].join(
    '\n',
  );
}

/** The scenarios of a testbench, the faults that go by, and where module and specification differ. */
export function testbenchBody(result: TestbenchProposal): string {
  const { module, ran, weak, origin, scenarios, strength, disagreements = [], attempts = [], notes, spending } = result;
  const lead = ran
    ? 'Run on the module, which passes.'
    : disagreements.length > 0
      ? 'Run on the module, which does not pass.'
      : 'It was not run.';
  return [
    heading('Testbench', module, ran && weak !== true ? 'checked' : 'unknown'),
    `<p>${lead} ${origin === 'specification' ? 'The reference is from the specification.' : 'The reference is captured from the module as it is.'}</p>`,
    list(
      'Where the module does not do what the reference says: one of both is wrong',
      disagreements.map(({ scenario, mismatches, words }) => `<b>${escapeHtml(scenario)}</b>, ${mismatches} times: ${withCode(words)}`),
    ),
    strength === undefined ? '' : `<h2>Faults put into the module</h2><p>${strengthWords(strength.fates)} ${uncounted(strength.fates)}</p>`,
    list(
      'Faults that nothing notices',
      (strength?.left ?? []).map(({ file, line, operator, fate }) => `${locationButton(file, line, 1)} ${escapeHtml(operator)}, ${fate}`),
    ),
    list(
      'Scenarios',
      scenarios.map(({ name, cycles }) => `${escapeHtml(name)}, ${cycles} cycles`),
    ),
    rest({ notes, attempts, spending }),
  ].join('\n');
}

/** What was taken for granted, the tables that were read and each round, for the page of the module's verdict. */
export function generatedBody({ assumptions, tables, attempts, spending, detail }: Generated): string {
  return [
    detail === undefined ? '' : `<p>${withCode(detail)}</p>`,
    list('Taken for granted', assumptions.map(withCode)),
    list(
      'Tables of the specification',
      tables.map(({ kind, line, endLine, used, reason }) => {
        const what = `${tableNames[kind]}, lines ${line} to ${endLine}`;
        return used ? what : `${what}: not used${reason === undefined ? '' : `, ${withCode(reason)}`}`;
      }),
    ),
    rest({ attempts, spending }),
  ].join('\n');
}

const tableNames: Record<Generated['tables'][number]['kind'], string> = {
  truthTable: 'Truth table',
  karnaughMap: 'Karnaugh map',
  stateTable: 'State table',
  waveform: 'Waveform',
};

/** Each rewrite with what it saves, for the page of the module's verdict. */
export function optimizationBody({ rewrites, declined, tradeOffs, notes }: Optimization): string {
  return [
    list(
      'Rewrites',
      rewrites.map(
        ({ title, line, before, after }) =>
          `${withCode(title)}, line ${line}: ${before.cells} → ${after.cells} cells, ${before.delay.toFixed(2)} → ${after.delay.toFixed(2)} ns`,
      ),
    ),
    list(
      'Trade-offs, proven',
      tradeOffs.map(
        ({ goal, title, line, before, after }) =>
          `${goal === 'cells' ? 'Smaller but slower' : 'Faster but larger'}: ${withCode(title)}, line ${line}: ${before.cells} → ${after.cells} cells, ${before.delay.toFixed(2)} → ${after.delay.toFixed(2)} ns`,
      ),
    ),
    list(
      'Measured and dropped',
      declined.map(({ title, line, reason }) => `${withCode(title)}, line ${line}: <span class="muted">${withCode(reason)}</span>`),
    ),
    rest({ notes }),
  ].join('\n');
}

/** What a model in C was held against. */
export function cModelBody({
  module,
  origin,
  agrees,
  cycles,
  compiler,
  counterexample: found,
  attempts,
  notes,
  spending,
}: CModelProposal): string {
  const by = `Written ${origin === 'rule' ? "from the module's netlist" : 'by the model'}`;
  const run =
    cycles === undefined
      ? ''
      : ` and run beside the module for ${cycles} cycles${compiler === undefined ? '' : `, compiled by ${escapeHtml(compiler)}`}`;
  return [
    heading('C model', module, agrees ? 'checked' : 'refuted'),
    `<p>${by}${run}. ${agrees ? 'Both agree in every cycle; this is no proof.' : ''}</p>`,
    found === undefined
      ? ''
      : `<p>In cycle ${found.cycle} <code>${escapeHtml(found.output)}</code> is <code>${escapeHtml(found.module)}</code> in the module and <code>${escapeHtml(found.model)}</code> in C.</p>`,
    rest({ notes, attempts, spending }),
  ].join('\n');
}

/** Each repair with what became of behaviour, what was refused, and what nothing mends. */
export function fixesBody({ file, fixes, withheld, left, notes, spending }: Fixed): string {
  const place = (line: number, column: number): string => locationButton(file, line, column);
  return [
    heading('Repairs', file.split('/').pop() ?? file, fixes.length > 0 ? 'checked' : 'unknown'),
    list(
      'Repairs',
      fixes.map(({ title, behaviour, diagnostic: { line, column, message }, origin, verdict }) => {
        const proof =
          verdict?.id === undefined ? '' : ` <button data-action="evidence" data-value="${escapeHtml(verdict.id)}">Show evidence</button>`;
        const by = origin === 'model' ? ' <span class="muted">(model)</span>' : '';
        return `${place(line, column)} ${withCode(title)}${by}: ${withCode(message)}<br>${withCode(behaviour)}${proof}`;
      }),
    ),
    list(
      'Tried and refused',
      withheld.map(({ title, reason, diagnostic: { line, column } }) => `${place(line, column)} ${withCode(title)}: ${withCode(reason)}`),
    ),
    list(
      'Left',
      left.map(({ line, column, message }) => `${place(line, column)} ${withCode(message)}`),
    ),
    rest({ notes, spending }),
  ].join('\n');
}

/** What a document of a module rests on. */
export function documentBody({ module, claims, withheld, notes, spending }: ModuleDocument): string {
  return [
    heading('Document', module),
    '<p>All but what stands below is read from the module and its graph.</p>',
    list(
      'In words of the model, each entailed by the graph',
      claims.map(({ text, file, line }) => `${withCode(text)} ${locationButton(file, line, 1)}`),
    ),
    list(
      'Withheld',
      withheld.map(({ text, reason }) => `${withCode(text)} <span class="muted">${withCode(reason)}</span>`),
    ),
    rest({ notes, spending }),
  ].join('\n');
}

/** `3 rounds of claude-x, 1200 tokens in, 300 out, $0.02` */
export function spentWords({ model, rounds, inputTokens, outputTokens, cost }: JobSpending): string {
  const money = cost === undefined ? '' : `, $${cost.toFixed(cost < 0.1 ? 4 : 2)}`;
  return `${rounds} round${rounds === 1 ? '' : 's'} of ${model}, ${inputTokens} tokens in, ${outputTokens} out${money}`;
}

/** `It notices 14 of 16 faults.` */
export function strengthWords(fates: Strength['fates'] | undefined): string {
  const { killed = 0, survived = 0, undecided = 0 } = fates ?? {};
  const counted = killed + survived + undecided;
  return counted === 0 ? '' : `It notices ${killed} of ${counted} faults.`;
}

/** The faults that are none. */
function uncounted({ equivalent = 0, racy = 0, invalid = 0 }: Strength['fates']): string {
  const kinds = [
    [equivalent, 'behave as the module does'],
    [racy, 'differ by a race alone'],
    [invalid, 'do not elaborate'],
  ] as const;
  const said = kinds.flatMap(([count, words]) => (count === 0 ? [] : [`${count} ${words}`]));
  return said.length === 0 ? '' : `Not counted: ${said.join(', ')}.`;
}

function heading(what: string, name: string, status = ''): string {
  return `<header class="${status}"><h1>${what} <small>${escapeHtml(name)}</small></h1></header>`;
}

/** What every job tells at the end: remarks, each try, and what a model cost. */
function rest({
  notes = [],
  attempts = [],
  spending,
}: {
  readonly notes?: readonly string[];
  readonly attempts?: readonly JobAttempt[];
  readonly spending?: JobSpending | undefined;
}): string {
  const tries = attempts.map(
    ({ what, outcome, detail }) => `${withCode(what)}: <b>${attemptWords[outcome]}</b> <span class="muted">${withCode(detail)}</span>`,
  );
  return [
    list('Remarks', notes.map(withCode)),
    list('Rounds', tries),
    spending === undefined ? '' : `<p class="muted">${escapeHtml(spentWords(spending))}; at most ${limitWords(spending)}.</p>`,
  ].join('\n');
}

const attemptWords: Record<JobAttempt['outcome'], string> = { accepted: 'kept', rolledBack: 'taken back', unusable: 'not usable' };

function limitWords({ limits: { rounds, tokens, cost } }: JobSpending): string {
  return `${rounds} rounds, ${tokens} tokens${cost === undefined ? '' : `, $${cost}`}`;
}

function list(title: string, items: readonly string[]): string {
  return items.length === 0 ? '' : `<h2>${title}</h2><ul class="claims">${items.map((item) => `<li>${item}</li>`).join('')}</ul>`;
}
