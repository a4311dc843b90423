/** Finding ports, with and without the help of the platform. */
import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { listPorts, listReaders } from "../../../sdk/transport/list.js";

const failing = { list: () => Promise.reject(new Error("spawn udevadm ENOENT")) };
let root = "";

async function put(path: string, content: string): Promise<void> {
  await mkdir(dirname(join(root, path)), { recursive: true });
  await writeFile(join(root, path), content);
}

async function link(path: string, target: string): Promise<void> {
  await mkdir(dirname(join(root, path)), { recursive: true });
  await symlink(target, join(root, path));
}

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "ketuk-list-"));
});
afterEach(() => rm(root, { recursive: true }));

test("ports of the binding come with likely readers first", async () => {
  const none = { manufacturer: undefined, serialNumber: undefined, pnpId: undefined, locationId: undefined };
  const binding = {
    list: async () => [
      { path: "/dev/ttyS0", ...none, productId: undefined, vendorId: undefined },
      { path: "/dev/ttyUSB3", ...none, productId: "EA60", vendorId: "10C4" },
    ],
  };
  expect((await listPorts({ binding, root })).map((port) => port.path)).toEqual(["/dev/ttyUSB3", "/dev/ttyS0"]);
  expect(await listReaders({ binding, root })).toMatchObject([
    { vendorId: "10c4", productId: "ea60", likelyReader: true },
  ]);
});

test("a listing that hangs ends at its deadline, or when its signal fires", async () => {
  const binding = { list: () => new Promise<never>(() => {}) };
  await expect(listPorts({ binding, root, timeoutMs: 20 })).rejects.toMatchObject({ code: "timeout" });
  const stop = new AbortController();
  const listing = listReaders({ binding, root, signal: stop.signal });
  stop.abort(new Error("enough"));
  await expect(listing).rejects.toMatchObject({ code: "aborted", cause: stop.signal.reason });
  await expect(listPorts({ binding, root, signal: stop.signal })).rejects.toMatchObject({ code: "aborted" });
  await expect(listPorts({ timeoutMs: 0 })).rejects.toMatchObject({ code: "bad-argument" });
});

test("where udevadm is missing, ports are read from /sys, with their USB ids and stable names", async () => {
  const device = "sys/devices/pci/usb1/1-2";
  await put(`${device}/idVendor`, "10c4\n");
  await put(`${device}/idProduct`, "ea60\n");
  await put(`${device}/serial`, "0001\n");
  await put(`${device}/1-2:1.0/ttyUSB0/uevent`, "");
  await link("sys/class/tty/ttyUSB0/device", "../../../devices/pci/usb1/1-2/1-2:1.0/ttyUSB0");
  await put("sys/class/tty/tty7/uevent", "");
  await put("sys/class/tty/ttyS5/uevent", "");
  await put("dev/ttyUSB0", "");
  await put("dev/ttyS5", "");
  await link("dev/serial/by-id/usb-CP2102-if00", "../../ttyUSB0");
  expect(await listPorts({ binding: failing, root })).toEqual([
    {
      path: "/dev/ttyUSB0",
      stablePath: "/dev/serial/by-id/usb-CP2102-if00",
      vendorId: "10c4",
      productId: "ea60",
      manufacturer: undefined,
      serialNumber: "0001",
      likelyReader: true,
    },
  ]);
});

test("where there is nothing at all, the list is empty and nothing rejects", async () => {
  expect(await listPorts({ binding: failing, root: join(root, "nowhere") })).toEqual([]);
  expect(Array.isArray(await listPorts())).toBe(true);
});
