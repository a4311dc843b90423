/** Which ports may have the reader that has left its own, most likely first. Its id is checked on each: this only saves time. */
import type { PortDescription } from "../transport/list.js";

/** What is known about the port that is looked for. */
export interface Wanted {
  /** Where the reader was last; undefined when the computer could not describe that port. */
  readonly last: PortDescription | undefined;
  /** Take also ports that do not look like it. */
  readonly strangers: boolean;
  /** Every listed port may be one of a reader, as with a binding of the application's own. */
  readonly anyPort: boolean;
}

/** Puts the fitting ones of these ports in order. */
export function chooseCandidates(ports: readonly PortDescription[], wanted: Wanted): PortDescription[] {
  return ports
    .map((port) => ({ port, rank: rankOf(port, wanted) }))
    .filter(({ rank }) => rank < Infinity)
    .sort((a, b) => a.rank - b.rank)
    .map(({ port }) => port);
}

/** 0: the same adapter; 1: one of the same make; 2: some other that readers use; Infinity: leave it alone. */
function rankOf(port: PortDescription, { last, strangers, anyPort }: Wanted): number {
  if (last?.vendorId !== undefined && port.vendorId === last.vendorId && port.productId === last.productId) {
    if (port.serialNumber === last.serialNumber) return 0;
    // Many adapters have no serial number. Two different ones are two adapters.
    if (port.serialNumber === undefined || last.serialNumber === undefined) return 1;
  }
  if (!strangers) return Infinity;
  if (anyPort) return 2;
  // A UART that is soldered to the computer does not move, and what is no such bridge could be anything: a modem, a till.
  const fixed = last !== undefined && last.vendorId === undefined;
  return port.likelyReader && !fixed ? 2 : Infinity;
}
