// Moving about in the picture: wheel and keys zoom, dragging pans.

const smallest = 0.05;
const largest = 6;
/** Below this size the words of a picture cannot be read. */
const readable = 0.75;

/**
 * @param {HTMLElement} frame what the picture is seen through
 * @param {(percent: number) => void} tell is told the scale
 */
export function createZoom(frame, tell) {
  let picture;
  let [scale, x, y] = [1, 0, 0];
  const size = () => ({ width: picture.viewBox.baseVal.width * (4 / 3), height: picture.viewBox.baseVal.height * (4 / 3) });

  const apply = () => {
    if (picture === undefined) return;
    picture.style.transform = `translate(${x}px, ${y}px) scale(${scale})`;
    tell(Math.round(scale * 100));
  };
  /** Zooms so that the point of the frame stays where it is. */
  const by = (factor, atX = frame.clientWidth / 2, atY = frame.clientHeight / 2) => {
    const next = Math.min(largest, Math.max(smallest, scale * factor));
    x = atX - ((atX - x) * next) / scale;
    y = atY - ((atY - y) * next) / scale;
    scale = next;
    apply();
  };
  const whole = () => {
    if (picture === undefined) return;
    const { width, height } = size();
    scale = Math.min(1.25, (frame.clientWidth - 16) / width, (frame.clientHeight - 16) / height);
    scale = Math.max(smallest, scale);
    x = (frame.clientWidth - width * scale) / 2;
    y = Math.max(8, (frame.clientHeight - height * scale) / 2);
    apply();
  };
  /** Brings a part of the picture into sight; at a readable size. */
  const reveal = (part, centre = false) => {
    const [seen, box] = [frame.getBoundingClientRect(), part.getBoundingClientRect()];
    if (scale < readable && centre) by(readable / scale);
    const now = part.getBoundingClientRect();
    const inside = now.left >= seen.left && now.right <= seen.right && now.top >= seen.top && now.bottom <= seen.bottom;
    if (inside && !centre) return box;
    x += (seen.left + seen.right - now.left - now.right) / 2;
    y += (seen.top + seen.bottom - now.top - now.bottom) / 2;
    apply();
    return box;
  };

  frame.addEventListener(
    'wheel',
    (event) => {
      event.preventDefault();
      const seen = frame.getBoundingClientRect();
      by(Math.exp(-event.deltaY * (event.deltaMode === 0 ? 0.0015 : 0.05)), event.clientX - seen.left, event.clientY - seen.top);
    },
    { passive: false },
  );
  dragging(frame, (dx, dy) => {
    x += dx;
    y += dy;
    apply();
  });
  new ResizeObserver(() => apply()).observe(frame);

  return {
    by,
    whole,
    reveal,
    /** Takes a new picture; keeps the place when it is another state of the same one. */
    take(svg, keep) {
      picture = svg;
      const { width, height } = size();
      svg.setAttribute('width', String(width));
      svg.setAttribute('height', String(height));
      if (keep) apply();
      else whole();
      return scale >= readable;
    },
  };
}

/** A drag that began on the picture moves it; a click stays a click. */
function dragging(frame, move) {
  let last;
  frame.addEventListener('pointerdown', (event) => {
    if (event.button === 0) last = { x: event.clientX, y: event.clientY, moved: false };
  });
  frame.addEventListener('pointermove', (event) => {
    if (last === undefined) return;
    const [dx, dy] = [event.clientX - last.x, event.clientY - last.y];
    if (!last.moved && Math.abs(dx) + Math.abs(dy) < 5) return;
    // The click that ends a drag is then the frame's, and means no part of the picture.
    if (!last.moved) frame.setPointerCapture(event.pointerId);
    last = { x: event.clientX, y: event.clientY, moved: true };
    move(dx, dy);
  });
  frame.addEventListener('pointerup', () => (last = undefined));
  frame.addEventListener('pointercancel', () => (last = undefined));
}
