import path from 'node:path';
import { pathToFileURL } from 'node:url';
import v8 from 'node:v8';
import { parentPort, workerData } from 'node:worker_threads';
import { LineSplitter } from './lineSplitter';
import { collectGarbage } from './collectGarbage';
import { capWasmMemory } from './wasmMemoryCap';
import { longestHoldMs, type YosysWorkerData, type YosysWorkerJob, type YosysWorkerReply } from './yosysMessages';

// One embedded Yosys. Runs block this thread from start to end, so the only way to stop one is to terminate the worker.

type Tree = { [name: string]: Tree | string | Uint8Array };

interface YosysBundle {
  runYosys(
    args: string[] | null,
    files?: Tree,
    options?: { stdout?: Sink; stderr?: Sink; decodeASCII?: boolean; synchronously?: boolean; fetchProgress?: () => void },
  ): Promise<Tree> | Tree | undefined;
  Exit: new () => Error & { code: number; files: Tree };
}
type Sink = (bytes: Uint8Array | null) => void;

/** The newest WASM feature that this build of Yosys needs (exception handling with exnref), as the smallest module that uses it. */
const exnrefProbe = Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 0x69, 3, 2, 1, 0, 10, 5, 1, 3, 0, 0, 11);
const scriptName = 'signoff-run.ys';
/** Each run has a memory of its own, which only the collector frees: it is asked to when no job came for so long. */
const idleMs = 500;
const nodeHint = 'Signoff needs Node 22.15 or newer for its embedded Yosys';

function post(reply: YosysWorkerReply): void {
  parentPort?.postMessage(reply);
}

/** Node 22.15 to 22.20 and 24.0 know exnref behind a flag; older ones not at all, and there the flag is an error. */
function supportsExnref(): boolean {
  if (WebAssembly.validate(exnrefProbe)) return true;
  if (Number(process.versions.node.split('.')[0]) < 22) return false;
  v8.setFlagsFromString('--experimental-wasm-exnref');
  return WebAssembly.validate(exnrefProbe);
}

/** Modules come compiled from an earlier worker when there was one, and with a memory limit in any case. */
function shareModules(data: YosysWorkerData): Map<number, WebAssembly.Module> {
  const modules = new Map(data.modules);
  WebAssembly.compileStreaming = async (source) => {
    const bytes = new Uint8Array(await (await source).arrayBuffer());
    const { length } = bytes;
    const known = modules.get(length);
    if (known !== undefined) {
      release(bytes);
      return known;
    }
    // Compiling takes several processors for a while: what somebody waits for comes first.
    Atomics.wait(data.held, 0, 1, longestHoldMs);
    const capped = capWasmMemory(bytes, data.maxMemoryPages);
    if (capped !== bytes) release(bytes);
    // The compiler takes a copy before it returns.
    const compiling = WebAssembly.compile(capped);
    release(capped);
    const module = await compiling;
    modules.set(length, module);
    return module;
  };
  return modules;
}

/** Frees bytes at once: the collector, which sees little of them, would keep some 70 MB of code for a long time. */
function release(bytes: Uint8Array<ArrayBuffer>): void {
  const buffer = bytes.buffer as ArrayBuffer & { transfer(size: number): ArrayBuffer };
  if (bytes.byteLength === buffer.byteLength) buffer.transfer(0);
}

/**
 * What the bundle reads its files through. The usual class pipes each file through streams and copies it on the way: two or three copies of
 * 67 MB that nobody needs.
 */
class FileResponse {
  readonly ok = true;

  constructor(private readonly bytes: Uint8Array<ArrayBuffer> | FileResponse) {}

  get body(): { pipeThrough(): FileResponse } {
    return { pipeThrough: () => this };
  }

  arrayBuffer(): Promise<ArrayBuffer> {
    const { bytes } = this;
    if (bytes instanceof FileResponse) return bytes.arrayBuffer();
    const whole = bytes.byteLength === bytes.buffer.byteLength;
    return Promise.resolve(whole ? bytes.buffer : bytes.slice().buffer);
  }
}

