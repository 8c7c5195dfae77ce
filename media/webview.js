// Buttons carry what they mean in data-action and data-value; the extension decides what to do. A page that changes while it is read has its text in <main>.
const editor = acquireVsCodeApi();
const post = (action, value = '') => editor.postMessage({ action, value });
const main = document.querySelector('main');

const focusable = 'button:not([disabled]), summary, [tabindex]';
const here = (selector) => [...main.querySelectorAll(selector)];
/** What stays the same of a control when the page is written anew. */
const nameOf = (control) => `${control.tagName} ${control.dataset.action ?? ''} ${control.textContent}`;

/** Writes the page. Of the same text (not `fresh`) what was open stays open, scrolled as it was, and whoever works with the keyboard stays where they were. */
function write({ html, fresh }) {
  const focused = document.hasFocus() && main.contains(document.activeElement) ? document.activeElement : undefined;
  const opened = here('details').map(({ open, textContent }) => ({ open, textContent }));
  const scrolled = here('.wave').map(({ scrollLeft }) => scrollLeft);
  main.innerHTML = html;
  if (!fresh) for (const [i, one] of here('details').entries()) if (one.textContent === opened[i]?.textContent) one.open = opened[i].open;
  showEnds(fresh ? [] : scrolled);
  if (fresh) window.scrollTo(0, 0);
  if (focused === undefined) return;
  const controls = here(focusable);
  const same = controls.find((one) => nameOf(one) === nameOf(focused));
  // A button may give way to others that do the same.
  const alike = controls.find(({ dataset }) => dataset.action !== undefined && dataset.action === focused.dataset.action);
  (same ?? alike ?? main).focus();
}

/** The difference is at the end of a drawing: a narrow page shows that part first. */
function showEnds(scrolled) {
  for (const [i, wave] of [...document.querySelectorAll('.wave')].entries()) wave.scrollLeft = scrolled[i] ?? wave.scrollWidth;
}

document.addEventListener('click', (event) => {
  const target = event.target instanceof Element ? event.target.closest('[data-action]') : null;
  if (target !== null) post(target.dataset.action, target.dataset.value);
});
document.addEventListener('keydown', ({ key }) => key === 'Escape' && post('leave'));
window.addEventListener('message', ({ data }) => data.type === 'body' && write(data));
showEnds([]);
if (main !== null) post('ready');
