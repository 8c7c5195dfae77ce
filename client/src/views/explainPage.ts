import type { Explanation } from '../../../server/src/protocol/jobs';
import { escapeHtml, locationButton, withCode } from './markup';

const about: Record<Explanation['grain'], string> = {
  line: 'the line',
  block: 'the block',
  module: 'the module',
  sentence: 'in one sentence',
};

/** The body of the page that explains a place: a model's sentences first, then those by rule, each with its line. */
export function explainBody({ module, grain, claims, withheld, notes }: Explanation): string {
  const items = (origin: 'rule' | 'model'): string[] =>
    claims
      .filter((one) => one.origin === origin)
      .map(({ text, file, line }) => `<li>${withCode(text)} ${locationButton(file, line, 1)}</li>`);
  const block = (title: string, list: readonly string[]): string =>
    list.length === 0 ? '' : `${title}<ul class="claims">${list.join('')}</ul>`;
  const byModel = items('model');
  return [
    `<header><h1>${escapeHtml(module)} <small>${about[grain]}</small></h1></header>`,
    block('<h2>In words of the model</h2>', byModel),
    block(byModel.length === 0 ? '' : '<h2>From the graph</h2>', items('rule')),
    withheld.length === 0
      ? ''
      : `<details><summary>${withheld.length} sentence${withheld.length === 1 ? '' : 's'} of the model withheld</summary><ul>${withheld.map((one) => `<li>${escapeHtml(one.text)} <span class="muted">${escapeHtml(one.reason)}</span></li>`).join('')}</ul></details>`,
    ...notes.map((note) => `<p class="muted">${escapeHtml(note)}</p>`),
  ].join('\n');
}
