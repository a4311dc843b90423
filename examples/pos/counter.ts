/** A counter: reader, till, queue and purse loan put together. Everything that waits ends with `close`. */
import type { FleetKeys, KetukError } from "ketuk";
import type { BlockList } from "../lib/blocklist.js";
import { type Db, one, run } from "../lib/database.js";
import { createInTurn } from "../lib/in-turn.js";
import { openStation, type Station, type StationOptions } from "../lib/station.js";
import { readerOfShop } from "./backend-people.js";
import type { BackEnd } from "./posting.js";
import { PURSE } from "./purse.js";
import { createPurseCard, PURSE_UID, PURSE_VALUE, purseKeys, READER_CONFIG, SAMPLES } from "./sample.js";
import { createTill, type Till, type TillOptions } from "./till.js";
import type { PresentPurse } from "./till-server.js";

/** How a counter is opened. */
export interface CounterOptions extends Pick<StationOptions, "virtual" | "onRecord" | "onStored"> {
  readonly db: Db;
  readonly shop: TillOptions["shop"];
  readonly backEnd: BackEnd;
  /** Of the card desk; whoever opened it closes it. */
  readonly blockList?: BlockList | undefined;
  readonly fleet?: FleetKeys | undefined;
  /** Port of a real reader, and the file with its keys. */
  readonly port?: string | undefined;
  readonly keys?: string | undefined;
  /** The queue is tried again this often, in milliseconds. Default 5000. */
  readonly retryMs?: number;
}

/** A counter at work. */
export interface Counter {
  readonly till: Till;
  readonly station: Station;
  /** Only without hardware. */
  readonly presentPurse: PresentPurse | undefined;
  close(): Promise<void>;
}

const PURSE_PATIENCE_MS = 3000;
const AGAIN_MS = 500;

/** Opens a counter and begins to work. */
export async function openCounter(options: CounterOptions): Promise<Counter> {
  const { db, shop, backEnd, blockList, retryMs = 5000 } = options;
  let till: Till | undefined;
  const { fleet, port, keys, virtual, onRecord, onStored } = options;
  const station = await openStation({
    ...{ id: readerOfShop(shop.id), db, fleet, port, keys, virtual, onRecord, onStored, samples: SAMPLES },
    // Purses are lent to whoever may be an issuer.
    ...{ role: "issuer", config: READER_CONFIG },
    onTap: (tap) => mustHave(till).onTap(tap),
  });
  till = createTill({ db, shop, backEnd, blockList, cardKeys: purseKeys(station.fleet) });
  const opened = till;
  // Taps carry the reader's time; the back end demands one that is plausible.
  await station.reader.setTime();
  const sync = () => void opened.sync().catch((error: Error) => station.events.emit("trouble", error));
  station.events.on("tap", () => {
    opened.events.emit("change");
    sync();
  });
  await opened.sync();
  const timer = setInterval(sync, retryMs);
  const ending = new AbortController();
  const serving = servePurses(station, opened, ending.signal);

  return {
    till: opened,
    station,
    presentPurse: station.virtual && (await createPursePresenter(db, station)),
    async close() {
      clearInterval(timer);
      ending.abort();
      await serving;
      await station.close();
      await opened.sync().catch(() => {});
    },
  };
}

/** The reader hands over taps from its journal as soon as it is open, before the till is. */
function mustHave(till: Till | undefined): Till {
  if (!till) throw new Error("the till is still being opened");
  return till;
}

/** One loan after the other, also after the reader was away. */
async function servePurses({ reader, events }: Station, till: Till, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    try {
      await reader.withCard((card) => till.serve(card), { signal });
    } catch (error) {
      const { code } = error as KetukError;
      if (signal.aborted || code === "closed") return;
      if (code !== "card-removed" && code !== "disconnected") events.emit("trouble", error as Error);
      if (code === "card-removed") till.cardLeft();
      else await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
    }
  }
}

/** Holds a purse to the virtual reader until something was said about it; one presentation after the other. */
async function createPursePresenter(db: Db, station: Station): Promise<PresentPurse> {
  const { virtual } = station;
  db.exec("CREATE TABLE IF NOT EXISTS virtual_purse (id INTEGER PRIMARY KEY, value INTEGER NOT NULL) STRICT");
  // A purse is no fuller after a restart: its money is the city's.
  const kept = one<{ value: number }>(db, "SELECT value FROM virtual_purse")?.value ?? PURSE_VALUE;
  const card = await createPurseCard(station.fleet, PURSE_UID, kept);
  const inTurn = createInTurn();
  async function present(pulled: boolean): Promise<void> {
    card.faults.tearNextCommit = pulled ? "after" : undefined;
    virtual?.place(card);
    const tapped = new Promise((resolve) => station.events.once("tap", resolve));
    await Promise.race([tapped, new Promise((resolve) => setTimeout(resolve, PURSE_PATIENCE_MS))]);
    virtual?.remove(card);
    for (const file of card.inspect().applications.flatMap(({ files }) => files))
      if (file.type === "value" && file.number === PURSE.file)
        run(db, "INSERT OR REPLACE INTO virtual_purse VALUES (1, ?)", file.value);
    await virtual?.advance(AGAIN_MS);
  }
  return (pulled) => inTurn(() => present(pulled));
}
