/** The texts of a request to read, in the order in which the model was given them; a body of another shape as it is. */
export function sentText(body: string): string {
  let parsed: unknown;
  try {
    parsed = JSON.parse(body);
  } catch {
    return body;
  }
  const { system, messages } = (parsed ?? {}) as { system?: unknown; messages?: unknown };
  const texts = [textsOf(system), ...(Array.isArray(messages) ? messages : []).map((message: unknown) => textsOf(message))];
  const text = texts.filter((one) => one !== '').join('\n\n');
  return text === '' ? body : text;
}

function textsOf(value: unknown): string {
  if (typeof value === 'string') return value;
  if (Array.isArray(value)) return value.map(textsOf).join('');
  if (typeof value !== 'object' || value === null) return '';
  const { text, content } = value as { text?: unknown; content?: unknown };
  return textsOf(text ?? content);
}
