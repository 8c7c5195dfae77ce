// Buttons carry what they mean in data-action and data-value, the nodes and arrows of a graph in their title and class; the extension decides
// what to do.
(() => {
  const editor = acquireVsCodeApi();
  // The difference is at the end of the drawing: a narrow page shows that part first.
  for (const wave of document.querySelectorAll('.wave')) wave.scrollLeft = wave.scrollWidth;
  for (const part of document.querySelectorAll('.graph g.node, .graph g.edge')) {
    const node = part.classList.contains('node');
    const line = /(?:^|\s)line-(\d+)/.exec(part.getAttribute('class') ?? '');
    if (!node && line === null) continue;
    part.setAttribute('data-action', node ? 'node' : 'edge');
    part.setAttribute('data-value', node ? (part.querySelector('title')?.textContent ?? '') : line[1]);
    if (!node) continue;
    part.setAttribute('tabindex', '0');
    part.setAttribute('role', 'link');
  }
  // A picture somewhat wider than the page is made to fit; beyond that it would not be readable, and the page scrolls.
  const smallest = 0.6;
  const fit = () => {
    for (const picture of document.querySelectorAll('.graph > svg')) {
      const natural = (picture.viewBox.baseVal.width * 4) / 3;
      const room = picture.parentElement.clientWidth - 2 * parseFloat(getComputedStyle(picture.parentElement).paddingLeft);
      picture.style.width = `${Math.min(natural, Math.max(room, natural * smallest))}px`;
      picture.style.height = 'auto';
    }
  };
  fit();
  window.addEventListener('resize', fit);
  const act = (event) => {
    const target = event.target instanceof Element ? event.target.closest('[data-action]') : null;
    if (target === null) return false;
    editor.postMessage({ action: target.getAttribute('data-action'), value: target.getAttribute('data-value') ?? '' });
    return true;
  };
  document.addEventListener('click', act);
  // Buttons do this by themselves; parts of a picture do not.
  document.addEventListener('keydown', (event) => {
    if (event.key === 'Enter' && event.target instanceof SVGElement && act(event)) event.preventDefault();
  });
})();
