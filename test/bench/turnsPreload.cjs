// Preloaded into the built server by benches (`node --require`): notes how long its main thread is busy at one go, in processor time of that thread,
// which a busy machine does not change, and tells it whoever asks over the process channel.
'use strict';

/** Shorter turns are what serving takes anyway. */
const least = 3;

const spent = () => {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
};

let turns = [];
let last = spent();

function look() {
  const now = spent();
  if (now - last >= least) turns.push(now - last);
  last = now;
  setTimeout(look, 1).unref();
}

if (process.send !== undefined && require('node:worker_threads').isMainThread) {
  process.on('message', () => {
    process.send(turns);
    turns = [];
  });
  process.channel.unref();
  look();
}
