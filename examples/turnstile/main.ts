/** A gate that decides by itself: `npm run example:turnstile`. */
import { blockListOf } from "../lib/blocklist-place.js";
import { copiedCard, foreignCard, residentCard } from "../lib/cards.js";
import { openDatabase } from "../lib/database.js";
import { readOptions } from "../lib/options.js";
import { runUntilStopped } from "../lib/run.js";
import { listen } from "../lib/server.js";
import { startCrowd } from "./crowd.js";
import { openGate } from "./gate.js";
import { MEMBER_COUNT, seedMembers } from "./members.js";
import { SCHEMA } from "./schema.js";
import { createGateApp } from "./server.js";

const { port, keys, webPort, data } = readOptions(
  "turnstile",
  "A gate whose reader decides by itself who passes, with the host or without it.",
);
const db = openDatabase(data, SCHEMA);
seedMembers(db);
const blockList = blockListOf(db);
const gate = await openGate({
  id: "gate-1",
  port,
  keys,
  db,
  blockList,
  samples: [
    residentCard(2, "Warga"),
    residentCard(10, "Pegawai"),
    residentCard(MEMBER_COUNT + 7, "Bukan anggota"),
    copiedCard(2, "Kartu salinan"),
    foreignCard("Kartu lain"),
  ],
});
const server = await listen(createGateApp(gate, db), webPort);
void gate.bring();
const { virtual } = gate.station;
const endCrowd = virtual && startCrowd(virtual, MEMBER_COUNT);
runUntilStopped(`The wall beside the gate: ${server.url}`, [
  { close: () => void db.close() },
  ...(blockList ? [blockList] : []),
  gate,
  ...(endCrowd ? [{ close: endCrowd }] : []),
  server,
]);
