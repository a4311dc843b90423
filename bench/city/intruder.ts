/** Somebody with an account at the broker who publishes what no worker may post, and repeats it until it is refused. */
import { createHash, randomBytes } from "node:crypto";
import type { FleetKeys } from "ketuk";
import type { Topics } from "ketuk/bridge";
import { encodeSealed, type Sealed } from "ketuk/verify";
import type { MqttClient } from "mqtt";
import { readerId, uidOf } from "./crowd.js";
import { STOLEN_READER } from "./plan.js";
import { NO_PREVIOUS, seal, tapRecord } from "./sealed-tap.js";

/** What he made. */
export interface BadRecord {
  /** SHA-256 of the message, hexadecimal. */
  readonly hash: string;
  /** Why a worker has to refuse it. */
  readonly reason: string;
}

/** Somebody up to no good. */
export interface Intruder {
  /** Publishes another one. */
  publish(): void;
  /** Publishes again what nobody has refused yet. */
  repeat(): void;
  readonly made: readonly BadRecord[];
  /** Those that nobody has refused yet. */
  readonly waiting: ReadonlySet<string>;
}

/** Starts him. @param readers how many the city has */
export function createIntruder(client: MqttClient, topics: Topics, keys: FleetKeys, readers: number): Intruder {
  const made: BadRecord[] = [];
  const outstanding = new Map<string, { topic: string; payload: Buffer }>();
  const waiting = new Set<string>();

  client.on("connect", () => {
    client.subscribe(topics.every("dead"), { qos: 1 });
    repeat();
  });
  client.on("message", (topic, payload) => {
    if (topics.parse(topic)?.kind !== "dead") return;
    const hash = hashText(payload);
    outstanding.delete(hash);
    waiting.delete(hash);
  });

  function send(hash: string): void {
    const one = outstanding.get(hash);
    if (one && client.connected) client.publish(one.topic, one.payload, { qos: 1 }, () => {});
  }

  function repeat(): void {
    for (const hash of outstanding.keys()) send(hash);
  }

  return {
    made,
    waiting,
    repeat,
    publish() {
      const turn = made.length;
      // Not the one that is revoked: there the seal does not matter any more.
      const victim = readerId((STOLEN_READER + 1 + (turn % (readers - 1))) % readers);
      const { payload, reason } = badRecord(keys, turn, victim);
      const hash = hashText(payload);
      if (outstanding.has(hash)) return;
      made.push({ hash, reason });
      outstanding.set(hash, { topic: topics.record(victim), payload });
      waiting.add(hash);
      send(hash);
    },
  };
}

function hashText(payload: Uint8Array): string {
  return createHash("sha256").update(payload).digest("hex");
}

/** Numbers that the victim has, or will have: a worker must not take one for the other. */
function badRecord(keys: FleetKeys, turn: number, victim: string): { payload: Buffer; reason: string } {
  const place = { readerId: victim, counter: 2 + (turn % 40), previous: NO_PREVIOUS, wallMs: Date.now() };
  const toBytes = (sealed: Sealed) => Buffer.from(encodeSealed(sealed));
  const tapKey = keys.tapKey(victim, 1);
  switch (turn % 5) {
    case 0: {
      // Damaged: a bit of the card's number.
      const sealed = seal(tapKey, tapRecord(place, "genuine", 1 + turn));
      const record = sealed.record.slice();
      record[Buffer.from(record).indexOf(Buffer.from(uidOf(1 + turn)))] ^= 1;
      return { payload: toBytes({ ...sealed, record }), reason: "bad-mac" };
    }
    case 1:
      return { payload: toBytes(seal(randomBytes(32), tapRecord(place, "genuine", 1 + turn))), reason: "bad-mac" };
    case 2: {
      // A board that nobody has given a name and keys.
      const record = tapRecord({ ...place, readerId: "" }, "genuine", 1 + turn);
      return { payload: toBytes(seal(tapKey, record)), reason: "unknown-key" };
    }
    case 3: {
      // The good record of one reader as another one's.
      const other = tapRecord({ ...place, readerId: "elsewhere-1" }, "genuine", 1 + turn);
      return { payload: toBytes(seal(keys.tapKey("elsewhere-1", 1), other)), reason: "wrong-reader" };
    }
    default:
      return {
        payload: toBytes(seal(tapKey, tapRecord(place, "genuine", 1 + turn))).subarray(0, 60),
        reason: "malformed",
      };
  }
}
