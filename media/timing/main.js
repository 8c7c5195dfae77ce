// The page of the timing view. The extension sends results and places in the source; what is done here is sent back as { action, value }.
import { inRange, matches, near, nextIndex } from './rows.js';

const editor = acquireVsCodeApi();
const byId = (id) => document.getElementById(id);
const post = (action, value = '') => editor.postMessage({ action, value: String(value) });

/** Rows of the table that are drawn at once. */
const most = 400;
/** Fixes in sight; more of them would push the paths out of it. */
const mostCards = 3;
const view = { rows: [], bins: [], bin: undefined, key: undefined, step: -1, place: undefined, listed: [] };

window.addEventListener('message', ({ data }) => {
  if (data.type === 'timing') show(data);
  else if (data.type === 'place') follow(data);
  else if (data.type === 'doing') byId('doing').textContent = data.text;
  else if (data.type === 'declined') openDeclined();
});

function show({ headline, state, unfixed, stale, searching, met, rows, bins, fixes, declined, notes }) {
  const same = view.rows.length === rows.length && rows.every((row, i) => row.end === view.rows[i].end);
  Object.assign(view, { rows, bins, key: same ? view.key : rows[0]?.key, step: -1 });
  if (!same) view.bin = undefined;
  document.body.classList.toggle('stale', stale);
  byId('headline').textContent = headline;
  byId('headline').className = met === undefined ? '' : met ? 'good' : 'bad';
  byId('violated').checked &&= met !== undefined;
  byId('violated').parentElement.hidden = met === undefined;
  byId('state').textContent = state;
  byId('stop').hidden = !searching;
  if (!searching) byId('doing').textContent = '';
  byId('unfixed').textContent = unfixed;
  byId('unfixed').hidden = unfixed === '';
  for (const name of ['check', 'group', 'corner']) choices(byId(name), [...new Set(rows.map((row) => row[name]))]);
  showFixes(fixes);
  showDeclined(declined);
  byId('notes').replaceChildren(...notes.map((note) => made('p', note)));
  showBars();
  list();
}

/** The focus stays at the list: which of its entries is meant a screen reader learns here. */
function active(list, entry) {
  if (entry === undefined || entry === null) byId(list).removeAttribute('aria-activedescendant');
  else byId(list).setAttribute('aria-activedescendant', entry.id);
}

function made(tag, text, className = '') {
  const element = document.createElement(tag);
  element.textContent = text;
  element.className = className;
  return element;
}

/** Words in which code stands between backticks. */
function worded(tag, text) {
  const element = made(tag, '');
  text.split('`').forEach((part, index) => element.append(index % 2 === 1 ? made('code', part) : part));
  return element;
}

/** A list of values to filter by; hidden where there is nothing to choose. */
function choices(control, values) {
  const before = control.value;
  control.hidden = values.length < 2;
  const options = [
    ['', `any ${control.getAttribute('aria-label').toLowerCase()}`],
    ...values.map((value) => [value, value === '' ? '(none)' : value]),
  ];
  control.replaceChildren(...options.map(([value, text]) => Object.assign(made('option', text), { value })));
  control.value = values.includes(before) ? before : '';
}

const withMinus = (value) => String(value).replace('-', '−');
const ns = (value) => `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(2)}`;

/** Each fix with the slack before and after it, as bars from one zero. */
function showFixes(fixes) {
  const section = byId('fixes');
  // Better fixes come before the first: whoever works with the keyboard stays at theirs.
  const focused = section.contains(document.activeElement) ? document.activeElement.dataset.of : undefined;
  section.hidden = fixes.length === 0;
  const reach = Math.max(0.01, ...fixes.flatMap(({ before, after }) => [Math.abs(before), Math.abs(after)]));
  const cards = fixes.map((fix, index) => fixCard(fix, index, reach));
  const rest = cards.splice(cards.length > mostCards ? mostCards - 1 : mostCards);
  const more = document.createElement('details');
  more.open = section.querySelector('details')?.open === true;
  more.append(made('summary', `${rest.length} more fixes`), ...rest);
  section.replaceChildren(...cards, ...(rest.length > 0 ? [more] : []));
  if (focused === undefined || !document.hasFocus()) return;
  const buttons = [...section.querySelectorAll('button')];
  (buttons.find(({ dataset }) => dataset.of === focused) ?? byId('paths')).focus();
}

