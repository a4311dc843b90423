/** A city of two tills and a back end without readers: taps are sealed here, the network fails when a test says so. */

import { residentOf, SHOPS } from "../../examples/lib/city.js";
import { type Db, inTransaction, openDatabase } from "../../examples/lib/database.js";
import { type Book, createBook } from "../../examples/pos/backend-book.js";
import { addPerson, addPurse, addShops, readerOfShop, snapshotFor } from "../../examples/pos/backend-people.js";
import type { BackEnd, Envelope } from "../../examples/pos/posting.js";
import { BACKEND_SCHEMA, TILL_SCHEMA } from "../../examples/pos/schema.js";
import { createTill, type Till } from "../../examples/pos/till.js";
import type { TillTap } from "../../examples/pos/till-tap.js";
import { createVerifier, decodeRecord } from "../../sdk/verify/index.js";
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
  /** The same tap, stored by nobody yet. */
  makeTap(till: number, number: number): TillTap;
}

const uidOf = (number: number) => new Uint8Array(Buffer.from(residentOf(number).uid, "hex"));

/** @param shops ids; one till each, in memory or at a path */
export function createPosCity(
  shops: readonly string[] = ["warung-01", "warung-03"],
  path: (name: string) => string = () => ":memory:",
): PosCity {
  const keys = testKeys();
  const verifier = createVerifier({ keys, replay: { get: () => undefined, set() {} } });
  const backDb = openDatabase(path("backend"), BACKEND_SCHEMA);
  const network: Network[] = shops.map(() => "up");
  const sent: Envelope[] = [];
  const counters = shops.map(() => 0);
  const book = createBook(backDb, keys, () => city.clock);
  inTransaction(backDb, () => {
    addShops(backDb);
    for (const { number, ...rest } of PEOPLE) addPerson(backDb, residentOf(number), rest, MORNING);
    addPerson(backDb, residentOf(SUPERVISOR), { role: "supervisor", category: "none" }, MORNING);
    addPurse(backDb, "04AABBCCDDEE10", 100_000, MORNING);
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
        return inTransaction(backDb, () => snapshotFor(backDb, shop, city.clock));
      },
    };
  }

  const tills = shops.map((id, index) => {
    const shop = SHOPS.find((each) => each.id === id) ?? SHOPS[0];
    return createTill({
      db: openDatabase(path(id), TILL_SCHEMA),
      shop,
      backEnd: backEnd(index),
      now: () => city.clock,
    });
  });

  const city: PosCity = {
    backDb,
    book,
    tills,
    network,
    sent,
    clock: MORNING,
    makeTap(till, number) {
      const reader = readerOfShop(shops[till]);
      const record = tapRecord(
        { readerId: reader, counter: ++counters[till], wallMs: city.clock },
        { uid: uidOf(number) },
      );
      const sealed = seal(keys, record, reader);
      const decoded = decodeRecord(record);
      if (decoded?.kind !== "tap") throw new Error("no tap");
      return { ...decoded.data, datedAt: new Date(city.clock), sealed, verdict: verifier.verify(sealed) };
    },
    tap(till, number) {
      const tap = city.makeTap(till, number);
      inTransaction(tills[till].db, () => tills[till].onTap(tap));
      return tap;
    },
  };
  return city;
}