function treeOf(files: ReadonlyMap<string, string | Uint8Array>): Tree {
  const root: Tree = {};
  for (const [name, content] of files) {
    const parts = name.split('/');
    const last = parts.pop() ?? name;
    let folder = root;
    for (const part of parts) {
      const next = folder[part];
      folder = typeof next === 'object' && !(next instanceof Uint8Array) ? next : (folder[part] = {});
    }
    folder[last] = content;
  }
  return root;
}

function pick(tree: Tree, outputs: readonly string[]): Map<string, Uint8Array> {
  const found = new Map<string, Uint8Array>();
  for (const name of outputs) {
    let node: Tree | string | Uint8Array | undefined = tree;
    for (const part of name.split('/')) node = typeof node === 'object' && !(node instanceof Uint8Array) ? node[part] : undefined;
    if (typeof node === 'string') found.set(name, new TextEncoder().encode(node));
    // The run's own memory may be a view into a larger buffer; a copy is all that should travel.
    else if (node instanceof Uint8Array) found.set(name, node.slice());
  }
  return found;
}

/** Posting each line alone would cost more than short runs take: lines travel in batches. The first goes alone, since a run may say nothing more for long. */
class LineBatch {
  private lines: string[] = [];
  private last = 0;

  readonly add = (line: string): void => {
    this.lines.push(line);
    if (this.lines.length >= 256 || Date.now() - this.last > 50) this.flush();
  };

  flush(): void {
    this.last = Date.now();
    if (this.lines.length > 0) post({ kind: 'lines', lines: this.lines });
    this.lines = [];
  }
}

function runJob(bundle: YosysBundle, job: YosysWorkerJob): void {
  const batch = new LineBatch();
  const out = new LineSplitter(batch.add);
  const err = new LineSplitter(batch.add);
  const finish = (tree: Tree, code: number): void => {
    out.end();
    err.end();
    batch.flush();
    post({ kind: 'done', code, files: pick(tree, job.outputs) });
  };
  try {
    const tree = bundle.runYosys(['-s', scriptName], treeOf(new Map([...job.files, [scriptName, job.script]])), {
      stdout: (bytes) => bytes !== null && out.push(bytes),
      stderr: (bytes) => bytes !== null && err.push(bytes),
      decodeASCII: false,
      synchronously: true,
    }) as Tree;
    finish(tree, 0);
  } catch (error) {
    if (error instanceof bundle.Exit) return finish(error.files, error.code);
    batch.flush();
    const said = error instanceof Error ? error.message : String(error);
    const why = exhausted.test(said) ? `it ran out of stack or memory, as on text that is nested too deeply (${said})` : said;
    post({ kind: 'failed', message: `the embedded Yosys stopped: ${why}` });
  }
}

/** What is thrown where a stack or a memory ends, in code that has no words for it. */
const exhausted = /^(?:unreachable|memory access out of bounds|Maximum call stack size exceeded|table index is out of bounds)$/;

async function main(): Promise<void> {
  const data = workerData as YosysWorkerData;
  if (!supportsExnref()) {
    post({ kind: 'failed', message: `${nodeHint}; this is Node ${process.versions.node}` });
    return;
  }
  const modules = shareModules(data);
  Object.assign(globalThis, { Response: FileResponse });
  const url = pathToFileURL(path.join(data.dir, 'bundle.js')).href;
  const bundle = (await import(url)) as YosysBundle;
  await bundle.runYosys(null, {}, { fetchProgress: () => undefined });
  let idle: NodeJS.Timeout | undefined;
  parentPort?.on('message', (job: YosysWorkerJob) => {
    clearTimeout(idle);
    runJob(bundle, job);
    idle = setTimeout(collectGarbage, idleMs);
  });
  post({ kind: 'ready', modules });
}

main().catch((error: unknown) => {
  post({ kind: 'failed', message: `the embedded Yosys did not start: ${error instanceof Error ? error.message : String(error)}` });
});
