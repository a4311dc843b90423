/** Finds the serial ports of this computer and tells which look like a reader. */
import { readdir, readFile, readlink, realpath } from "node:fs/promises";
import { join } from "node:path";
import { assertInteger } from "../assert.js";
import { KetukError } from "../errors.js";
import { inTime } from "../in-time.js";
import type { BindingInterface } from "./binding.js";

/** A serial port. Fields that the operating system does not tell are undefined. */
export interface PortDescription {
  /** What to give to Reader.open. */
  readonly path: string;
  /** A name of the same port that survives replugging (/dev/serial/by-id/...). */
  readonly stablePath: string | undefined;
  /** USB vendor id, 4 lower-case hexadecimal digits. */
  readonly vendorId: string | undefined;
  /** USB product id, 4 lower-case hexadecimal digits. */
  readonly productId: string | undefined;
  /** USB manufacturer. */
  readonly manufacturer: string | undefined;
  /** USB serial number. */
  readonly serialNumber: string | undefined;
  /** A USB bridge that ESP32 boards carry. Only an open session proves that there is a reader behind it. */
  readonly likelyReader: boolean;
}

/** How long a listing may take unless it says otherwise. It usually takes 50 ms. */
const LIST_TIMEOUT_MS = 5000;
const TIMEOUT_MAX_MS = 0x7fffffff;

/** How long to look; where, and through what, is for tests. */
export interface ListOptions {
  /** Cancels the listing: it rejects with `aborted`. */
  readonly signal?: AbortSignal | undefined;
  /** Deadline in milliseconds, default 5,000: the program of the platform that is asked may hang on a damaged device. */
  readonly timeoutMs?: number | undefined;
  /** Asked first. Default: the binding of this platform. */
  readonly binding?: Pick<BindingInterface, "list">;
  /** Root of the file system that is read when the binding fails. Default "/". */
  readonly root?: string;
}

/** USB vendors of the serial bridges on ESP32 boards: Silicon Labs, QinHeng, FTDI, Prolific, Espressif itself. */
const BRIDGE_VENDORS = ["10c4", "1a86", "0403", "067b", "303a"];

const PORT_NAME = /^tty(S|ACM|USB|AMA|WCH|XRUSB|MFD)\d+$|^rfcomm\d+$/;
const BY_ID = "dev/serial/by-id";

/**
 * Lists serial ports, the likely readers first. Where the platform's own way fails (a container without udevadm) it reads
 * /sys/class/tty and /dev.
 *
 * @throws KetukError `timeout`, `aborted`, `bad-argument`; nothing else
 */
export async function listPorts(options: ListOptions = {}): Promise<PortDescription[]> {
  const { signal, timeoutMs = LIST_TIMEOUT_MS } = options;
  assertInteger(timeoutMs, "timeoutMs", 1, TIMEOUT_MAX_MS);
  return inTime(lookForPorts(options), { signal, timeoutMs }, () => lateError(timeoutMs));
}

function lateError(timeoutMs: number): KetukError {
  return new KetukError("timeout", `this computer did not say within ${timeoutMs} ms which ports it has`, {
    hint: "unplug USB devices one by one until `ketuk list` answers; give the path of the port meanwhile",
  });
}

async function lookForPorts(options: ListOptions): Promise<PortDescription[]> {
  const root = options.root ?? "/";
  const ports = (await listByBinding(options.binding)) ?? (await listByFiles(root));
  // The names of this computer say nothing about the ports of a binding of the application's own.
  const foreign = options.binding !== undefined && options.root === undefined;
  const stable = foreign ? new Map<string, string>() : await stablePaths(root);
  return ports
    .map((port) => ({ ...port, stablePath: stable.get(port.path) ?? port.stablePath }))
    .sort((a, b) => Number(b.likelyReader) - Number(a.likelyReader) || a.path.localeCompare(b.path));
}

/** The ports that look like a reader, see {@link listPorts}. @throws KetukError as listPorts */
export async function listReaders(options: ListOptions = {}): Promise<PortDescription[]> {
  return (await listPorts(options)).filter((port) => port.likelyReader);
}

async function listByBinding(binding: ListOptions["binding"]): Promise<PortDescription[] | undefined> {
  try {
    const source = binding ?? (await import("@serialport/bindings-cpp")).autoDetect();
    const ports = await source.list();
    return ports.map((port) => describe(port.path, port));
  } catch {
    // No udevadm, no native module for this platform: the files tell nearly as much.
    return undefined;
  }
}

function describe(
  path: string,
  usb: { [name in "vendorId" | "productId" | "manufacturer" | "serialNumber"]?: string | undefined },
): PortDescription {
  const vendorId = usb.vendorId?.toLowerCase();
  return {
    path,
    stablePath: undefined,
    vendorId,
    productId: usb.productId?.toLowerCase(),
    manufacturer: usb.manufacturer,
    serialNumber: usb.serialNumber,
    likelyReader: vendorId !== undefined && BRIDGE_VENDORS.includes(vendorId),
  };
}

async function listByFiles(root: string): Promise<PortDescription[]> {
  const ports: PortDescription[] = [];
  const present = new Set(await names(join(root, "dev")));
  for (const name of (await names(join(root, "sys/class/tty"))).filter((tty) => PORT_NAME.test(tty))) {
    const device = join(root, "sys/class/tty", name, "device");
    // A UART of the chipset without a driver behind it has no device link and cannot be opened.
    if (!present.has(name) || !(await isLink(device))) continue;
    ports.push(describe(`/dev/${name}`, await usbOf(device)));
  }
  return ports;
}

/** The USB description lies one (ttyACM) or two (ttyUSB) folders above the port's device. */
async function usbOf(device: string): Promise<Parameters<typeof describe>[1]> {
  try {
    const real = await realpath(device);
    for (const above of ["..", "../..", "../../.."]) {
      const vendorId = await text(join(real, above, "idVendor"));
      if (!vendorId) continue;
      const read = (file: string) => text(join(real, above, file));
      return {
        vendorId,
        productId: await read("idProduct"),
        manufacturer: await read("manufacturer"),
        serialNumber: await read("serial"),
      };
    }
  } catch {
    // Not a USB port, or unplugged meanwhile.
  }
  return {};
}

async function stablePaths(root: string): Promise<Map<string, string>> {
  const paths = new Map<string, string>();
  for (const name of await names(join(root, BY_ID))) {
    const target = await readlink(join(root, BY_ID, name)).catch(() => undefined);
    if (target) paths.set(join("/", BY_ID, target), `/${BY_ID}/${name}`);
  }
  return paths;
}

async function names(folder: string): Promise<string[]> {
  return readdir(folder).catch(() => []);
}

async function isLink(path: string): Promise<boolean> {
  return readlink(path).then(
    () => true,
    () => false,
  );
}

async function text(file: string): Promise<string | undefined> {
  return readFile(file, "utf8").then(
    (content) => content.trim() || undefined,
    () => undefined,
  );
}
