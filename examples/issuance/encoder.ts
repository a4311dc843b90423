/** The encoder: waits for a blank card, writes it for one resident, and goes on where a card was pulled too early. */
import { type BorrowedCard, createIssueKeys, type DeskReader, type FleetKeys, issueCard, KetukError } from "ketuk";
import type { Db } from "../lib/database.js";
import { type CardFamily, PROFILES } from "./profiles.js";
import { beginCard, type Card, cardByUid, cardOf, markMade, nextCredential } from "./register.js";

/**
 * What the officer is told. "waiting": hold a blank card to the encoder. "writing". "torn": it left too early, hold it
 * there again. "not-this": the half-made card of this resident is another one. "taken": it is somebody's. "foreign":
 * another issuer's, or another kind. "failed": put it aside. "busy": the register is locked. "made": done.
 */
export type Phase = "waiting" | "writing" | "torn" | "not-this" | "taken" | "foreign" | "failed" | "busy" | "made";

/** A card that is being made. */
export interface Job {
  readonly resident: number;
  readonly family: CardFamily;
  readonly phase: Phase;
  /** Steps done on the card that lies there. */
  readonly stepCount: number;
}

/** The encoder of a desk. */
export interface Encoder {
  /** The present job; the last one while nothing has begun since. */
  readonly job: Job | undefined;
  /** Begins; an earlier job that still waits ends. @returns false while a card is being written, or this one needs none */
  start(resident: number, family: CardFamily, officer: string): boolean;
  /** Ends the waiting: a card that is being written is finished first. */
  stop(): Promise<void>;
}

/** What an encoder needs. */
export interface EncoderParts {
  readonly db: Db;
  readonly reader: DeskReader;
  readonly fleet: FleetKeys;
  readonly now: () => number;
  /** The job has changed. */
  onChange(job: Job): void;
}

/** After a failure of the register, or of the reader. */
const PAUSE_MS = 500;
/** Attempts at a card that lies there and fails each time; then it has to be presented anew. */
const ATTEMPTS_MAX = 5;

/** The card can be held to the encoder again. */
const PASSING: readonly string[] = ["timeout", "restarted", "disconnected", "card-removed"];

/** Makes an encoder. */
export function createEncoder({ db, reader, fleet, now, onChange }: EncoderParts): Encoder {
  let job: Job | undefined;
  let stop = new AbortController();
  let working: Promise<void> = Promise.resolve();

  function tell(change: Partial<Job>): void {
    if (!job) return;
    job = { ...job, ...change };
    onChange(job);
  }

  async function work(resident: number, family: CardFamily, officer: string, signal: AbortSignal): Promise<void> {
    let torn = { uid: "", count: 0 };
    while (!signal.aborted) {
      const card = await borrow(signal);
      if (!card) continue;
      const phase = await write(card, resident, family, officer, signal).catch((error: unknown) => phaseOf(error));
      tell({ phase });
      if (phase === "made") return;
      if (phase === "busy") await pause();
      const uid = card.uid.join();
      torn = { uid, count: phase === "torn" && torn.uid === uid ? torn.count + 1 : 1 };
      // A card that failed in the air and still lies there is lent again, unless it is given back.
      if (phase !== "torn" || torn.count >= ATTEMPTS_MAX) await card.release();
    }
  }

  /** Everything about one card on the encoder. */
  async function write(
    card: BorrowedCard,
    resident: number,
    family: CardFamily,
    officer: string,
    signal: AbortSignal,
  ): Promise<Phase> {
    const uid = Buffer.from(card.uid).toString("hex").toUpperCase();
    const mine = cardOf(db, resident);
    const owner = cardByUid(db, uid);
    if (owner && owner.id !== mine?.id) return "taken";
    if (mine && mine.uid !== uid) return "not-this";
    const profile = PROFILES[family];
    const credential = mine?.credential ?? nextCredential(db, resident);
    let stepCount = 0;
    tell({ phase: "writing", stepCount });
    const outcome = await issueCard(card, {
      profile,
      keys: createIssueKeys(fleet, profile),
      credential: new TextEncoder().encode(credential),
      begin: () => beginCard(db, { resident, credential, family, uid }, officer, now()),
      step: () => tell({ stepCount: ++stepCount }),
    });
    if (outcome.state !== "issued") return outcome.state;
    await stored(() => markMade(db, uid, officer, now()), signal);
    await card.release();
    return "made";
  }

  async function borrow(signal: AbortSignal): Promise<BorrowedCard | undefined> {
    try {
      return await reader.lendNext({ signal });
    } catch (error) {
      if (signal.aborted) return undefined;
      if (error instanceof KetukError && error.code === "closed") throw error;
      // Nobody came, or the reader is away and comes back by itself.
      if (!(error instanceof KetukError && error.code === "timeout")) await pause();
      return undefined;
    }
  }

  return {
    get job() {
      return job;
    },
    start(resident, family, officer) {
      const mine: Card | undefined = cardOf(db, resident);
      if (job?.phase === "writing" || (mine && mine.state !== "begun")) return false;
      stop.abort();
      stop = new AbortController();
      const { signal } = stop;
      job = { resident, family: mine?.family ?? family, phase: "waiting", stepCount: 0 };
      onChange(job);
      const chosen = job.family;
      working = working
        .then(() => work(resident, chosen, officer, signal))
        .catch((error: Error) => void process.stderr.write(`encoder: ${error.message}\n`));
      return true;
    },
    async stop() {
      stop.abort();
      await working;
      job = undefined;
    },
  };
}

/** What a throw means: the register cannot be written, or the reader went away in the middle. */
function phaseOf(error: unknown): Phase {
  if (error instanceof KetukError && PASSING.includes(error.code)) return "torn";
  process.stderr.write(`encoder: ${error instanceof Error ? error.message : error}\n`);
  return "busy";
}

/** The card is complete whatever happens here; the register follows as soon as it can. */
async function stored(store: () => void, signal: AbortSignal): Promise<void> {
  for (;;) {
    // It stays "begun": the same card, held to the encoder again, is found complete.
    if (signal.aborted) throw new KetukError("aborted", "the desk has ended before the register was free");
    try {
      return store();
    } catch (error) {
      process.stderr.write(`encoder: ${error instanceof Error ? error.message : error}\n`);
      await pause();
    }
  }
}

function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
}
