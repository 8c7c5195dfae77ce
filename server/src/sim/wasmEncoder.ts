/** Bytes of one WebAssembly function body or section, written front to back. Only what the simulator's code needs. */
export class ByteWriter {
  private buffer = new Uint8Array(1024);
  private used = 0;

  get length(): number {
    return this.used;
  }

  byte(value: number): void {
    this.reserve(1);
    this.buffer[this.used++] = value;
  }

  /** Unsigned LEB128 (WebAssembly core specification, 5.2.2). */
  unsigned(value: number): void {
    this.reserve(5);
    let rest = value;
    while (rest >= 0x80) {
      this.buffer[this.used++] = (rest & 0x7f) | 0x80;
      rest = Math.floor(rest / 128);
    }
    this.buffer[this.used++] = rest;
  }

  bytes(values: Uint8Array | readonly number[]): void {
    this.reserve(values.length);
    this.buffer.set(values, this.used);
    this.used += values.length;
  }

  text(value: string): void {
    const encoded = Array.from(value, (c) => c.charCodeAt(0));
    this.unsigned(encoded.length);
    this.bytes(encoded);
  }

  take(): Uint8Array {
    return this.buffer.slice(0, this.used);
  }

  private reserve(extra: number): void {
    if (this.used + extra <= this.buffer.length) return;
    const grown = new Uint8Array(Math.max(this.buffer.length * 2, this.used + extra));
    grown.set(this.buffer.subarray(0, this.used));
    this.buffer = grown;
  }
}

const simd = 0xfd;

/** The body of one function: `i32`-less code over v128 locals and one memory, whose address operand is always 0 plus an offset. */
export class FunctionBody {
  readonly code = new ByteWriter();
  private localCount = 0;

  /** A fresh v128 local. */
  local(): number {
    return this.localCount++;
  }
  get(local: number): void {
    this.code.byte(0x20);
    this.code.unsigned(local);
  }
  set(local: number): void {
    this.code.byte(0x21);
    this.code.unsigned(local);
  }
  tee(local: number): void {
    this.code.byte(0x22);
    this.code.unsigned(local);
  }
  load(offset: number): void {
    this.address();
    this.code.byte(simd);
    this.code.unsigned(0x00);
    this.code.unsigned(4);
    this.code.unsigned(offset);
  }
  /** The address that a later `store` consumes: it lies below the value on the stack. */
  address(): void {
    this.code.byte(0x41);
    this.code.unsigned(0);
  }
  store(offset: number): void {
    this.code.byte(simd);
    this.code.unsigned(0x0b);
    this.code.unsigned(4);
    this.code.unsigned(offset);
  }
  and(): void {
    this.operator(0x4e);
  }
  /** First operand and not the second. */
  andNot(): void {
    this.operator(0x4f);
  }
  or(): void {
    this.operator(0x50);
  }
  xor(): void {
    this.operator(0x51);
  }
  /** v128 to i32: 1 when any bit is set. */
  anyTrue(): void {
    this.operator(0x53);
  }
  zero(): void {
    this.operator(0x0c);
    this.code.bytes(new Uint8Array(16));
  }
  call(index: number): void {
    this.code.byte(0x10);
    this.code.unsigned(index);
  }
  i32Or(): void {
    this.code.byte(0x72);
  }
  i32Zero(): void {
    this.code.byte(0x41);
    this.code.byte(0);
  }

  private operator(code: number): void {
    this.code.byte(simd);
    this.code.unsigned(code);
  }

  finish(): Uint8Array {
    const body = new ByteWriter();
    if (this.localCount === 0) body.unsigned(0);
    else {
      body.unsigned(1);
      body.unsigned(this.localCount);
      body.byte(0x7b);
    }
    body.bytes(this.code.take());
    body.byte(0x0b);
    return body.take();
  }
}

export interface WasmFunction {
  /** Every function takes nothing; some give an i32. */
  readonly result: boolean;
  readonly body: Uint8Array;
  readonly exportAs?: string;
}

/** A module of the given functions over one imported memory `env.memory` of at least `pages` pages of 64 KiB. */
export function encodeModule(functions: readonly WasmFunction[], pages: number): Uint8Array {
  const module = new ByteWriter();
  module.bytes([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]);
  section(module, 1, (s) => {
    s.unsigned(2);
    s.bytes([0x60, 0, 0]);
    s.bytes([0x60, 0, 1, 0x7f]);
  });
  section(module, 2, (s) => {
    s.unsigned(1);
    s.text('env');
    s.text('memory');
    s.bytes([2, 0]);
    s.unsigned(pages);
  });
  section(module, 3, (s) => {
    s.unsigned(functions.length);
    for (const f of functions) s.unsigned(f.result ? 1 : 0);
  });
  section(module, 7, (s) => {
    s.unsigned(functions.filter((f) => f.exportAs !== undefined).length);
    functions.forEach((f, index) => {
      if (f.exportAs === undefined) return;
      s.text(f.exportAs);
      s.byte(0);
      s.unsigned(index);
    });
  });
  section(module, 10, (s) => {
    s.unsigned(functions.length);
    for (const f of functions) {
      s.unsigned(f.body.length);
      s.bytes(f.body);
    }
  });
  return module.take();
}

function section(module: ByteWriter, id: number, fill: (section: ByteWriter) => void): void {
  const content = new ByteWriter();
  fill(content);
  module.byte(id);
  module.unsigned(content.length);
  module.bytes(content.take());
}
