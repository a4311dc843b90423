/** What every transport owes the link, whatever it is made of. Real ptys and sockets, so real time. */
import { afterEach, beforeEach, describe, expect, inject, test } from "vitest";
import { KetukError } from "../../../sdk/errors.js";
import type { Transport } from "../../../sdk/transport/transport.js";
import "../../support/programs.js";
import { until } from "../../support/pty.js";
import {
  createBindingRig,
  createPtyRig,
  createTcpRig,
  createVirtualRig,
  createWebRig,
  type TransportRig,
} from "../../support/transport-rig.js";

const HAS_SOCAT = inject("programs").socat === true;
/** More than all buffers of a loopback connection and a pty hold. */
const FLOOD_MAX_BYTES = 64 << 20;
/** Control characters of terminals, flags of frames, and everything else. */
const EVERY_BYTE = Uint8Array.from({ length: 4096 }, (_, i) => (i * 151 + (i >> 8)) & 255);

/** Pieces of 1, 2, 3, 5, 8 ... bytes, the whole of which is `bytes`. */
function pieces(bytes: Uint8Array): Uint8Array[] {
  const cut: Uint8Array[] = [];
  for (let at = 0, size = 1, last = 1; at < bytes.length; [size, last] = [Math.min(size + last, 700), size]) {
    cut.push(bytes.subarray(at, at + size));
    at += size;
  }
  return cut;
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** What becomes of a promise: "pending" when nothing does for a while. */
async function outcome(promise: Promise<unknown>, ms = 300): Promise<unknown> {
  const settled = promise.then(
    () => "done",
    (error: unknown) => error,
  );
  return Promise.race([settled, pause(ms).then(() => "pending")]);
}

const RIGS: [string, boolean, () => Promise<TransportRig>][] = [
  ["the native serial port on a pty", HAS_SOCAT, createPtyRig],
  ["a binding of the application's own", true, createBindingRig],
  ["the binding of a virtual reader", true, createVirtualRig],
  ["TCP", true, createTcpRig],
  ["Web Serial", true, createWebRig],
];

describe.each(RIGS)("%s", (_name, isPossible, createRig) => {
  let rig: TransportRig;
  let heard: Uint8Array[];
  let losses: KetukError[];
  const opened: Transport[] = [];
  const handlers = {
    bytes: (bytes: Uint8Array) => void heard.push(bytes),
    lost: (error: KetukError) => void losses.push(error),
  };

  async function open(signal?: AbortSignal): Promise<Transport> {
    const transport = await rig.open(handlers, signal);
    opened.push(transport);
    return transport;
  }

  beforeEach(async () => {
    heard = [];
    losses = [];
    if (isPossible) rig = await createRig();
  });
  afterEach(async () => {
    await Promise.all(opened.splice(0).map((transport) => transport.close()));
    if (isPossible) await rig.end();
  });

  const it = test.skipIf(!isPossible);

  it("brings every byte to the host, in order, however it was cut", async () => {
    await open();
    for (const piece of pieces(EVERY_BYTE)) {
      rig.send(piece);
      if (piece.length % 3 === 0) await pause(1);
    }
    await until(() => Buffer.concat(heard).length >= EVERY_BYTE.length, "the bytes");
    // At the end, so that an array which was used again shows.
    expect(Buffer.concat(heard).equals(EVERY_BYTE)).toBe(true);
    expect(losses).toEqual([]);
  });

  it("takes every byte to the reader, in order, however it was cut", async () => {
    const transport = await open();
    for (const piece of pieces(EVERY_BYTE)) {
      // A view into something longer, which is overwritten once the write is done.
      const whole = new Uint8Array(piece.length + 20);
      whole.set(piece, 10);
      await transport.write(whole.subarray(10, 10 + piece.length));
      if (rig.received().length >= EVERY_BYTE.length) whole.fill(0);
    }
    await until(() => rig.received().length >= EVERY_BYTE.length, "the bytes");
    expect(Buffer.from(rig.received()).equals(EVERY_BYTE)).toBe(true);
  });

  it("closes once, however often it is asked, and is silent from then on", async () => {
    const transport = await open();
    rig.send(EVERY_BYTE.subarray(0, 8));
    await Promise.all([transport.close(), transport.close()]);
    await transport.close();
    const count = heard.length;
    rig.send(EVERY_BYTE);
    await rig.unplug();
    await pause(20);
    expect(heard).toHaveLength(count);
    expect(losses).toEqual([]);
    await expect(transport.write(EVERY_BYTE)).rejects.toMatchObject({ code: "closed" });
  });

  it("leaves the port free for the next", async () => {
    await (await open()).close();
    const transport = await open();
    await transport.write(EVERY_BYTE.subarray(0, 64));
    await until(() => rig.received().length === 64, "the bytes");
  });

  it("tells of a pulled plug once, as something to be mended, and refuses to write", async () => {
    const transport = await open();
    await transport.write(EVERY_BYTE.subarray(0, 64));
    await rig.unplug();
    await until(() => losses.length > 0, "the loss");
    expect(losses[0]).toBeInstanceOf(KetukError);
    expect(losses[0]).toMatchObject({ code: "disconnected", hint: expect.stringMatching(/./) });
    await expect(transport.write(EVERY_BYTE)).rejects.toMatchObject({ code: "disconnected" });
    await expect(transport.write(EVERY_BYTE)).rejects.toMatchObject({ code: "disconnected" });
    await transport.close();
    await expect(transport.write(EVERY_BYTE)).rejects.toMatchObject({ code: "closed" });
    await pause(20);
    expect(losses).toHaveLength(1);
  });

  it("says what is missing, and what to do", async () => {
    const error: unknown = await rig.openMissing(handlers).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(KetukError);
    expect(error).toMatchObject({ code: expect.stringMatching(/^port-/), hint: expect.stringMatching(/./) });
    await pause(20);
    expect([...heard, ...losses]).toEqual([]);
  });

  it("can be given up while it opens: it ends, and leaves the port free", async () => {
    const giveUp = new AbortController();
    const opening = rig.open(handlers, giveUp.signal);
    giveUp.abort();
    // A way that cannot be interrupted may open all the same; then it is closed.
    const [end] = await Promise.allSettled([opening]);
    if (end?.status === "fulfilled") await end.value.close();
    else expect(end?.reason).toBeInstanceOf(KetukError);
    const transport = await open();
    await transport.write(EVERY_BYTE.subarray(0, 64));
    await until(() => rig.received().length === 64, "the bytes");
    expect(losses).toEqual([]);
  });

  /** Writes until a write is not taken. What was written, and that write. */
  async function flood(transport: Transport): Promise<{ bytes: Buffer; stuck: Promise<void> }> {
    const written: Buffer[] = [];
    for (let total = 0, i = 0; total < FLOOD_MAX_BYTES; i++) {
      const piece = Buffer.alloc(1 << 17, i);
      written.push(piece);
      total += piece.length;
      const writing = transport.write(piece);
      writing.catch(() => {});
      if ((await outcome(writing)) === "pending") return { bytes: Buffer.concat(written), stuck: writing };
    }
    throw new Error("everything was taken");
  }

  it("holds a writer back while nobody takes its bytes, and loses none", async () => {
    const transport = await open();
    if (!rig.stall || !rig.resume) return expect(rig.resume).toBeUndefined();
    rig.stall();
    const { bytes, stuck } = await flood(transport);
    rig.resume();
    await stuck;
    await until(() => rig.received().length >= bytes.length, "the bytes", 15_000);
    expect(Buffer.from(rig.received()).equals(bytes)).toBe(true);
  });

  it("ends a stuck write when the plug is pulled", async () => {
    const transport = await open();
    if (!rig.stall) return expect(rig.stall).toBeUndefined();
    rig.stall();
    const { stuck } = await flood(transport);
    await rig.unplug();
    expect(await outcome(stuck, 3000)).toMatchObject({ code: "disconnected" });
    await until(() => losses.length === 1, "the loss");
    expect(await outcome(transport.close(), 3000)).toBe("done");
  });

  it("closes in spite of a stuck write, which ends", async () => {
    const transport = await open();
    if (!rig.stall) return expect(rig.stall).toBeUndefined();
    rig.stall();
    const { stuck } = await flood(transport);
    expect(await outcome(transport.close(), 3000)).toBe("done");
    expect(await outcome(stuck, 3000)).toMatchObject({ code: "closed" });
    expect(losses).toEqual([]);
  });
});
