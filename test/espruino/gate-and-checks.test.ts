/** What the board does beside taps, on the real interpreter and on the virtual board: a gate's members, and its checks. */
import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { messages } from "../../protocol/index.js";
import { createMemoryMemberStore } from "../../sdk/gate/store.js";
import { syncMembers } from "../../sdk/gate/sync.js";
import { createFleetKeys } from "../../sdk/keys/fleet.js";
import type { RequestBody } from "../../sdk/link/messages.js";
import { builtFirmware, createBoard, type VirtualBoard } from "../../sdk/virtual/board.js";
import { toByteString } from "../../sdk/virtual/byte-string.js";
import { createUidCard } from "../../sdk/virtual/cards/uid-card.js";
import { CONFIG_FILE, encodeConfig } from "../../sdk/virtual/config.js";
import { createDemoCard } from "../../sdk/virtual/demo-cards.js";
import { ESPRUINO, HOW_TO_ENABLE, startEspruino } from "../support/espruino.js";
import { createHostEnd, type HostEnd } from "../support/host-end.js";

const { Check, Gate } = messages;
const ID = "gate-7";
const keys = createFleetKeys(createHash("sha256").update("a gate").digest());
const CHECKS = [
  Check.CHECK_REGISTERS,
  Check.CHECK_SELF_TEST,
  Check.CHECK_RESET_LINE,
  Check.CHECK_SPI,
  Check.CHECK_WIRING,
  Check.CHECK_FIELD,
];

interface Runner {
  board: VirtualBoard;
  advance(ms: number): Promise<void>;
}

function storage(): Map<string, string> {
  const config = encodeConfig(ID, keys, { gate: true, policy: { gate: { passbackMs: 60_000 } } });
  return new Map([
    [".bootcde", builtFirmware()],
    [CONFIG_FILE, toByteString(config)],
  ]);
}

function uidOf(number: number): Uint8Array {
  return Uint8Array.of(4, 0x5e, 0, 0, 0, number, 0x80);
}

function requestOf(body: RequestBody): messages.Request.$Properties {
  if (body.kind === "get-members") return { getMembers: { firstBucket: body.firstBucket } };
  if (body.kind !== "store-members") throw new Error(`unexpected ${body.kind}`);
  const { bucket, offset, data, erase } = body;
  return { storeMembers: { bucket, offset, data, erase } };
}

function recordsOf({ records }: HostEnd): messages.Record[] {
  return records.map((sealed) => messages.Record.decode(messages.SealedRecord.decode(sealed).record));
}

/** Fifty members, of whom one is then taken away; five cards; every check. Returns what the board said of each. */
async function play({ board, advance }: Runner) {
  const host = createHostEnd(board.uart, keys);
  await advance(1200);
  const { hello } = host;
  if (!hello) throw new Error("no hello");
  host.send({
    open: { protocol: 1, readerNonce: hello.nonce, hostNonce: new Uint8Array(16), wallMs: 1_790_000_000_000 },
  });
  await advance(600);
  let requests = 0;
  async function ask(request: messages.Request.$Properties, ms: number): Promise<messages.Answer> {
    const id = ++requests;
    host.send({ session: 1, request: { id, ...request } });
    await advance(ms);
    const answer = host.messages.find((message) => message.answer?.id === id)?.answer;
    if (!answer) throw new Error(`no answer to ${Object.keys(request)}`);
    return messages.Answer.create(answer);
  }
  const parts = {
    readerId: ID,
    key: keys.policyKey(ID, 1),
    async call(body: RequestBody) {
      const { id, code, members } = await ask(requestOf(body), 200);
      expect(code).toBe(messages.Code.CODE_OK);
      return { id, code: "ok" as const, ...(members?.digests && { members: members.digests }) };
    },
  };
  const members = Array.from({ length: 50 }, (_, i) => ({ uid: uidOf(i) }));
  const store = createMemoryMemberStore();
  await syncMembers(members, parts, { store });
  const change = await syncMembers(members.slice(0, -1), parts, { store });
  const people = [
    createDemoCard(keys, uidOf(7), "a member"),
    createDemoCard(keys, uidOf(7), "the same again"),
    createDemoCard(keys, uidOf(200), "a stranger"),
    createDemoCard(keys, uidOf(49), "who was taken away"),
    createUidCard({ uid: uidOf(8) }),
  ];
  for (const card of people) {
    board.field.place(card);
    await advance(600);
    board.field.remove(card);
    // Four records are in the air at most.
    host.send({ session: 1, ack: { epoch: 1, counter: recordsOf(host).at(-1)?.counter ?? 0 } });
    await advance(400);
  }
  const checks = [];
  for (const check of CHECKS) {
    const { code, diagnosis } = await ask({ diagnose: { check } }, 3000);
    checks.push({ check, code, diagnosis });
  }
  const decisions = new Map(recordsOf(host).flatMap(({ counter, tap }) => (tap ? [[counter, tap.gate]] : [])));
  return { decisions: [...decisions.values()], change, checks };
}

test.skipIf(!ESPRUINO)(
  `a gate decides, and every check finds the same, on the real interpreter${ESPRUINO ? "" : ` (left out: ${HOW_TO_ENABLE})`}`,
  { timeout: 240_000 },
  async () => {
    const board = createBoard({ storage: storage() });
    board.powerOn();
    const virtual = await play({
      board,
      async advance(ms) {
        board.schedule.advance(board.schedule.nowUs() + ms * 1000);
      },
    });
    expect(virtual.decisions).toEqual([
      Gate.GATE_ADMITTED,
      Gate.GATE_PASSED_BACK,
      Gate.GATE_NOT_LISTED,
      Gate.GATE_NOT_LISTED,
      Gate.GATE_TOO_WEAK,
    ]);
    expect(virtual.change).toMatchObject({ added: 0, removed: 1, rewritten: 0 });
    expect(virtual.checks.filter(({ code }) => code !== messages.Code.CODE_OK)).toEqual([]);

    const remote = await startEspruino(builtFirmware(), storage());
    const real = await play(remote);
    await remote.close();
    expect(remote.printed()).not.toMatch(/Error|Uncaught|ERROR/);
    expect(real).toEqual(virtual);
  },
);
