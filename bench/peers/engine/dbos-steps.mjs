// Steps that do nothing but are recorded in PostgreSQL; prints "milliseconds distinct-results" of one workflow.
// Usage: node dbos-steps.mjs DATABASE_URL chain|fan|children COUNT
import { DBOS } from "@dbos-inc/dbos-sdk";

const [systemDatabaseUrl, shape, count] = process.argv.slice(2);
DBOS.setConfig({ name: "steps", systemDatabaseUrl, logLevel: "error", runAdminServer: false, systemDatabasePoolSize: 20 });

const child = DBOS.registerWorkflow((i) => DBOS.runStep(async () => i, { name: "one" }), { name: "child" });
const shapes = {
  // Each step reads what the one before it recorded.
  chain: async (steps) => {
    let value = 0;
    for (let i = 0; i < steps; i++) {
      const before = value;
      value = await DBOS.runStep(async () => before + 1, { name: `step ${i}` });
    }
    return value;
  },
  // All steps of one workflow at once.
  fan: async (steps) => new Set(await Promise.all(Array.from({ length: steps }, (_, i) => DBOS.runStep(async () => i, { name: `step ${i}` })))).size,
  // One workflow of its own a step, which can be placed and retried by itself: what a task of a plan is.
  children: async (steps) => {
    const handles = await Promise.all(Array.from({ length: steps }, (_, i) => DBOS.startWorkflow(child)(i)));
    return new Set(await Promise.all(handles.map((h) => h.getResult()))).size;
  },
};
const workflow = DBOS.registerWorkflow(shapes[shape], { name: shape });

await DBOS.launch();
await workflow(20);
const started = performance.now();
const distinct = await workflow(Number(count));
console.log((performance.now() - started).toFixed(1), distinct);
await DBOS.shutdown();
process.exit(0);
