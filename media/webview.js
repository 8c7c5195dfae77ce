// Buttons carry what they mean in data-action and data-value; the extension decides what to do.
(() => {
  const editor = acquireVsCodeApi();
  // The difference is at the end of the drawing: a narrow page shows that part first.
  for (const wave of document.querySelectorAll('.wave')) wave.scrollLeft = wave.scrollWidth;
  document.addEventListener('click', (event) => {
    const target = event.target instanceof Element ? event.target.closest('[data-action]') : null;
    if (target === null) return;
    editor.postMessage({ action: target.getAttribute('data-action'), value: target.getAttribute('data-value') ?? '' });
  });
  document.addEventListener('keydown', ({ key }) => key === 'Escape' && editor.postMessage({ action: 'leave', value: '' }));
})();
