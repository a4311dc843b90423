/** The gate of the firmware under Node, and a host that brings its members up to date. */
import "./espruino-globals.js";
import { Assurance, Gate as Decision, type GateRules, Method, type Tap } from "../../firmware/link/messages.js";
import { createClock } from "../../firmware/tap/clock.js";
import { createGate, type Gate } from "../../firmware/tap/gate.js";
import { type MemberParts, type SyncMembersOptions, syncMembers } from "../../sdk/gate/sync.js";
import { KetukError, type Member } from "../../sdk/index.js";
import { toByteString, toBytes } from "../../sdk/virtual/byte-string.js";
import { espruino } from "./espruino-globals.js";

export const RULES: GateRules = { windows: [] };

export const POLICY_KEY = Uint8Array.from({ length: 32 }, (_, i) => 41 * i + 7);

/** UID of a card by number. */
export function uidOf(number: number): Uint8Array {
  return Uint8Array.of(4, 0x10, number >>> 24, (number >>> 16) & 255, (number >>> 8) & 255, number & 255, 0x80);
}

export interface GateRig {
  gate: Gate;
  readonly clock: ReturnType<typeof createClock>;
  /** Writes and erases that the host asked for. */
  readonly asked: { bucket: number; erase: boolean; size: number }[];
  /** As after a power cut. */
  restart(): void;
  /** What the reader decides about a card that was proved. */
  decide(uid: Uint8Array, rules?: GateRules, tap?: Tap): Decision;
  sync(members: readonly Member[], options?: SyncMembersOptions): ReturnType<typeof syncMembers>;
}

export function createGateRig(gateFlag = true): GateRig {
  const config = { gate: gateFlag, policyKey: toByteString(POLICY_KEY), cardKeys: [], roleKeys: [] };
  const clock = createClock();
  const asked: GateRig["asked"] = [];
  const call: MemberParts["call"] = async (body) => {
    if (espruino.flash.faults.cut && espruino.flash.faults.cut.afterOperations < 0) throw gone();
    if (body.kind === "get-members") {
      return { id: 1, code: "ok", members: toBytes(rig.gate.digests(body.firstBucket)).slice() };
    }
    if (body.kind !== "store-members") throw new Error(`unexpected ${body.kind}`);
    const { bucket, offset, erase } = body;
    if (body.data.length > 400) throw new Error("a piece is too long");
    asked.push({ bucket, erase, size: body.data.length });
    const code = rig.gate.store({ bucket, offset, erase, data: toByteString(body.data) });
    if (espruino.flash.faults.cut && espruino.flash.faults.cut.afterOperations < 0) throw gone();
    if (code) throw new KetukError("refused", `code ${code}`);
    return { id: 1, code: "ok" };
  };
  const rig: GateRig = {
    gate: createGate(config, clock),
    clock,
    asked,
    restart() {
      espruino.flash.faults.cut = undefined;
      rig.gate = createGate(config, clock);
    },
    decide(uid, rules = RULES, proof = { assurance: Assurance.MUTUAL_AES, method: Method.DESFIRE_EV2 }) {
      const tap: Tap = { ...proof, uid: toByteString(uid) };
      rig.gate.decide(tap, rules);
      return tap.gate ?? Decision.NONE;
    },
    sync: (members, options) => syncMembers(members, { readerId: "gate-1", key: POLICY_KEY, call }, options),
  };
  return rig;
}

function gone(): KetukError {
  return new KetukError("disconnected", "power");
}
