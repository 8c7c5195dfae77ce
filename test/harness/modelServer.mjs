/**
 * A scripted server that speaks the Messages API over real HTTP on loopback, for tests of everything that asks a model.
 * From a test: `const server = await startModelServer([{ text: 'assign y = a;' }])`.
 * Alone: `node test/harness/modelServer.mjs script.json [port]`; it prints its address, `GET /requests` gives what was asked,
 * `PUT /script` replaces the script, `GET /state` says which steps were used.
 * Types of steps are in modelServer.d.mts.
 */
import { createServer } from 'node:http';
import { readFile } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';

const errorTypes = {
  400: 'invalid_request_error',
  401: 'authentication_error',
  403: 'permission_error',
  404: 'not_found_error',
  413: 'request_too_large',
  429: 'rate_limit_error',
  500: 'api_error',
  529: 'overloaded_error',
};

/** Starts the server; see the types for the options. */
export async function startModelServer(script = [], options = {}) {
  const state = { script: [], used: [], requests: [], timers: new Set(), keys: options.keys, waiters: [], lastToken: options.lastToken };
  setScript(state, script);
  const server = createServer((request, response) => {
    handle(state, request, response).catch((error) => {
      if (!response.headersSent) sendError(response, 500, String(error));
      else response.destroy();
    });
  });
  await new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, '127.0.0.1', resolve);
  });
  const { port } = server.address();
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    requests: state.requests,
    setScript: (next) => setScript(state, next),
    /** Resolves once `count` requests have arrived; never by a clock. */
    waitForRequests: (count) =>
      new Promise((resolve) => {
        state.waiters.push({ count, resolve });
        wake(state);
      }),
    close: () =>
      new Promise((resolve) => {
        for (const timer of state.timers) clearTimeout(timer);
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

function setScript(state, script) {
  const steps = Array.isArray(script) ? script : (script.steps ?? []);
  state.script = steps;
  state.used = steps.map(() => false);
  if (!Array.isArray(script) && script.keys !== undefined) state.keys = script.keys;
}

function wake(state) {
  state.waiters = state.waiters.filter(({ count, resolve }) => {
    if (state.requests.length < count) return true;
    resolve(undefined);
    return false;
  });
}

async function handle(state, request, response) {
  const path = (request.url ?? '/').split('?')[0];
  if (request.method === 'GET' && path === '/requests') return sendJson(response, 200, state.requests);
  if (request.method === 'GET' && path === '/state') return sendJson(response, 200, { used: state.used });
  const body = await readBody(request);
  if (request.method === 'PUT' && path === '/script') {
    setScript(state, JSON.parse(body));
    return sendJson(response, 200, {});
  }
  if (request.method !== 'POST' || path !== '/v1/messages') return sendError(response, 404, `no such endpoint: ${request.method} ${path}`);
  const record = recordOf(request, body);
  state.requests.push(record);
  response.once('close', () => {
    record.abandoned = !response.writableFinished;
  });
  wake(state);
  if (state.keys !== undefined && !state.keys.includes(record.key)) return sendError(response, 401, 'invalid x-api-key');
  const step = nextStep(state, record);
  record.step = step === undefined ? -1 : state.script.indexOf(step);
  if (step === undefined) return sendError(response, 400, 'the script has no step for this request');
  return answer(state, record, step, response);
}

function recordOf(request, body) {
  const parsed = JSON.parse(body);
  const texts = (content) => (typeof content === 'string' ? content : (content ?? []).map((block) => block.text ?? '').join(''));
  return {
    key: request.headers['x-api-key'] ?? (request.headers.authorization ?? '').replace(/^Bearer /, ''),
    headers: { ...request.headers },
    body: parsed,
    system: texts(parsed.system),
    prompt: (parsed.messages ?? []).map((message) => texts(message.content)).join('\n'),
    abandoned: false,
    finished: false,
  };
}

/** The first unused step that fits the request; a step with `repeat` is never used up. */
function nextStep(state, record) {
  const index = state.script.findIndex((step, i) => {
    if (state.used[i] && step.repeat !== true) return false;
    return step.when === undefined || record.prompt.includes(step.when);
  });
  if (index < 0) return undefined;
  state.used[index] = true;
  return state.script[index];
}

async function answer(state, record, step, response) {
  if (step.hang === true) return;
  if (step.delayMs !== undefined) await pause(state, step.delayMs);
  if (step.closeAtOnce === true) return void response.socket?.destroy();
  if (step.error !== undefined) return sendError(response, step.error, step.message ?? 'scripted error', step.headers, step.errorType);
  if (step.html !== undefined) {
    response.writeHead(200, { 'content-type': 'text/html' });
    return void response.end(step.html);
  }
  const text = step.text ?? '';
  if (record.body.stream !== true) {
    record.finished = true;
    return sendJson(response, 200, {
      ...messageOf(record),
      content: [{ type: 'text', text }],
      stop_reason: step.stopReason ?? 'end_turn',
      usage: usageOf(record, text),
    });
  }
  await streamText(state, record, step, text, response);
}

async function streamText(state, record, step, text, response) {
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' });
  const send = (type, data) => response.write(`event: ${type}\ndata: ${JSON.stringify({ type, ...data })}\n\n`);
  send('message_start', { message: { ...messageOf(record), content: [], stop_reason: null, usage: usageOf(record, '') } });
  send('content_block_start', { index: 0, content_block: { type: 'text', text: '' } });
  send('ping', {});
  let sent = 0;
  for (const chunk of chunksOf(text, step.chunkSize ?? 7)) {
    if (response.destroyed) return;
    if (step.cutAfter !== undefined && sent + chunk.length > step.cutAfter) return cut(step, send, response);
    if (sent + chunk.length === text.length) state.lastToken?.();
    send('content_block_delta', { index: 0, delta: { type: 'text_delta', text: chunk } });
    sent += chunk.length;
    if (step.chunkDelayMs !== undefined) await pause(state, step.chunkDelayMs);
    if (step.hangAfter !== undefined && sent >= step.hangAfter) return;
  }
  if (step.cutAfter !== undefined) return cut(step, send, response);
  send('content_block_stop', { index: 0 });
  send('message_delta', { delta: { stop_reason: step.stopReason ?? 'end_turn', stop_sequence: null }, usage: { output_tokens: sent } });
  send('message_stop', {});
  record.finished = true;
  response.end();
}

/** Three ways in which a reply breaks off: the socket dies, the response ends in good order, or the server says so in the stream. */
function cut(step, send, response) {
  switch (step.cutBy ?? 'socket') {
    case 'end':
      return void response.end();
    case 'event':
      send('error', { error: { type: 'overloaded_error', message: 'Overloaded' } });
      return void response.end();
    default:
      // What was written must leave before the socket does, or the reply would be no reply at all.
      return void response.write('', () => response.socket?.destroy());
  }
}

function chunksOf(text, size) {
  const chunks = [];
  for (let at = 0; at < text.length; at += size) chunks.push(text.slice(at, at + size));
  return chunks;
}

function messageOf(record) {
  return { id: 'msg_scripted', type: 'message', role: 'assistant', model: record.body.model, stop_sequence: null };
}

function usageOf(record, text) {
  return { input_tokens: Math.ceil(record.prompt.length / 4), output_tokens: Math.ceil(text.length / 4) };
}

function sendJson(response, status, value, headers = {}) {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(JSON.stringify(value));
}

function sendError(response, status, message, headers = {}, type = undefined) {
  sendJson(response, status, { type: 'error', error: { type: type ?? errorTypes[status] ?? 'api_error', message } }, headers);
}

function readBody(request) {
  return new Promise((resolve, reject) => {
    const parts = [];
    request.on('data', (part) => parts.push(part));
    request.on('end', () => resolve(Buffer.concat(parts).toString('utf8')));
    request.on('error', reject);
  });
}

function pause(state, ms) {
  return new Promise((resolve) => {
    const timer = setTimeout(() => {
      state.timers.delete(timer);
      resolve(undefined);
    }, ms);
    state.timers.add(timer);
  });
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const [file, port] = process.argv.slice(2);
  const script = file === undefined ? [] : JSON.parse(await readFile(file, 'utf8'));
  const server = await startModelServer(script, port === undefined ? {} : { port: Number(port) });
  console.log(server.url);
}
