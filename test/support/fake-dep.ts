/** ISO-DEP for tests of card commands: a function answers each command; what was sent is kept. */
import type { IsoDep } from "../../firmware/card/isodep.js";
import { Fault } from "../../firmware/radio/fault.js";
import { fromHex, hexOf } from "./espruino-globals.js";

export interface FakeDep extends IsoDep {
  /** Commands in hexadecimal digits. */
  readonly sent: string[];
}

/** @param reply hexadecimal digits, or how the exchange fails */
export function createFakeDep(reply: (command: string, index: number) => string | Fault): FakeDep {
  const dep: FakeDep = {
    sent: [],
    ats: "",
    data: "",
    active: false,
    besides() {},
    activate() {
      dep.ats = fromHex("067577810280");
      dep.active = true;
      return Fault.None;
    },
    exchange(command, _usualTicks, meanwhile) {
      meanwhile?.();
      const index = dep.sent.push(hexOf(command)) - 1;
      if (index > 200) throw new Error("more than 200 commands: a loop has no end");
      const said = reply(hexOf(command), index);
      if (typeof said !== "string") return said;
      dep.data = fromHex(said);
      return Fault.None;
    },
    deselect() {
      dep.active = false;
    },
  };
  return dep;
}
