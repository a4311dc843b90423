/** A city of two tills and a back end without readers: taps are sealed here, the network fails when a test says so. */

import type { BlockList } from "../../examples/lib/blocklist.js";
import { residentOf, SHOPS } from "../../examples/lib/city.js";
import { type Db, inTransaction, openDatabase } from "../../examples/lib/database.js";
import { type Book, createBook } from "../../examples/pos/backend-book.js";
import { addPerson, addPurse, addShops, readerOfShop, snapshotFor } from "../../examples/pos/backend-people.js";
import type { BackEnd, Envelope } from "../../examples/pos/posting.js";
import { PURSE_UID, PURSE_VALUE, purseKeys } from "../../examples/pos/sample.js";
import { BACKEND_SCHEMA, TILL_SCHEMA } from "../../examples/pos/schema.js";
import { createTill, type Till } from "../../examples/pos/till.js";
import type { TillTap } from "../../examples/pos/till-tap.js";
import { messages } from "../../protocol/index.js";
import type { FleetKeys } from "../../sdk/keys/fleet.js";
import { createVerifier, decodeRecord } from "../../sdk/verify/index.js";
import type { Picc } from "../../sdk/virtual/air.js";
import { type Interference, presentCard } from "./card-channel.js";
import { seal, tapRecord, testKeys } from "./records.js";

/** 23 November 2026, 10:00 in the city. */
export const MORNING = Date.parse("2026-11-23T03:00:00Z");
/** The people: category and risk are given, names come from the city. */
export const PEOPLE = [
  { number: 1, category: "low-income", risk: "low", balance: 50_000 },
  { number: 2, category: "job-seeker", risk: "middle", balance: 200_000 },
  { number: 3, category: "civil-servant", risk: "low", balance: 900_000 },
  { number: 4, category: "none", risk: "high", balance: 30_000 },
] as const;
export const SUPERVISOR = 90;
/** A card that nobody has registered. */
export const STRANGER = 999;

/** How the network fails next. */
export type Network = "up" | "down" | "lose-answer";

export interface PosCity {
  readonly backDb: Db;
  readonly book: Book;
  readonly tills: readonly Till[];
  /** Of each till. */
  readonly network: Network[];
  /** Everything that the tills have ever handed in. */
  readonly sent: Envelope[];
  clock: number;
  /** Presents a card at a till: the tap is stored as a station does it. */
  tap(till: number, number: number): TillTap;
  /**
   * Lends a purse to a till, gives it back, and presents the tap; "lost": the card leaves before it is given back.
   *
   * @returns whether the till accepted the card
   */
  purse(till: number, card: Picc, interference?: Interference, lost?: boolean): Promise<boolean>;
  /** A tap of a purse with the word of a host, stored. */
  purseTap(till: number, uid: Uint8Array, credential: Uint8Array): void;
  /** The same tap, stored by nobody yet. */
  makeTap(till: number, number: number): TillTap;
  readonly fleet: FleetKeys;
}

const uidOf = (number: number) => new Uint8Array(Buffer.from(residentOf(number).uid, "hex"));

/**
 * @param shops ids; one till each, in memory or at a path
 * @param lists of blocked cards, at all tills and in the city
 */
export function createPosCity(
  shops: readonly string[] = ["warung-01", "warung-03"],
  path: (name: string) => string = () => ":memory:",
  lists: { readonly till?: BlockList; readonly city?: BlockList } = {},
): PosCity {
  const keys = testKeys();
  const verifier = createVerifier({ keys, replay: { get: () => undefined, set() {} } });
  const backDb = openDatabase(path("backend"), BACKEND_SCHEMA);
  const network: Network[] = shops.map(() => "up");
  const sent: Envelope[] = [];
  const counters = shops.map(() => 0);
  const book = createBook(backDb, keys, () => city.clock, lists.city?.isBlocked);
  inTransaction(backDb, () => {
    addShops(backDb);
    for (const { number, ...rest } of PEOPLE) addPerson(backDb, residentOf(number), rest, MORNING);
    addPerson(backDb, residentOf(SUPERVISOR), { role: "supervisor", category: "none" }, MORNING);
    addPurse(backDb, Buffer.from(PURSE_UID).toString("hex").toUpperCase(), PURSE_VALUE, MORNING);
  });

  function backEnd(index: number): BackEnd {
    const fail = () => {
      throw new Error("network down");
    };
    return {
      async send(envelopes) {
        if (network[index] === "down") fail();
        sent.push(...envelopes);
        const answers = envelopes.map((envelope) => book.accept(envelope));
        if (network[index] === "lose-answer") fail();
        return answers;
      },
      async snapshot(shop) {
        if (network[index] !== "up") fail();
        return inTransaction(backDb, () => snapshotFor(backDb, shop, city.clock, lists.city?.isBlocked));
      },
    };
  }

  const tills = shops.map((id, index) => {
    const shop = SHOPS.find((each) => each.id === id) ?? SHOPS[0];
    return createTill({
      db: openDatabase(path(id), TILL_SCHEMA),
      shop,
      backEnd: backEnd(index),
      blockList: lists.till,
      cardKeys: purseKeys(keys),
      now: () => city.clock,
    });
  });

  /** A tap as the reader of a till seals it. */
  function sealedTap(index: number, uid: Uint8Array, change: messages.Tap.$Properties = {}): TillTap {
    const reader = readerOfShop(shops[index]);
    const record = tapRecord({ readerId: reader, counter: ++counters[index], wallMs: city.clock }, { uid, ...change });
    const sealed = seal(keys, record, reader);
    const decoded = decodeRecord(record);
    if (decoded?.kind !== "tap") throw new Error("no tap");
    return { ...decoded.data, datedAt: new Date(city.clock), sealed, verdict: verifier.verify(sealed) };
  }

  function store(index: number, tap: TillTap): TillTap {
    inTransaction(tills[index].db, () => tills[index].onTap(tap));
    return tap;
  }

  const city: PosCity = {
    backDb,
    book,
    tills,
    network,
    sent,
    fleet: keys,
    clock: MORNING,
    makeTap: (till, number) => sealedTap(till, uidOf(number)),
    tap: (till, number) => store(till, city.makeTap(till, number)),
    purseTap(till, uid, credential) {
      store(till, sealedTap(till, uid, { method: messages.Method.METHOD_HOST, credential }));
    },
    async purse(till, card, interference, lost = false) {
      const channel = presentCard(card, interference);
      const serving = tills[till].serve(channel);
      const { accepted, credential = new Uint8Array() } = await serving.catch(() => ({
        accepted: false,
        credential: undefined,
      }));
      const isAccepted = accepted && !lost;
      const { METHOD_HOST } = messages.Method;
      const word = isAccepted ? { credential } : { credential, assurance: 0, refusal: messages.Refusal.REFUSAL_HOST };
      store(till, sealedTap(till, channel.uid, { method: METHOD_HOST, ...word }));
      return isAccepted;
    },
  };
  return city;
}
