/** The gate of the city hall on the map. */
import { openBlockList } from "../lib/blocklist.js";
import { copiedCard, foreignCard, residentCard } from "../lib/cards.js";
import { one, openDatabase } from "../lib/database.js";
import { listen } from "../lib/server.js";
import { GATE_CONFIG, GATE_WIRING, openGate } from "../turnstile/gate.js";
import { GATE_RULES, seedMembers } from "../turnstile/members.js";
import { SCHEMA } from "../turnstile/schema.js";
import { createGateApp } from "../turnstile/server.js";
import { type Place, type PlaceOptions, setTime } from "./place.js";
import { outcomeAtGate } from "./stories.js";

/** A gate has them within seconds, and knows everybody of the crowd. */
const MEMBER_COUNT = 150;
/** Hours would close the gate to a demonstration at night; two minutes of the sample day pass in a second. */
const RULES = { ...GATE_RULES, windows: [], passbackMs: 10_000 };

/** How the gate's virtual reader is made. */
export const GATE_READER = {
  id: "gate-1",
  wiring: GATE_WIRING,
  config: { ...GATE_CONFIG, policy: { ...GATE_CONFIG.policy, gate: RULES } },
};

/** Opens the gate, and tells its reader who is a member. */
export async function openGatePlace(options: PlaceOptions): Promise<Place> {
  const { fleet, port, virtual, webPort, onRecord, onStored } = options;
  const db = openDatabase(options.data, SCHEMA);
  seedMembers(db, MEMBER_COUNT);
  const blockList = openBlockList({ db, url: options.blockListUrl, publicKey: options.blockListKey });
  // Before the members: a list that comes while they travel sends them anew.
  await blockList.fetchNow();
  const samples = [
    residentCard(2, "Warga"),
    residentCard(10, "Pegawai"),
    residentCard(MEMBER_COUNT + 7, "Bukan anggota"),
    copiedCard(2, "Kartu salinan"),
    foreignCard("Kartu lain"),
  ];
  const gate = await openGate({ id: GATE_READER.id, db, fleet, port, virtual, onRecord, onStored, samples, blockList });
  await setTime(gate.station.reader);
  gate.events.on("change", () => {
    if (gate.members.kind === "current") options.keep();
  });
  await gate.bring();
  const server = await listen(createGateApp(gate, db), webPort);

  return {
    id: "gate",
    url: server.url,
    station: gate.station,
    db,
    blockList,
    // The reader decides: it has to have heard of it, too.
    knows: (version) => blockList.version === version && gate.members.kind === "current",
    outcomeOf({ idempotencyKey }) {
      const sql = "SELECT decision FROM passage WHERE key = ?";
      const found = one<{ decision: string }>(db, sql, idempotencyKey);
      return found && outcomeAtGate(found.decision);
    },
    onDecided() {},
    visit: (card, hold) => hold(card),
    sample: (card, hold) => hold(card),
    async close() {
      await server.close();
      await gate.close();
      await blockList.close();
      db.close();
    },
  };
}
