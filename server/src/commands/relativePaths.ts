/** A copy of a JSON document in which every string that is a path below `folder` is relative to it. */
export function relativePaths<T>(document: T, folder: string): T {
  return JSON.parse(
    JSON.stringify(document, (key, value: unknown) => {
      const isPath = typeof value === 'string' && (key === 'file' || key === 'vcd' || /^\d+$/.test(key)) && value.startsWith(folder);
      return isPath ? value.slice(folder.length) : value;
    }),
  ) as T;
}
