// Promise.withResolvers came with Node 22; the Restate SDK asks for it on Node 20 as well.
Promise.withResolvers ??= () => {
  let resolve;
  let reject;
  const promise = new Promise((a, b) => { resolve = a; reject = b; });
  return { promise, resolve, reject };
};
