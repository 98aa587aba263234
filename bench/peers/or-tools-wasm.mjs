// CP-SAT as the npm package or-tools-wasm builds it (WebAssembly, not native): node or-tools-wasm.mjs FILE.sm SECONDS THREADS
import { CpModel, CpSolver } from 'or-tools-wasm/cp-sat';
import { readInstance, writeRow } from './instance.mjs';

const [file, seconds, threads] = process.argv.slice(2);
const instance = readInstance(file);
const { jobs, capacity, horizon } = instance;
const model = new CpModel();
const start = jobs.map((job, j) => model.newIntVar(0, horizon - job.duration, `s${j}`));
const interval = jobs.map((job, j) => model.newFixedSizeIntervalVar(start[j], job.duration, `i${j}`));
const makespan = model.newIntVar(0, horizon, 'makespan');
jobs.forEach((job, j) => {
  model.addLinearConstraint(makespan.minus(start[j]), job.duration, horizon);
  for (const s of job.successors) model.addLinearConstraint(start[s].minus(start[j]), job.duration, horizon);
});
capacity.forEach((limit, k) => {
  const users = jobs.map((_, j) => j).filter(j => jobs[j].demand[k] > 0 && jobs[j].duration > 0);
  if (users.length > 0) model.addCumulative(users.map(j => interval[j]), users.map(j => jobs[j].demand[k]), limit);
});
model.minimize(makespan);

// A trivial model first, so that loading and compiling the WebAssembly does not count.
const warm = new CpModel();
warm.minimize(warm.newIntVar(1, 2, 'x'));
await new CpSolver().solve(warm, { numWorkers: Number(threads) });

const solver = new CpSolver();
const begun = performance.now();
const status = solver.statusName(await solver.solve(model, { maxTimeInSeconds: Number(seconds), numWorkers: Number(threads), randomSeed: 1 }));
const elapsed = (performance.now() - begun) / 1000;
if (status !== 'OPTIMAL' && status !== 'FEASIBLE') {
  console.error(`or-tools-wasm: ${instance.name}: ${status}`);
  process.exit(status === 'UNKNOWN' ? 3 : 1);
}

writeRow(instance, {
  makespan: solver.value(makespan),
  lowerBound: Math.ceil(solver.bestObjectiveBound() - 1e-6),
  optimal: status === 'OPTIMAL',
  seconds: elapsed,
  starts: start.map(s => solver.value(s)),
});
process.exit(0);
