// One timed call of a handler of restate-steps.mjs; prints "milliseconds distinct-results". Usage: node restate-client.mjs INGRESS HANDLER COUNT
const [ingress, handler, count] = process.argv.slice(2);

const call = async (steps) => {
  const started = performance.now();
  const answer = await fetch(`${ingress}/steps/${handler}`, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(steps) });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${handler}: ${answer.status} ${text.slice(0, 300)}`);
  return [performance.now() - started, Number(text)];
};

await call(20);
const [ms, distinct] = await call(Number(count));
console.log(ms.toFixed(1), distinct);
