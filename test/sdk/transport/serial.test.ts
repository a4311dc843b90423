/** The serial transport: what cannot be opened is explained, what is lost is told once. */
import { describe, expect, test } from "vitest";
import { Reader } from "../../../sdk/index.js";
import { openSerial } from "../../../sdk/transport/serial.js";
import { FakePort } from "../../support/fake-port.js";
import { settle } from "../../support/time.js";

function recorder() {
  const events: unknown[] = [];
  return {
    events,
    handlers: {
      bytes: (bytes: Uint8Array) => events.push(Buffer.from(bytes).toString()),
      lost: (error: Error) => events.push(error),
    },
  };
}

describe("opening a serial port", () => {
  test.each([
    ["Error: No such file or directory, cannot open /dev/x", "port-not-found", /port/],
    ["Error: Permission denied, cannot open /dev/x", "port-forbidden", /usermod|udev|rights/],
    ["Error Resource temporarily unavailable Cannot lock port", "port-busy", /fuser|close/],
    ["Opening COM3: Access denied", "port-forbidden", /usermod|udev|rights/],
    ["Error: Inappropriate ioctl for device", "port-failed", /ketuk list/],
  ])("explains %j", async (message, code, hint) => {
    const port = new FakePort();
    port.openError = new Error(message);
    const { handlers } = recorder();
    await expect(openSerial({ path: port.path, binding: port.binding }, handlers)).rejects.toMatchObject({
      code,
      message: expect.stringContaining(port.path),
      hint: expect.stringMatching(hint),
      cause: port.openError,
    });
  });

  test("with the real binding names a port that does not exist and those that do", async () => {
    await expect(Reader.open({ path: "/dev/ttyKETUK99" })).rejects.toMatchObject({
      code: "port-not-found",
      message: "there is no port /dev/ttyKETUK99",
      hint: expect.stringMatching(/ports that exist|no serial port/),
    });
  });

  test("with the real binding explains a path that is no serial port", async () => {
    await expect(Reader.open({ path: "/dev/null" })).rejects.toMatchObject({
      code: "port-failed",
      hint: expect.any(String),
    });
  });
});

describe("an open serial port", () => {
  test("passes bytes both ways", async () => {
    const port = new FakePort();
    const { events, handlers } = recorder();
    const transport = await openSerial({ path: port.path, binding: port.binding }, handlers);
    port.send(Buffer.from("hello"));
    await transport.write(Buffer.from("there"));
    await settle();
    expect(events).toEqual(["hello"]);
    expect(port.writes.map(String)).toEqual([String(new Uint8Array(Buffer.from("there")))]);
    await transport.close();
  });

  test("that goes away says so once, and refuses to write", async () => {
    const port = new FakePort();
    const { events, handlers } = recorder();
    const transport = await openSerial({ path: port.path, binding: port.binding }, handlers);
    await settle();
    port.unplug();
    await settle();
    expect(events).toMatchObject([{ code: "disconnected" }]);
    await expect(transport.write(Buffer.from("x"))).rejects.toMatchObject({ code: "disconnected" });
    await transport.close();
    expect(events).toHaveLength(1);
  });

  test("tells nothing after close, and refuses to write", async () => {
    const port = new FakePort();
    const { events, handlers } = recorder();
    const transport = await openSerial({ path: port.path, binding: port.binding }, handlers);
    await Promise.all([transport.close(), transport.close()]);
    port.unplug();
    await settle();
    expect(events).toEqual([]);
    await expect(transport.write(Buffer.from("x"))).rejects.toMatchObject({ code: "closed" });
  });
});
