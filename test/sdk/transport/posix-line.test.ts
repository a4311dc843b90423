/** Reading and writing a descriptor that does not block: a named pipe stands for the port, and the test for the kernel's poll. */
import { execFileSync } from "node:child_process";
import { closeSync, constants, mkdtempSync, openSync, readSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { openPosixLine, type PosixPort } from "../../../sdk/transport/posix-line.js";
import { settle } from "../../support/time.js";

/** More than a pipe holds. */
const MUCH_BYTES = 200_000;

describe.skipIf(process.platform === "win32")("a line over a descriptor", () => {
  let folder: string;
  let ends: number[];
  let waiting: Map<string, (error: Error | null) => void>;
  let events: unknown[];
  const handlers = {
    bytes: (bytes: Uint8Array) => void events.push(Buffer.from(bytes).toString()),
    ended: (cause: unknown) => void events.push(cause),
  };

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "ketuk-line-"));
    execFileSync("mkfifo", [join(folder, "pipe")]);
    ends = [];
    waiting = new Map();
    events = [];
  });
  afterEach(() => {
    for (const fd of ends) closeSync(fd);
    rmSync(folder, { recursive: true });
  });

  function end(flags: number): number {
    const fd = openSync(join(folder, "pipe"), flags | constants.O_NONBLOCK);
    ends.push(fd);
    return fd;
  }

  function portOf(fd: number): PosixPort & { isOpen: boolean } {
    const poller = { once: (event: string, callback: (error: Error | null) => void) => waiting.set(event, callback) };
    return { fd, isOpen: true, poller } as unknown as PosixPort & { isOpen: boolean };
  }

  /** The kernel says that it is time. */
  async function say(event: string, error: Error | null = null): Promise<void> {
    const callback = waiting.get(event);
    waiting.delete(event);
    callback?.(error);
    await settle();
  }

  test("writes the rest when there is room, and what comes meanwhile behind it", async () => {
    const far = end(constants.O_RDWR);
    const line = openPosixLine(portOf(end(constants.O_RDWR)), handlers);
    const first = Uint8Array.from({ length: MUCH_BYTES }, (_, index) => index % 251);
    const written: string[] = [];
    void line.write(first).then(() => written.push("first"));
    void line.write(Uint8Array.of(252)).then(() => written.push("second"));
    const arrived: number[] = [];
    const room = Buffer.alloc(30_000);
    while (arrived.length < MUCH_BYTES + 1) {
      if (arrived.length < MUCH_BYTES / 2) expect(written).toEqual([]);
      arrived.push(...room.subarray(0, readSync(far, room, 0, room.length, null)));
      await say("writable");
    }
    expect(Buffer.from(arrived).equals(Buffer.from([...first, 252]))).toBe(true);
    expect(written).toEqual(["first", "second"]);
  });

  test("waits for room again when there was none after all", async () => {
    end(constants.O_RDWR);
    const line = openPosixLine(portOf(end(constants.O_RDWR)), handlers);
    let isWritten = false;
    void line.write(new Uint8Array(MUCH_BYTES)).then(() => {
      isWritten = true;
    });
    for (let i = 0; i < 3; i++) {
      await say("writable");
      expect(waiting.has("writable")).toBe(true);
    }
    expect(isWritten).toBe(false);
  });

  test("fails what is being written, and what waits behind it, when the port is closed", async () => {
    end(constants.O_RDWR);
    const port = portOf(end(constants.O_RDWR));
    const line = openPosixLine(port, handlers);
    const writes = Promise.allSettled([line.write(new Uint8Array(MUCH_BYTES)), line.write(Uint8Array.of(1))]);
    port.isOpen = false;
    await say("writable", new Error("Canceled"));
    expect((await writes).map(({ status }) => status)).toEqual(["rejected", "rejected"]);
    await expect(line.write(Uint8Array.of(1))).rejects.toThrow();
  });

  test("reads what is there, and waits where there is nothing", async () => {
    const far = end(constants.O_RDWR);
    openPosixLine(portOf(end(constants.O_RDWR)), handlers);
    await say("readable");
    expect(events).toEqual([]);
    writeSync(far, "hello");
    await say("readable");
    writeSync(far, "there");
    await say("readable");
    expect(events).toEqual(["hello", "there"]);
    expect(waiting.has("readable")).toBe(true);
  });

  test("reads on where much has come, but gives others a turn", async () => {
    const far = end(constants.O_RDWR);
    let count = 0;
    const bytes = () => {
      count++;
      if (count < 100) writeSync(far, Buffer.alloc(4096));
    };
    openPosixLine(portOf(end(constants.O_RDWR)), { ...handlers, bytes });
    writeSync(far, Buffer.alloc(4096));
    await say("readable");
    expect(count).toBe(16);
    await say("readable");
    expect(count).toBe(32);
  });

  test("reads no more once the bytes have led to a close, and asks for no more", async () => {
    const far = end(constants.O_RDWR);
    const port = portOf(end(constants.O_RDWR));
    const close = () => {
      port.isOpen = false;
    };
    openPosixLine(port, { ...handlers, bytes: close });
    writeSync(far, Buffer.alloc(20_000));
    await say("readable");
    expect(waiting.has("readable")).toBe(false);
    expect(events).toEqual([]);
  });

  test("ends when the other end has gone, and when the poll fails", async () => {
    openPosixLine(portOf(end(constants.O_RDONLY)), handlers);
    await say("readable");
    expect(events).toMatchObject([{ message: "the other end of the port has gone" }]);
    events.length = 0;
    openPosixLine(portOf(end(constants.O_RDWR)), handlers);
    await say("readable", new Error("EBADF"));
    expect(events).toMatchObject([{ message: "EBADF" }]);
    expect(waiting.has("readable")).toBe(false);
  });
});
