// Reads a PSPLIB .sm file and writes a result row, for the solvers that are measured beside Baton.
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';

/** Jobs from 0: duration, demand[k], successors; capacity[k]. */
export function readInstance(path) {
  const sections = { precedence: [], requests: [], capacity: [] };
  let section = null;
  for (const line of readFileSync(path, 'utf8').split(/\r?\n/)) {
    if (/^PRECEDENCE RELATIONS/.test(line)) section = 'precedence';
    else if (/^REQUESTS/.test(line)) section = 'requests';
    else if (/^RESOURCEAVAIL/.test(line)) section = 'capacity';
    else if (section && /^\s*\d/.test(line)) sections[section].push(line.trim().split(/\s+/).map(Number));
  }

  const jobs = sections.requests.map(([, , duration, ...demand]) => ({ duration, demand, successors: [] }));
  for (const [job, , count, ...successors] of sections.precedence) {
    jobs[job - 1].successors = successors.slice(0, count).map(s => s - 1);
  }

  return { name: basename(path, '.sm'), jobs, capacity: sections.capacity.at(-1), horizon: jobs.reduce((sum, j) => sum + j.duration, 0) };
}

/** One row as baton schedule --csv writes it; the critical path is not computed here. */
export function writeRow({ name }, { makespan, lowerBound, optimal, seconds, starts }) {
  console.log(`${name},${makespan},${lowerBound},${optimal},,0,${seconds.toFixed(6)},"${starts.join(' ')}"`);
}
