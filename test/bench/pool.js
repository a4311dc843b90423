/**
 * Many readers in one process: ptys on which taps arrive at a steady rate, our transport against plain serialport. Python
 * holds the other ends, since it has openpty and everybody has it.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { row } from "./measure.js";
import { WAYS } from "./serial.js";

/** The largest first: what is resident before it is resident already. */
const COUNTS = [1000, 256, 64, 1];
const TAP_BYTES = 150;
/** Of each reader: 12, and more of few readers, where a process that does nothing would be most of what is seen. */
const tapsPerSecond = (count) => Math.max(12, Math.min(400, Math.floor(3000 / count)));
const SECONDS = 4;

/** Prints the paths of so many ptys; for each line on its input sends taps on all of them, and says so at the end. */
const SENDER = `
import os, pty, sys, time, tty
count, per_second, seconds, size = map(int, sys.argv[1:])
masters = []
for _ in range(count):
    master, slave = pty.openpty()
    tty.setraw(slave)
    masters.append(master)
    print(os.ttyname(slave), flush=True)
    os.close(slave)
for _ in sys.stdin:
    start = time.monotonic()
    total = per_second * seconds * count
    for n in range(total):
        late = start + n / (per_second * count) - time.monotonic()
        if late > 0.001: time.sleep(late)
        os.write(masters[n % count], b"\\x55" * size)
    print("sent", flush=True)
`;

async function measure(way, count) {
  const args = [count, tapsPerSecond(count), SECONDS, TAP_BYTES].map(String);
  const sender = spawn("python3", ["-c", SENDER, ...args], { stdio: ["pipe", "pipe", "inherit"] });
  const lines = createInterface({ input: sender.stdout })[Symbol.asyncIterator]();
  const paths = [];
  while (paths.length < count) paths.push((await lines.next()).value);
  globalThis.gc?.();
  const before = process.memoryUsage();
  let got = 0;
  const take = (bytes) => {
    got += bytes.length;
  };
  const ports = [];
  for (const path of paths) ports.push(await WAYS[way](path, take));
  globalThis.gc?.();
  const { rss, external } = process.memoryUsage();
  const cpu = process.cpuUsage();
  const start = performance.now();
  sender.stdin.write("go\n");
  await lines.next();
  const total = tapsPerSecond(count) * SECONDS * count * TAP_BYTES;
  for (let i = 0; i < 100 && got < total; i++) await sleep(20);
  const { user, system } = process.cpuUsage(cpu);
  const ms = performance.now() - start;
  for (const port of ports) await port.close();
  sender.kill();
  await once(sender, "exit");
  return {
    lost: total - got,
    cpuUsPerTap: (user + system) / (total / TAP_BYTES),
    core: (user + system) / 1000 / ms,
    perSecond: total / TAP_BYTES / (ms / 1000),
    rssBytes: (rss - before.rss) / count,
    externalBytes: (external - before.external) / count,
  };
}

export async function pool() {
  const rows = [];
  for (const count of COUNTS) {
    const ours = await measure("ours", count);
    const theirs = await measure("serialport", count);
    const name = `pool of ${count}`;
    rows.push(row(`${name}: CPU per tap against serialport`, ours.cpuUsPerTap / theirs.cpuUsPerTap, "x", "<=0.45"));
    rows.push(row(`${name}: bytes lost`, ours.lost, "bytes", "<=0"));
    if (count < 1000) continue;
    // At the rate that the sender kept up; the target is for 12,000 taps a second.
    rows.push(row(`${name}: share of a core at ${Math.round(ours.perSecond)} taps/s`, 100 * ours.core, "%", "<=40"));
    rows.push(row(`${name}: the same with serialport, at ${Math.round(theirs.perSecond)}`, 100 * theirs.core, "%"));
    rows.push(row(`${name}: resident memory per reader`, ours.rssBytes / 1000, "KB"));
    rows.push(row(`${name}: memory outside of the heap per reader`, ours.externalBytes / 1000, "KB"));
  }
  return rows;
}
