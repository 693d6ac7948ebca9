// Loaded into a replica before it starts: what can go wrong inside a process, at a word of its parent.
const strikes = {
  throw: () => setImmediate(() => JSON.parse('nobody catches this')),
  block: () => {
    for (const end = performance.now() + 2_000; performance.now() < end;);
  },
};
process.on('message', (word) => strikes[word]());
// It must not keep the process alive.
process.channel?.unref();
