/** What we use of the WebAssembly JavaScript interface: TypeScript declares it only for browsers, whose other globals Node lacks. */
declare namespace WebAssembly {
  class Module {
    private readonly brand: 'WebAssembly.Module';
    constructor(bytes: Uint8Array | ArrayBuffer);
  }
  interface MemoryDescriptor {
    initial: number;
    maximum?: number;
    shared?: boolean;
  }
  class Memory {
    constructor(descriptor: MemoryDescriptor);
    readonly buffer: ArrayBuffer;
    grow(pages: number): number;
  }
  type ImportValue = Memory | number | bigint | ((...args: never[]) => unknown);
  type ExportValue = Memory | ((...args: number[]) => number);
  class Instance {
    constructor(module: Module, imports?: Record<string, Record<string, ImportValue>>);
    readonly exports: Readonly<Record<string, ExportValue>>;
  }
  function validate(bytes: Uint8Array | ArrayBuffer): boolean;
  function compile(bytes: Uint8Array | ArrayBuffer): Promise<Module>;
  let compileStreaming: (source: Response | PromiseLike<Response>) => Promise<Module>;
}
