/** A till at work: taps in, purses served, the queue emptied, and what the people at the counter are told. */
import { EventEmitter } from "node:events";
import type { CardChannel, CardKeyProvider, HostVerdict } from "ketuk";
import { type BlockList, blocksNobody } from "../lib/blocklist.js";
import { type Db, inTransaction } from "../lib/database.js";
import { createInTurn } from "../lib/in-turn.js";
import type { BackEnd } from "./posting.js";
import { RULES, type Rule } from "./promotions.js";
import { createPurseDesk } from "./purse.js";
import { synchronise, waiting } from "./sync.js";
import { clearCounter, setTask, taskOf } from "./till-basket.js";
import { openTillBooks, saleOf } from "./till-sales.js";
import { askedSale, type Notice, type TillPlace, type TillTap, takeTap } from "./till-tap.js";

/** What a till needs. */
export interface TillOptions {
  readonly db: Db;
  readonly shop: { readonly id: string; readonly name: string; readonly district: string };
  readonly backEnd: BackEnd;
  /** For purses; without them none are served. */
  readonly cardKeys?: CardKeyProvider | undefined;
  /** Of the card desk; whoever opened it closes it. Without one, only the back end's word blocks cards. */
  readonly blockList?: BlockList | undefined;
  readonly rules?: readonly Rule[];
  readonly now?: () => number;
}

/** A till. */
export interface Till extends TillPlace {
  readonly shop: TillOptions["shop"];
  readonly blockList: BlockList | undefined;
  /** "change": something is to be shown. */
  readonly events: EventEmitter<{ change: [] }>;
  /** What was last said; undefined after the counter was cleared, and after a while: it may name a person's balance. */
  readonly notice: Notice | undefined;
  /** Envelopes that the back end has not answered. */
  readonly queued: number;
  /** Call it in the transaction that stores the tap. */
  onTap(tap: TillTap): void;
  /** For `reader.withCard`. */
  serve(card: CardChannel): Promise<HostVerdict>;
  /** A lent card went away before it was given back. */
  cardLeft(): void;
  /** Hands in what waits. One at a time; a call during one comes after it. */
  sync(): Promise<void>;
  /** The next tap pays for the basket. */
  askPayment(useAid: boolean): void;
  /** The next tap gives lines of a sale back. */
  askCancel(sale: number, lines: readonly number[]): void;
  /** Puts the task away; the basket stays. */
  stop(): void;
  /** The next customer. */
  clear(): void;
}

/** So long may somebody read what was said. */
const NOTICE_MS = 30_000;

/** Opens a till over its database. */
export function createTill(options: TillOptions): Till {
  const { db, shop, backEnd, blockList, rules = RULES, now = Date.now } = options;
  const events: Till["events"] = new EventEmitter();
  let online = false;
  let notice: Notice | undefined;
  let until = 0;
  const inTurn = createInTurn();
  inTransaction(db, () => openTillBooks(db));

  function keep(next: Notice | undefined): void {
    notice = next;
    until = now() + NOTICE_MS;
  }

  function tell(next: Notice | undefined): void {
    keep(next);
    events.emit("change");
  }

  const isBlocked = blockList?.isBlocked ?? blocksNobody;
  const place: TillPlace = { db, shop, rules, now, isBlocked, isOnline: () => online };
  const desk = options.cardKeys && createPurseDesk(place, options.cardKeys, tell);

  async function once(): Promise<void> {
    online = await synchronise(place, backEnd);
    events.emit("change");
  }

  /** While the back end decides about the basket, nobody changes it. */
  function change(work: () => void): void {
    if (askedSale(db) !== undefined) return;
    inTransaction(db, work);
    tell(undefined);
  }

  /** A purse may have paid for this basket: it is not sold to another card. The next customer comes with `clear`. */
  function isTorn(): boolean {
    const task = taskOf(db);
    return task?.kind === "pay" && task.torn !== undefined;
  }

  return {
    ...place,
    shop,
    blockList,
    events,
    get notice() {
      return now() < until ? notice : undefined;
    },
    get queued() {
      return waiting(db).length;
    },
    onTap(tap) {
      const next = takeTap(place, tap);
      if (next) keep(next);
    },
    async serve(card) {
      return desk ? desk.serve(card) : { accepted: false };
    },
    cardLeft: () => tell({ kind: "refused", reason: "torn" }),
    sync: () => inTurn(once),
    askPayment: (useAid) => change(() => isTorn() || setTask(db, { kind: "pay", since: now(), useAid })),
    askCancel: (sale, lines) =>
      change(() => {
        if (!isTorn() && saleOf(db, sale) && lines.length) setTask(db, { kind: "cancel", since: now(), sale, lines });
      }),
    stop: () => change(() => isTorn() || setTask(db, undefined)),
    clear: () => change(() => clearCounter(db)),
  };
}

/** Is anything to be tapped for? */
export function isWaitingForCard(till: Till): boolean {
  return taskOf(till.db) !== undefined && askedSale(till.db) === undefined;
}