function fixCard({ title, before, after, strength, partial, more }, index, reach) {
  const card = made('div', '', partial ? 'fix partial' : 'fix');
  const heading = made('div', '', 'heading');
  const words = worded('div', title);
  if (more !== '') words.append(made('small', ` (${more})`));
  heading.append(made('strong', `${partial ? 'Partial: ' : ''}${ns(before)} → ${ns(after)} ns, ${strength}`));
  const buttons = made('div', '', 'buttons');
  for (const [action, text] of [
    ['preview', 'Preview'],
    ['evidence', 'Evidence'],
  ]) {
    const button = made('button', text);
    button.dataset.of = `${action} ${title}`;
    // Read aloud by itself, a button has to say of which fix it is.
    button.setAttribute('aria-label', `${text}: ${title.replaceAll('`', '')}`);
    button.addEventListener('click', () => post(action, index));
    buttons.append(button);
  }
  heading.append(buttons);
  card.append(heading, words, slackBar('before', before, reach), slackBar('after', after, reach));
  return card;
}

function slackBar(name, slack, reach) {
  const line = made('div', '', 'slack');
  const track = made('span', '', 'track');
  const bar = made('span', '', slack < 0 ? 'bar bad' : 'bar good');
  bar.style.width = `${(50 * Math.abs(slack)) / reach}%`;
  bar.style[slack < 0 ? 'right' : 'left'] = '50%';
  track.append(bar);
  line.append(made('span', name, 'name'), track);
  return line;
}

function openDeclined() {
  const details = byId('declined');
  details.open = true;
  const first = details.hidden ? byId('unfixed') : details;
  first.scrollIntoView({ block: 'nearest' });
}

function showDeclined(declined) {
  const details = byId('declined');
  details.hidden = declined.length === 0;
  details.querySelector('summary').textContent =
    `${declined.length} rewrite${declined.length === 1 ? ' was' : 's were'} tried and not offered`;
  details.querySelector('ul').replaceChildren(
    ...declined.map(({ text, reason }) => {
      const item = worded('li', text);
      item.append(made('div', reason, 'reason'));
      return item;
    }),
  );
}

function showBars() {
  byId('chart').hidden = view.bins.length === 0;
  const highest = Math.max(1, ...view.bins.map(({ count }) => count));
  byId('bars').replaceChildren(
    ...view.bins.map(({ from, to, count }, index) => {
      const bar = made('div', '', `bin ${to <= 0 ? 'bad' : 'good'}`);
      bar.setAttribute('role', 'option');
      bar.id = `bin-${index}`;
      bar.setAttribute('aria-label', `${count} end point${count === 1 ? '' : 's'} from ${withMinus(from)} to ${withMinus(to)} ns`);
      bar.title = `${withMinus(from)} to ${withMinus(to)} ns: ${count}`;
      const fill = made('div', '', 'fill');
      fill.style.height = count === 0 ? '0' : `max(2px, ${(100 * count) / highest}%)`;
      bar.append(fill, made('span', index % 4 === 0 || from === 0 ? withMinus(from) : '', 'tick'));
      bar.addEventListener('click', () => choose(index));
      return bar;
    }),
  );
  markBin();
}

function choose(index) {
  view.bin = view.bin === index ? undefined : index;
  markBin();
  list();
}

function markBin() {
  [...byId('bars').children].forEach((bar, index) => bar.setAttribute('aria-selected', String(index === view.bin)));
  active('bars', byId('bars').children[view.bin]);
  const bin = view.bins[view.bin];
  byId('range').textContent = bin === undefined ? '' : `Paths from ${withMinus(bin.from)} to ${withMinus(bin.to)} ns.`;
  byId('all').hidden = bin === undefined;
}

/** The paths that the filters leave. */
function list() {
  const filter = {
    check: byId('check').value,
    group: byId('group').value,
    corner: byId('corner').value,
    violated: byId('violated').checked,
    words: byId('search').value,
  };
  view.listed = view.rows.filter((row) => matches(row, filter) && inRange(row, view.bins[view.bin]));
  const left = view.listed.length - most;
  byId('found').textContent = `${view.listed.length} of ${view.rows.length} paths${left > 0 ? `, the first ${most} shown` : ''}`;
  byId('paths').replaceChildren(
    ...view.listed.slice(0, most).map((row) => {
      const line = made('div', '', 'row');
      line.setAttribute('role', 'option');
      line.id = `path-${row.key}`;
      line.dataset.key = row.key;
      const verdict = row.slack === undefined ? '' : row.slack < 0 ? ' bad' : ' good';
      line.append(made('span', row.figures[0], `number${verdict}`));
      const names = made('span', '', 'names');
      names.append(made('span', `${row.start} → ${row.end}`));
      const more = [row.check === 'setup' ? '' : row.check, row.group, row.corner, row.cause].filter((text) => text !== '').join(' · ');
      if (more !== '') names.append(made('small', more), ...row.others.map((text) => made('small', text, 'other')));
      line.append(names, made('span', row.figures[1], 'number'));
      line.addEventListener('click', () => select(row.key));
      return line;
    }),
  );
  select(view.listed.some(({ key }) => key === view.key) ? view.key : view.listed[0]?.key, false);
  mark();
}

/** Shows the steps of a path. */
function select(key, moved = true) {
  view.key = key;
  view.step = -1;
  for (const line of byId('paths').children) {
    const chosen = line.dataset.key === String(key);
    line.setAttribute('aria-selected', String(chosen));
    if (chosen && moved) line.scrollIntoView({ block: 'nearest' });
  }
  active('paths', document.getElementById(`path-${key}`));
  active('walk', undefined);
  const row = view.rows.find((one) => one.key === key);
  byId('walk').replaceChildren(
    ...(row?.steps ?? []).map((step, index) => {
      const line = made('div', '', step.file === undefined ? 'row' : 'row way');
      line.id = `step-${index}`;
      line.setAttribute('role', 'option');
      line.setAttribute('aria-label', [step.what, ...step.figures, `${Math.round(100 * step.share)} percent`, step.place].join(', '));
      const share = made('span', '', 'share');
      share.style.setProperty('--share', `${(100 * step.share).toFixed(1)}%`);
      share.textContent = `${Math.round(100 * step.share)} %`;
      const names = made('span', '', 'names');
      names.append(made('span', step.what), made('small', step.place));
      line.append(share, names, ...step.figures.map((figure) => made('span', figure, 'number')));
      line.addEventListener('click', () => walk(index, true));
      return line;
    }),
  );
  mark();
}

/** Goes to a step, and to its line. */
function walk(index, opens) {
  view.step = index;
  [...byId('walk').children].forEach((line, i) => {
    line.setAttribute('aria-selected', String(i === index));
    if (i === index) line.scrollIntoView({ block: 'nearest' });
  });
  active('walk', byId('walk').children[index]);
  if (opens) post('open', `${view.key} ${index}`);
}

/** The caret went somewhere: the paths through that line are marked, and the first comes into sight. */
function follow(place) {
  view.place = place;
  mark();
  byId('paths').querySelector('.here')?.scrollIntoView({ block: 'nearest' });
}

function mark() {
  const row = view.rows.find((one) => one.key === view.key);
  for (const line of byId('paths').children) {
    const one = view.rows.find((each) => String(each.key) === line.dataset.key);
    line.classList.toggle('here', one?.steps.some((step) => near(step, view.place)) === true);
  }
  [...byId('walk').children].forEach((line, index) => line.classList.toggle('here', near(row?.steps[index], view.place)));
}

for (const id of ['check', 'group', 'corner', 'violated']) byId(id).addEventListener('change', list);
byId('search').addEventListener('input', list);
byId('all').addEventListener('click', () => {
  choose(view.bin);
  byId('bars').focus();
});
byId('stop').addEventListener('click', () => post('stop'));
byId('analyze').addEventListener('click', () => post('analyze'));
byId('follow').addEventListener('change', ({ target }) => post('follow', target.checked));

const moves = { ArrowUp: -1, ArrowLeft: -1, ArrowDown: 1, ArrowRight: 1, PageUp: -10, PageDown: 10, Home: -Infinity, End: Infinity };
byId('paths').addEventListener('keydown', (event) => {
  if (event.key === 'Enter' || event.key === 'ArrowRight') {
    byId('walk').focus();
    walk(nextIndex(-1, 1, byId('walk').children.length), event.key === 'Enter');
  } else if (moves[event.key] !== undefined && event.key !== 'ArrowLeft') {
    const at = view.listed.findIndex(({ key }) => key === view.key);
    select(view.listed[nextIndex(at, moves[event.key], Math.min(most, view.listed.length))]?.key);
  } else return;
  event.preventDefault();
});
byId('walk').addEventListener('keydown', (event) => {
  if (event.key === 'ArrowLeft' || event.key === 'Escape') byId('paths').focus();
  else if (event.key === 'Enter') walk(view.step, true);
  else if (moves[event.key] !== undefined && event.key !== 'ArrowRight')
    walk(nextIndex(view.step, moves[event.key], byId('walk').children.length), true);
  else return;
  event.preventDefault();
});
byId('bars').addEventListener('keydown', (event) => {
  if (moves[event.key] !== undefined) choose(nextIndex(view.bin ?? -1, moves[event.key], view.bins.length));
  else if (event.key === 'Escape' && view.bin !== undefined) choose(view.bin);
  else return;
  event.preventDefault();
});
document.addEventListener('keydown', (event) => {
  if (event.key === 'Escape' && !event.defaultPrevented) post('leave');
  if (event.key !== '/' || event.target.tagName === 'INPUT') return;
  byId('search').focus();
  event.preventDefault();
});
post('ready');
