/**
 * Gives the memory of a WASM binary a maximum, by rewriting its memory section (WebAssembly core specification 5.5.8), so that a
 * run that would eat the machine fails inside the module instead. A maximum that is already lower stays.
 * Returns the bytes unchanged when the module declares no memory of its own or the layout is not the expected one.
 */
export function capWasmMemory(bytes: Uint8Array<ArrayBuffer>, maxPages: number): Uint8Array<ArrayBuffer> {
  let at = 8;
  while (at < bytes.length) {
    const id = bytes[at];
    const [size, body] = readUnsigned(bytes, at + 1);
    if (id === memorySection) return rewriteMemorySection(bytes, at, body, size, maxPages);
    at = body + size;
  }
  return bytes;
}

const memorySection = 5;

function rewriteMemorySection(
  bytes: Uint8Array<ArrayBuffer>,
  start: number,
  body: number,
  size: number,
  maxPages: number,
): Uint8Array<ArrayBuffer> {
  const [count, limits] = readUnsigned(bytes, body);
  const flags = bytes[limits];
  if (count !== 1 || (flags !== 0 && flags !== 1)) return bytes;
  const [minimum, afterMinimum] = readUnsigned(bytes, limits + 1);
  const [declared] = flags === 1 ? readUnsigned(bytes, afterMinimum) : [Infinity];
  const maximum = Math.max(minimum, Math.min(declared, maxPages));
  const content = [1, 1, ...unsigned(minimum), ...unsigned(maximum)];
  const section = Uint8Array.from([memorySection, ...unsigned(content.length), ...content]);
  const rest = bytes.subarray(body + size);
  const out = new Uint8Array(start + section.length + rest.length);
  out.set(bytes.subarray(0, start));
  out.set(section, start);
  out.set(rest, start + section.length);
  return out;
}

/** LEB128: the value and the offset after it. */
function readUnsigned(bytes: Uint8Array, at: number): [value: number, next: number] {
  let value = 0;
  let factor = 1;
  for (let i = at; ; i++) {
    const byte = bytes[i] ?? 0;
    value += (byte & 0x7f) * factor;
    if (byte < 0x80) return [value, i + 1];
    factor *= 128;
  }
}

function unsigned(value: number): number[] {
  const out: number[] = [];
  let rest = value;
  do {
    const byte = rest % 128;
    rest = Math.floor(rest / 128);
    out.push(rest > 0 ? byte + 128 : byte);
  } while (rest > 0);
  return out;
}
