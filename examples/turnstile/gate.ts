/** The gate's host: keeps the reader's members up to date, stores what the reader decided, tells of a door held open. */
import { EventEmitter } from "node:events";
import type { MemberSync } from "ketuk";
import type { BlockList } from "../lib/blocklist.js";
import { type Db, run } from "../lib/database.js";
import { openStation, type Station, type StationOptions } from "../lib/station.js";
import { createSqliteMemberStore, GATE_RULES, membersOf } from "./members.js";
import { storePassage } from "./passages.js";

/** What the door does; "held" is the alarm. */
export type DoorState = "unknown" | "closed" | "open" | "held";

/** How far the reader's members are. */
export type MemberState =
  | { readonly kind: "bringing"; readonly percent: number }
  | { readonly kind: "current" }
  /** It is tried again when the reader is back, and every few seconds. */
  | { readonly kind: "waiting"; readonly why: string };

/** How the reader of a gate is wired. */
export const GATE_WIRING = "devkit+relay+door";

/**
 * What the configuration of a gate's reader says. Hours hold when the host is gone for long: a large journal, and cards
 * that are known by their UID only do not count.
 */
export const GATE_CONFIG = {
  gate: true,
  journalArea: 1,
  policy: { acceptUid: true, gate: GATE_RULES },
} satisfies StationOptions["config"];

/** How a gate is opened. */
export interface GateOptions
  extends Pick<
    StationOptions,
    "id" | "port" | "keys" | "fleet" | "samples" | "board" | "virtual" | "onRecord" | "onStored"
  > {
  readonly db: Db;
  /** Of the card desk; whoever opened it closes it. A card that is blocked is taken from the reader at once. */
  readonly blockList?: BlockList | undefined;
  /** The clock; for tests. */
  readonly now?: () => number;
  /** Members that could not be brought are brought again after so long; default 5,000 ms. */
  readonly retryMs?: number;
}

/** A gate at work. */
export interface Gate {
  readonly station: Station;
  readonly door: DoorState;
  readonly members: MemberState;
  readonly blockList: BlockList | undefined;
  /** Something that the wall shows has changed. */
  readonly events: EventEmitter<{ change: [] }>;
  /** Tells the reader who is a member now. Only changes travel. One call at a time; a further one begins when it is done. */
  bring(): Promise<MemberSync | undefined>;
  close(): Promise<void>;
}

/** Opens the reader with the right to change members. From here on the reader decides by itself, this program or not. */
export async function openGate(options: GateOptions): Promise<Gate> {
  const { db, blockList, now = Date.now, retryMs = 5000, ...place } = options;
  const events: Gate["events"] = new EventEmitter();
  const stop = new AbortController();
  const store = createSqliteMemberStore(db);
  let door: DoorState = "unknown";
  let members: MemberState = { kind: "waiting", why: "" };
  let isAsked = false;
  let hurry = new AbortController();
  let last: Promise<MemberSync | undefined> = Promise.resolve(undefined);
  const station = await openStation({
    ...place,
    db,
    role: "maintainer",
    config: GATE_CONFIG,
    board: { wiring: GATE_WIRING, ...place.board },
    onTap: (tap) => storePassage(db, tap, now(), blockList?.isBlocked),
  });
  const changed = () => events.emit("change");

  async function work(): Promise<MemberSync | undefined> {
    const { reader, fleet } = station;
    members = { kind: "bringing", percent: 0 };
    changed();
    hurry = new AbortController();
    try {
      const done = await reader.syncMembers(membersOf(db, now(), blockList?.isBlocked), fleet, {
        store,
        signal: AbortSignal.any([stop.signal, hurry.signal]),
        onProgress({ buckets }) {
          const percent = Math.floor((buckets * 100) / 128);
          if (members.kind === "bringing" && members.percent === percent) return;
          members = { kind: "bringing", percent };
          changed();
        },
      });
      members = { kind: "current" };
      return done;
    } catch (error) {
      members = { kind: "waiting", why: (error as Error).message };
      return undefined;
    } finally {
      changed();
    }
  }

  const gate: Gate = {
    station,
    events,
    blockList,
    get door() {
      return door;
    },
    get members() {
      return members;
    },
    bring() {
      isAsked = true;
      last = last.then(work);
      return last;
    },
    async close() {
      stop.abort();
      clearInterval(retrying);
      await last;
      await station.close();
    },
  };
  /** Alarms of the door that are not stored yet. */
  const alarms: number[] = [];
  function storeAlarms(): void {
    try {
      for (; alarms.length; alarms.shift()) run(db, "INSERT INTO alarm VALUES (?, 'door-held')", alarms[0]);
    } catch (error) {
      station.events.emit("trouble", error as Error);
    }
  }

  /** After a cable that was pulled, a database that was locked, a disk that was full. */
  const retry = () => {
    storeAlarms();
    if (members.kind === "waiting" && isAsked && station.state === "ready") void gate.bring();
  };
  const retrying = setInterval(retry, retryMs);
  blockList?.onChange(() => {
    // Not after the minutes that all members may take: what was brought is found done, this change comes first.
    hurry.abort();
    void gate.bring();
  });
  station.events.on("tap", changed);
  station.reader.on("door", ({ state, isHeld }) => {
    const next = isHeld ? "held" : state;
    if (next === "held" && door !== "held") alarms.push(now());
    door = next;
    changed();
    storeAlarms();
  });
  station.events.on("state", () => {
    retry();
    changed();
  });
  return gate;
}
