// What rows a filter leaves, and where keys go: no page needed.

/** Whether a path passes the filter; every word must stand in one of its names, its cause or a place. */
export function matches(row, { check, group, corner, violated, words }) {
  if (check !== '' && row.check !== check) return false;
  if (group !== '' && row.group !== group) return false;
  if (corner !== '' && row.corner !== corner) return false;
  if (violated && row.slack >= 0) return false;
  const wanted = words
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  if (wanted.length === 0) return true;
  const text = [row.start, row.end, row.cause, ...row.others, ...row.steps.flatMap(({ what, place }) => [what, place])]
    .join(' ')
    .toLowerCase();
  return wanted.every((word) => text.includes(word));
}

/** Whether a slack lies in a bar of the histogram; without one everything does. */
export function inRange({ slack }, bin) {
  return bin === undefined || (slack >= bin.from && slack < bin.to);
}

/** Whether a step is of the line that the caret is on. */
export function near(step, place) {
  return step?.file !== undefined && place !== undefined && step.file === place.file && step.line === place.line;
}

/** Where a step of some places leads in a list; -1 stands before the first. */
export function nextIndex(at, by, count) {
  return count === 0 ? -1 : Math.min(count - 1, Math.max(0, at + by));
}
