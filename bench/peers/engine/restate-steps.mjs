// Steps that do nothing but are recorded, served to a Restate server. Usage: node --import ./polyfill.mjs restate-steps.mjs PORT
import * as restate from "@restatedev/restate-sdk";

const step = restate.service({ name: "step", handlers: { one: (ctx, i) => ctx.run("one", () => i) } });

const steps = restate.service({
  name: "steps",
  handlers: {
    // Each step reads what the one before it recorded.
    chain: async (ctx, count) => {
      let value = 0;
      for (let i = 0; i < count; i++) {
        const before = value;
        value = await ctx.run(`step ${i}`, () => before + 1);
      }
      return value;
    },
    // All steps of one handler at once.
    fan: async (ctx, count) =>
      new Set(await restate.RestatePromise.all(Array.from({ length: count }, (_, i) => ctx.run(`step ${i}`, () => i)))).size,
    // One invocation of another service a step, which can be placed and retried by itself: what a task of a plan is.
    calls: async (ctx, count) =>
      new Set(await restate.RestatePromise.all(Array.from({ length: count }, (_, i) => ctx.serviceClient(step).one(i)))).size,
  },
});

await restate.serve({ services: [step, steps], port: Number(process.argv[2]) });
