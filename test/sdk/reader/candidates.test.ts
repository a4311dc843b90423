/** Which ports are looked at for a reader that has left its own. */
import { expect, test } from "vitest";
import { chooseCandidates, type Wanted } from "../../../sdk/reader/candidates.js";
import type { PortDescription } from "../../../sdk/transport/list.js";

function port(path: string, usb: Partial<PortDescription> = {}): PortDescription {
  const vendorId = usb.vendorId;
  return {
    path,
    stablePath: undefined,
    productId: vendorId && "ea60",
    manufacturer: undefined,
    serialNumber: undefined,
    likelyReader: vendorId !== undefined,
    ...usb,
    vendorId,
  };
}

const SAME = port("same", { vendorId: "10c4", serialNumber: "0001" });
const NAMELESS = port("nameless", { vendorId: "10c4" });
const SISTER = port("sister", { vendorId: "10c4", serialNumber: "0002" });
const OTHER_MAKE = port("other-make", { vendorId: "1a86", productId: "7523" });
const MODEM = port("modem", { vendorId: "1199", likelyReader: false });
const UART = port("uart");
const ALL = [MODEM, UART, OTHER_MAKE, SISTER, NAMELESS, SAME];

test.each<[string, Partial<Wanted>, string[]]>([
  ["at first only what may be the same adapter", { last: SAME }, ["same", "nameless"]],
  ["without a serial number all of the same make", { last: NAMELESS }, ["nameless", "sister", "same"]],
  ["later also the other bridges", { last: SAME, strangers: true }, ["same", "nameless", "other-make", "sister"]],
  ["of an unknown port nothing at first", { last: undefined }, []],
  ["of an unknown port all bridges later", { strangers: true }, ["other-make", "sister", "nameless", "same"]],
  ["for a soldered UART nothing, ever", { last: UART, strangers: true }, []],
  [
    "with a binding of the application's own everything it lists",
    { last: UART, strangers: true, anyPort: true },
    ["modem", "uart", "other-make", "sister", "nameless", "same"],
  ],
])("%s", (_name, wanted, paths) => {
  const chosen = chooseCandidates(ALL, { last: undefined, strangers: false, anyPort: false, ...wanted });
  expect(chosen.map(({ path }) => path)).toEqual(paths);
});
