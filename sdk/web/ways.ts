/** The ways to a reader in a browser: the ports that a person has given to this page, under names made up here. */
import { KetukError } from "../errors.js";
import type { Ways } from "../reader/ways.js";
import type { PortDescription } from "../transport/list.js";
import type { WebSerial, WebSerialPort } from "./serial-port.js";
import { openWebSerial } from "./transport.js";

/** Ports that Readers of this page hold. */
const held = new WeakSet<WebSerialPort>();

const names = new WeakMap<WebSerialPort, string>();
let lastNumber = 0;

/** The name of a port, for messages: "serial port 1 (10c4:ea60)". The same as long as the page has the port. */
export function nameOf(port: WebSerialPort): string {
  const known = names.get(port);
  if (known !== undefined) return known;
  const { vendorId, productId } = usbOf(port);
  const name = `serial port ${++lastNumber}${vendorId === undefined ? "" : ` (${vendorId}:${productId})`}`;
  names.set(port, name);
  return name;
}

/**
 * The ways through these ports. A reader that was unplugged may come back as another port object, so `serial` is asked.
 *
 * @param first port that the application has chosen
 * @param serial undefined: there is that port and no other
 */
export function webWays(first: WebSerialPort | undefined, serial: WebSerial | undefined): Ways {
  let known = new Map(first ? [[nameOf(first), first]] : []);

  async function list(): Promise<PortDescription[]> {
    const ports = (await serial?.getPorts().catch(() => [])) ?? [];
    known = new Map([...(first ? [first] : []), ...ports].map((port) => [nameOf(port), port]));
    return ports.filter((port) => !held.has(port)).map(describe);
  }

  return {
    searches: serial !== undefined,
    open: (path) => async (handlers, signal) => {
      const port = known.get(path);
      if (!port) throw goneError(path);
      return openWebSerial(port, path, handlers, signal);
    },
    async claim(path) {
      const port = known.get(path);
      if (!port) return () => {};
      if (held.has(port)) return undefined;
      held.add(port);
      return () => held.delete(port);
    },
    list,
    async describe(path) {
      const port = known.get(path);
      return port && describe(port);
    },
    watch(come) {
      const source = serial ?? first;
      source?.addEventListener("connect", come);
      return () => source?.removeEventListener("connect", come);
    },
  };
}

function describe(port: WebSerialPort): PortDescription {
  return {
    path: nameOf(port),
    stablePath: undefined,
    ...usbOf(port),
    manufacturer: undefined,
    serialNumber: undefined,
    // Somebody has chosen it for this page.
    likelyReader: true,
  };
}

function usbOf(port: WebSerialPort): Pick<PortDescription, "vendorId" | "productId"> {
  const { usbVendorId, usbProductId } = port.getInfo();
  return { vendorId: hexOf(usbVendorId), productId: hexOf(usbProductId) };
}

function hexOf(id: number | undefined): string | undefined {
  return id?.toString(16).padStart(4, "0");
}

function goneError(path: string): KetukError {
  return new KetukError("port-not-found", `there is no ${path} any more`, {
    hint: "plug the reader in; a page keeps its permission only for adapters that it can tell apart",
  });
}
