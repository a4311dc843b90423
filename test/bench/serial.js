/** Real ptys: round trips, a flood, and a busy thread pool, our transport against plain serialport on the same kind of port. */
import { execFile, spawn } from "node:child_process";
import { scrypt } from "node:crypto";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { SerialPort } from "serialport";
import { openSerial } from "../../dist/sdk/transport/serial.js";
import { median, row } from "./measure.js";

const ROUND_TRIPS = 3000;
/** Of these, so many do not count: a port lives for days, and what the compiler takes at its beginning is not asked for. */
const WARM_PART = 1 / 3;
const FLOOD_BYTES = 16_000_000;
const REQUEST = Buffer.alloc(24, 0x55);

/**
 * Prints the path of a pty and is its other end: gives back what it gets, or, where it was given a number, so many zeros for
 * the first byte. One process and one copy: socat with a program behind it took longer than what is compared.
 */
const PEER = `
import os, pty, sys, tty
flood = int(sys.argv[1])
master, slave = pty.openpty()
tty.setraw(slave)
print(os.ttyname(slave), flush=True)
zeros = bytes(65536)
while True:
    data = os.read(master, 65536)
    if not flood: os.write(master, data)
    while flood > 0: flood -= os.write(master, zeros[:flood])
`;

/** Prints the milliseconds in which a loop of blocking reads, and nothing else, takes a flood: a measure of what a pty gives. */
const BARE = `
import os, pty, sys, time, tty
flood = int(sys.argv[1])
master, slave = pty.openpty()
tty.setraw(slave)
if os.fork() == 0:
    zeros = bytes(65536)
    while flood > 0: flood -= os.write(master, zeros[:flood])
    os.read(master, 1)
    os._exit(0)
flood -= len(os.read(slave, 65536))
start = time.perf_counter()
while flood > 0: flood -= len(os.read(slave, 65536))
print((time.perf_counter() - start) * 1000)
os.write(slave, b"x")
os.wait()
`;

/** A pty with that peer. */
async function withPty(floodBytes, work) {
  const peer = spawn("python3", ["-c", PEER, String(floodBytes)], { stdio: ["ignore", "pipe", "inherit"] });
  const gone = once(peer, "exit");
  try {
    const [line] = await once(peer.stdout, "data");
    return await work(String(line).trim());
  } finally {
    peer.kill();
    await gone;
  }
}

/** Opens a port: `take` is called with what it reads. */
export const WAYS = {
  async ours(path, take) {
    const handlers = { bytes: take, lost() {}, closed() {} };
    const transport = await openSerial({ path }, handlers);
    return {
      // One that is still on its way at the end is refused by close().
      write: (bytes) => void transport.write(bytes).catch(() => {}),
      close: () => transport.close(),
    };
  },
  async serialport(path, take) {
    const port = new SerialPort({ path, baudRate: 115_200, autoOpen: false });
    await new Promise((resolve, reject) => port.open((error) => (error ? reject(error) : resolve())));
    port.on("data", take);
    return { write: (bytes) => void port.write(bytes), close: () => new Promise((resolve) => port.close(resolve)) };
  },
};

/** Milliseconds of the median round trip and CPU microseconds of each. */
function roundTrips(way, count = ROUND_TRIPS) {
  return withPty(0, async (path) => {
    let got = 0;
    let answered = () => {};
    const port = await WAYS[way](path, (bytes) => {
      got += bytes.length;
      if (got >= REQUEST.length) answered();
    });
    await sleep(200);
    const times = [];
    const warmCount = Math.floor(count * WARM_PART);
    let cpu;
    for (let i = 0; i < count; i++) {
      if (i === warmCount) cpu = process.cpuUsage();
      got = 0;
      const start = performance.now();
      await new Promise((resolve) => {
        answered = resolve;
        port.write(REQUEST);
      });
      if (i >= warmCount) times.push(performance.now() - start);
    }
    const { user, system } = process.cpuUsage(cpu);
    await port.close();
    return { p50Ms: median(times), cpuUs: (user + system) / times.length };
  });
}

/** The same of a loop of reads without Node; its CPU time is nobody's measure. */
async function bareFlood() {
  const { stdout } = await promisify(execFile)("python3", ["-c", BARE, String(FLOOD_BYTES)]);
  return { ms: Number(stdout) };
}

/** CPU microseconds and milliseconds from the first byte to the last of what comes as fast as it can. */
function flood(way) {
  return withPty(FLOOD_BYTES, async (path) => {
    let got = 0;
    let cpu;
    let start = 0;
    let finished = () => {};
    const done = new Promise((resolve) => {
      finished = resolve;
    });
    const port = await WAYS[way](path, (bytes) => {
      if (got === 0) {
        cpu = process.cpuUsage();
        start = performance.now();
      }
      got += bytes.length;
      if (got >= FLOOD_BYTES) finished();
    });
    await sleep(100);
    port.write(REQUEST.subarray(0, 1));
    await done;
    const { user, system } = process.cpuUsage(cpu);
    const ms = performance.now() - start;
    await port.close();
    return { cpuUs: user + system, ms };
  });
}

/** Keeps every thread of libuv's pool busy while `work` runs. */
async function withBusyPool(work) {
  let busy = true;
  const loop = () => busy && scrypt("password", "salt", 64, loop);
  for (let i = 0; i < 6; i++) loop();
  try {
    return await work();
  } finally {
    busy = false;
  }
}

/** After a first round that does not count. */
async function inTurns(measure, count, ways = ["ours", "serialport"]) {
  const found = Object.fromEntries(ways.map((way) => [way, []]));
  for (let round = 0; round <= count; round++) {
    for (const way of ways) {
      const result = await measure(way);
      if (round > 0) found[way].push(result);
    }
  }
  const ratio = (field, other = "serialport") =>
    median(found.ours.map((one, round) => one[field] / found[other][round][field]));
  return { found, ratio };
}

export async function serial() {
  const trips = await inTurns(roundTrips, 5);
  const floods = await inTurns((way) => (way === "bare" ? bareFlood() : flood(way)), 9, ["ours", "serialport", "bare"]);
  const idle = await roundTrips("ours");
  const busy = await inTurns((way) => withBusyPool(() => roundTrips(way, 40)), 3);
  const busyMs = (way) => median(busy.found[way].map(({ p50Ms }) => p50Ms));
  return [
    row("pty, request and answer: p50 against serialport", trips.ratio("p50Ms"), "x", "<=0.65"),
    row("pty, request and answer: CPU against serialport", trips.ratio("cpuUs"), "x", "<=0.3"),
    row("pty, flood: speed against serialport", 1 / floods.ratio("ms"), "x", ">=2"),
    row("pty, flood: speed against a bare loop of read()", 1 / floods.ratio("ms", "bare"), "x"),
    row("pty, flood: CPU against serialport", floods.ratio("cpuUs"), "x"),
    row("pty, thread pool busy: p50 against our own when idle", busyMs("ours") / idle.p50Ms, "x", "<=2"),
    row("pty, thread pool busy: p50 of serialport", busyMs("serialport"), "ms"),
  ];
}
