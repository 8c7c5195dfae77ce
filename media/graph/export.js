// The picture as a file that stands on its own: the theme's colours as they are now, its own background.

/** @param {SVGSVGElement} svg */
export function standalone(svg) {
  const copy = svg.cloneNode(true);
  const computed = getComputedStyle(document.documentElement);
  const resolve = (text) =>
    text.replace(
      /var\((--[\w-]+)(?:,([^()]*))?\)/g,
      (_, name, otherwise) => computed.getPropertyValue(name).trim() || (otherwise ?? 'currentColor'),
    );
  const { width, height, x, y } = svg.viewBox.baseVal;
  copy.removeAttribute('style');
  copy.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
  for (const part of copy.querySelectorAll('.selected, .found, .dimmed')) part.classList.remove('selected', 'found', 'dimmed');
  for (const style of copy.querySelectorAll('style')) style.textContent = resolve(style.textContent ?? '');
  const ground = document.createElementNS('http://www.w3.org/2000/svg', 'rect');
  const place = { x, y, width, height, fill: resolve('var(--vscode-editor-background,white)') };
  for (const [name, value] of Object.entries(place)) ground.setAttribute(name, String(value));
  copy.querySelector('style')?.after(ground);
  return new XMLSerializer().serializeToString(copy);
}

/** More pixels than this on a side no canvas takes. */
const mostPixels = 8000;

/** The picture in twice its size as the base64 text of a PNG. */
export async function asPng(svg) {
  const { width, height } = svg.viewBox.baseVal;
  const scale = Math.min(2.7, mostPixels / width, mostPixels / height);
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(standalone(svg))}`;
  await image.decode();
  const canvas = document.createElement('canvas');
  canvas.width = Math.round(width * scale);
  canvas.height = Math.round(height * scale);
  canvas.getContext('2d').drawImage(image, 0, 0, canvas.width, canvas.height);
  return canvas.toDataURL('image/png').replace(/^data:image\/png;base64,/, '');
}
