// Buttons carry what they mean in data-action and data-value; the extension decides what to do.
(() => {
  const editor = acquireVsCodeApi();
  document.addEventListener('click', (event) => {
    const button = event.target instanceof Element ? event.target.closest('[data-action]') : null;
    if (button === null) return;
    editor.postMessage({ action: button.getAttribute('data-action'), value: button.getAttribute('data-value') ?? '' });
  });
})();
