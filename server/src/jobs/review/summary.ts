import { z } from 'zod';
import { failure, success, type Outcome } from '../../base/outcome';
import { tokenize } from '../../graph/lexer';
import type { Draft } from '../../llm/composeRequest';
import type { Review, ReviewedModule } from '../../protocol/jobs';
import { tooMuch } from '../explain/checkClaims';

/** Something that a review says of a unit, with the number that a sentence cites it by. */
export interface ReviewFact {
  readonly number: number;
  readonly module: string;
  readonly file: string;
  readonly text: string;
}

/** Most facts that are told of one unit. */
const mostFacts = 24;

/** What a review says, one fact after another: behaviour, where a difference starts, structure, changed lines. */
export function factsOf(review: Review): ReviewFact[] {
  const of = ({ behaviour, verdict, structure, suspects }: ReviewedModule): string[] => {
    const start = verdict?.counterexample?.startsAt;
    return [
      behaviour,
      ...(start === undefined
        ? []
        : [`The difference starts at ${start.signal} in cycle ${start.cycle}, ${start.golden} became ${start.candidate}.`]),
      ...structure.map(({ text }) => text),
      ...suspects.map(({ text, gone }) => `${gone === true ? 'was' : 'is now'}: ${text}`),
    ].slice(0, mostFacts);
  };
  let number = 0;
  return review.modules.flatMap((one) => of(one).map((text) => ({ number: ++number, module: one.module, file: one.file, text })));
}

/** Asks for a summary of the facts, each sentence with those that it rests on. */
export function summaryDraft(facts: readonly ReviewFact[]): Draft {
  const modules = [...new Set(facts.map(({ module }) => module))];
  return {
    purpose: 'review',
    system: `You summarize the review of a change of a hardware design for its engineer. The facts were proven or read off by tools; you add nothing to them and judge nothing.
Answer with a JSON array and nothing else: [{"text": one sentence, "facts": [numbers of the facts that it follows from]}]. A sentence that does not follow from the facts it cites is thrown away.`,
    stable: modules.map((module) => {
      const own = facts.filter((one) => one.module === module);
      return {
        title: `what is known of ${module}`,
        text: own.map(({ number, text }) => `${number}. ${text}`).join('\n'),
        from: [...new Set(own.map(({ file }) => file))],
      };
    }),
    changing: [],
    task: 'Summarize in at most five sentences what the change does, what matters most first.',
    maxTokens: 1500,
  };
}

const schema = z.array(z.object({ text: z.string().min(1).max(400), facts: z.array(z.number().int()).max(40) })).max(12);

/** A reply read and held against the facts. */
export function checkedSummary(facts: readonly ReviewFact[], reply: string): Outcome<Pick<Review, 'summary' | 'withheld'>> {
  let value: unknown;
  try {
    value = JSON.parse(/\[[^]*\]/.exec(reply)?.[0] ?? '');
  } catch {
    value = undefined;
  }
  const read = schema.safeParse(value);
  if (!read.success) return failure('the reply holds no JSON array of sentences');
  const summary: Review['summary'] = [];
  const withheld: Review['withheld'] = [];
  for (const { text, facts: numbers } of read.data) {
    const cited = facts.filter(({ number }) => numbers.includes(number));
    const reason =
      cited.length < new Set(numbers).size || cited.length === 0
        ? 'it cites no fact, or one that there is not'
        : whyNot(text, cited, facts);
    if (reason === undefined) summary.push({ text, modules: [...new Set(cited.map(({ module }) => module))] });
    else withheld.push({ text, reason });
  }
  return success({ summary, withheld });
}

const sameness =
  /\b(same|equal\w*|equivalen\w*|identical\w*|unchanged|unaffected|preserv\w*|not? (?:functional |behaviou?ral )?(?:change|differ)\w*|no effect|refactor\w*|harmless)\b/i;
const difference = /\b(differ\w*|behaves? otherwise|wrong\w*|break\w*|bug\w*|regress\w*|fix\w*|incorrect\w*)\b/i;
/** What nothing that tools prove says: intent and quality. */
const judgement =
  /\b(fix\w*|bug\w*|wrong\w*|incorrect\w*|improv\w*|better|worse|faster|slower|intend\w*|intent\w*|refactor\w*|harmless|break\w*|regress\w*)\b/i;

function whyNot(text: string, cited: readonly ReviewFact[], all: readonly ReviewFact[]): string | undefined {
  const said = cited.map((one) => `${one.module} ${one.text}`).join('\n');
  const word = (tooMuch.exec(text) ?? judgement.exec(text))?.[0];
  if (word !== undefined && !said.includes(word)) return `"${word}" says more than its facts`;
  if (sameness.test(text) && !/\bProved\b/.test(said)) return 'that behaviour is the same was not proved';
  if (sameness.test(text) && /behaves differently|Different with|interface differs|Not known/.test(said))
    return 'its facts do not say that behaviour is the same';
  if (difference.test(text) && !/differ/i.test(said)) return 'its facts do not speak of a difference';
  const names = (of: string): Set<string> => new Set(tokenize(of).flatMap(({ kind, text: name }) => (kind === 'id' ? [name] : [])));
  const held = names(said);
  // Words of our own sentences are no names: what stands in code or is written as a name is one.
  const known = new Set(all.flatMap((one) => [one.module, ...[...names(one.text)].filter((name) => /[_\d]/.test(name))]));
  const foreign = [...names(text)].find((name) => (known.has(name) || /_/.test(name)) && !held.has(name));
  if (foreign !== undefined) return `it speaks of ${foreign}, which its facts do not`;
  const numbers = new Set(said.match(/\d+/g) ?? []);
  const number = [...text.matchAll(/(?<![\w'.])\d+(?![\w'])/g)].map(([digits]) => digits).find((digits) => !numbers.has(digits));
  return number === undefined ? undefined : `its facts do not hold the number ${number}`;
}
