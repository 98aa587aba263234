// Chuffed as the npm package minizinc carries it (WebAssembly, one thread): node minizinc.mjs FILE.sm SECONDS
// The package's own Node entry wants an installed MiniZinc; its browser worker runs here in a worker thread that looks like one of a browser.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import { readInstance, writeRow } from './instance.mjs';

const [file, seconds] = process.argv.slice(2);
const instance = readInstance(file);
const { jobs, capacity, horizon } = instance;
const arcs = jobs.flatMap((job, j) => job.successors.map(s => [j + 1, s + 1]));
const data = {
  jobs: jobs.length, resources: capacity.length, horizon, capacity,
  duration: jobs.map(j => j.duration), demand: jobs.map(j => j.demand),
  arcs: arcs.length, before: arcs.map(a => a[0]), after: arcs.map(a => a[1]),
};

const dist = pathToFileURL(dirname(createRequire(import.meta.url).resolve('minizinc')) + '/').href;
const boot = `
const { parentPort, workerData } = require('node:worker_threads');
const { readFileSync } = require('node:fs');
const type = name => name.endsWith('.wasm') ? 'application/wasm' : 'application/octet-stream';
const listeners = [];
globalThis.self = globalThis;
globalThis.WorkerGlobalScope = function () {};
globalThis.location = { href: 'http://package/', pathname: '/' };
globalThis.postMessage = message => parentPort.postMessage(message);
globalThis.addEventListener = (kind, listener) => { if (kind === 'message') listeners.push(listener); };
globalThis.fetch = async url => {
  const name = String(url).split('/').pop();
  return new Response(readFileSync(new URL(name, workerData)), { headers: { 'content-type': type(name) } });
};
parentPort.on('message', data => { for (const listener of listeners) listener({ data }); });
const script = readFileSync(new URL('minizinc-worker.js', workerData), 'utf8');
globalThis.process = undefined;
(0, eval)(script);
`;

const worker = new Worker(boot, { eval: true, workerData: dist });
const FLATTENING_SECONDS = 300;
let best = null, optimal = false, posted = false, begun = null, limit = null;
worker.on('error', e => { console.error(`minizinc: ${instance.name}: ${e.message}`); process.exit(1); });
worker.on('message', message => {
  if (message.type === 'ready' && !posted) {
    posted = true;
    limit = setTimeout(finish, 1000 * FLATTENING_SECONDS);
    worker.postMessage({
      jsonStream: true,
      files: { 'rcpsp.mzn': readFileSync(new URL('rcpsp.mzn', import.meta.url), 'utf8'), 'data.json': JSON.stringify(data) },
      args: ['--solver', 'chuffed', '-f', '-r', '1', '-i', '--statistics', '--output-mode', 'json', 'rcpsp.mzn', 'data.json'],
    });
  } else if (message.type === 'statistics' && 'flatTime' in message.statistics) {
    // The time counts from here, without translation. Chuffed does not heed --time-limit in WebAssembly, so it is ended from outside.
    begun = performance.now();
    clearTimeout(limit);
    limit = setTimeout(finish, 1000 * Number(seconds));
  } else if (message.type === 'solution') {
    best = message.output.json;
  } else if (message.type === 'status') {
    optimal = message.status === 'OPTIMAL_SOLUTION';
  } else if (message.type === 'error') {
    console.error(`minizinc: ${instance.name}: ${message.message ?? JSON.stringify(message)}`);
  } else if (message.type === 'exit') {
    finish();
  }
});
worker.postMessage({ wasmURL: 'http://package/minizinc.wasm', dataURL: 'http://package/minizinc.data' });

function finish() {
  if (best === null) {
    console.error(`minizinc: ${instance.name}: no schedule within the time`);
    process.exit(3);
  }

  // Chuffed reports no bound: without a proof it is 0.
  writeRow(instance, { makespan: best.makespan, lowerBound: optimal ? best.makespan : 0, optimal, seconds: (performance.now() - begun) / 1000, starts: best.start });
  process.exit(0);
}
