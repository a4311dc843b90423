/**
 * One contestant in a process of its own: prepares its work, then does it once for each message, and tells the CPU time. Work
 * that also prepares in every round says itself how many `us` count.
 */
const [, , module, set, name] = process.argv;
const { [set]: contestants } = await import(module);
const work = await contestants[name]();

process.on("message", async (round) => {
  // The garbage of the preparation and of the round before is not charged to this one. Not a whole collection: V8 forgets
  // with it what it has compiled for every class that has no instance at that moment, which is all that a decoder makes.
  globalThis.gc?.({ type: "minor" });
  const before = process.cpuUsage();
  const found = await work(round);
  const { user, system } = process.cpuUsage(before);
  process.send({ us: found?.us ?? user + system, found });
});
process.send("ready");
