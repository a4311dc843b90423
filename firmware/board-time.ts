/**
 * What a tap of each card family costs the board, part by part, on the virtual board: an open session, from the look that
 * finds the card to the sealed record in its frame, and the first light. See work-counter.ts for how the interpreter is
 * estimated; the other times are what the virtual board counts.
 */
import { createHash } from "node:crypto";
import type { Costs } from "./budgets.js";
import { compiled } from "./compiled.js";
import { createOverlap } from "./overlap.js";
import { type Counter, createCounter, US_PER_CHARACTER } from "./work-counter.js";

type Protocol = typeof import("../protocol/index.js");
type BoardModule = typeof import("../sdk/virtual/board.js");
type ConfigModule = typeof import("../sdk/virtual/config.js");
type CardsModule = typeof import("../sdk/virtual/cards/index.js");
type DemoModule = typeof import("../sdk/virtual/demo-cards.js");
type DiversifyModule = typeof import("../sdk/keys/diversify.js");
type FleetModule = typeof import("../sdk/keys/fleet.js");
type HandshakeModule = typeof import("../sdk/link/handshake.js");
type VirtualBoard = import("../sdk/virtual/board.js").VirtualBoard;
type Picc = import("../sdk/virtual/air.js").Picc;
type FleetKeys = import("../sdk/keys/fleet.js").FleetKeys;

/** The virtual board's figures, by which its time is taken apart: a transfer, a byte of it, a write to flash. */
const TRANSFER_US = 250;
const BYTE_US = 2;
const WRITE_US = 700;
/** ISO/IEC 14443-3 at 106 kbit/s: a bit; the reader's pause before it sends again. */
const ETU_US = 128 / 13.56;
const PAUSE_US = 86.4;
/** A request, its answer, and what follows. */
const REQUEST_MS = 100;
const START_MS = 1500;
const TAP_MS = 600;
/**
 * A tap that makes what is made once, one from which is learned what is done while cards think (overlap.ts), one up to the
 * light, one up to the outcome, one to its end.
 */
const enum Tap {
  First = 0,
  Learn = 1,
  Light = 2,
  Shown = 3,
  Whole = 4,
}
/** A record in its frame is longer, every other message of a tap shorter. */
const RECORD_BYTES = 150;

/** One tap, in milliseconds unless it says otherwise. */
export interface BoardTime {
  readonly family: string;
  /**
   * Waiting for frames: what they take on air, the card's time, and what the reader waits too long. Work done meanwhile is
   * the interpreter's.
   */
  readonly radioMs: number;
  readonly spiMs: number;
  readonly interpreterMs: number;
  readonly flashMs: number;
  readonly uartMs: number;
  readonly totalMs: number;
  /** Until the person sees "accepted", or "refused". */
  readonly shownMs: number;
  /** Until "hold still", of a card that comes right after a look, at the worst moment. */
  readonly lightMs: number;
  /** SPI transfers and frames until the person sees the outcome. */
  readonly transfers: number;
  readonly frames: number;
  /** SPI transfers of a look at an empty field. */
  readonly emptyTransfers: number;
  /** Frames and the card's own time alone. */
  readonly floorMs: number;
}

interface Family {
  readonly name: string;
  readonly card: Picc;
  readonly config: object;
}

const UID = Uint8Array.of(4, 1, 2, 3, 4, 5, 6);
const TEXT = new TextEncoder().encode("resident 0001                   ");
const rng = (): Uint8Array => new Uint8Array(16).fill(7);

/** Cards as a fleet would issue them, and a reader that knows them. */
async function families(keys: FleetKeys): Promise<Family[]> {
  const cards = await compiled<CardsModule>("sdk/virtual/cards/index.js");
  const { createDemoCard, demoCardKey } = await compiled<DemoModule>("sdk/virtual/demo-cards.js");
  const { diversifyKey } = await compiled<DiversifyModule>("sdk/keys/diversify.js");
  const { demoProfile } = await compiled<ConfigModule>("sdk/virtual/config.js");
  const { messages } = await compiled<Protocol>("protocol/index.js");
  const { Family: F, CommunicationMode: Mode } = messages;
  const system = new TextEncoder().encode("bench");
  const short = keys.cardKey(1, 1).subarray(0, 6);
  const own = (place: Uint8Array) => diversifyKey(keys.cardKey(1, 1), Buffer.concat([UID, place, system]));
  const common = { keySlot: 1, diversified: true, systemId: system, length: 16 };
  const only = (profile: object) => ({ policy: { profiles: [profile], acceptUid: true } });
  const withShort = (profile: object) => ({ ...only(profile), cardKeys: [{ slot: 1, version: 1, key: short }] });
  const byUid = { policy: { profiles: [], acceptUid: true } };
  const aid = demoProfile().applicationId as Uint8Array;
  return [
    { name: "UID of 4 bytes", card: cards.createUidCard({ uid: UID.subarray(0, 4) }), config: byUid },
    { name: "UID of 7 bytes", card: cards.createUidCard({ uid: UID, sak: 0 }), config: byUid },
    { name: "DESFire AES", card: createDemoCard(keys, UID, "resident 0001", rng), config: only(demoProfile()) },
    {
      name: "DESFire EV1",
      card: cards.createDesfireCard({
        uid: UID,
        generation: "ev1",
        applications: [
          {
            id: aid,
            keys: [rng(), demoCardKey(keys, UID)],
            files: [{ number: 1, mode: "full", read: 1, data: TEXT }],
          },
        ],
        rng,
      }),
      config: only({ ...demoProfile(), legacyAes: true }),
    },
    {
      name: "NTAG 424 DNA",
      card: cards.createNtag424Card({
        uid: UID,
        keys: [0, 1, 2, 3, 4].map((n) => (n === 2 ? own(Uint8Array.of(2)) : rng())),
        files: { 3: { data: TEXT.subarray(0, 16) } },
        rng,
      }),
      config: only({ ...common, family: F.FAMILY_NTAG424, keyNumber: 2, file: 3, mode: Mode.COMMUNICATION_MODE_FULL }),
    },
    {
      name: "Ultralight AES",
      card: cards.createUltralightAesCard({
        uid: UID,
        dataProtKey: own(new Uint8Array()),
        auth0: 4,
        cmac: true,
        lockConfig: true,
        lockKeys: true,
        content: TEXT.subarray(0, 16),
        rng,
      }),
      config: only({ ...common, family: F.FAMILY_ULTRALIGHT_AES, block: 4, mode: Mode.COMMUNICATION_MODE_MAC }),
    },
    {
      name: "NTAG 215, password",
      card: cards.createUltralightCard({
        type: "ntag215",
        uid: UID,
        password: short.subarray(0, 4),
        pack: short.subarray(4),
        auth0: 4,
        protectReads: true,
        content: TEXT.subarray(0, 16),
      }),
      config: withShort({ family: F.FAMILY_ULTRALIGHT, keySlot: 1, block: 4, length: 16 }),
    },
    {
      name: "MIFARE Classic",
      card: cards.createClassicCard({
        uid: UID,
        sectors: { 1: { keyA: short } },
        blocks: { 4: TEXT.subarray(0, 16) },
        rng,
      }),
      config: withShort({ family: F.FAMILY_CLASSIC, keySlot: 1, block: 4, length: 16 }),
    },
  ];
}

/** Opens a session as the maintainer, and raises the speed of the line as hosts do. Tells how to acknowledge. */
async function openSession(board: VirtualBoard, keys: FleetKeys, advance: (ms: number) => void) {
  const { createFrameDecoder, encodeFrame, messages, ...limits } = await compiled<Protocol>("protocol/index.js");
  const handshake = await compiled<HandshakeModule>("sdk/link/handshake.js");
  let hello: InstanceType<Protocol["messages"]["Hello"]> | undefined;
  let said: Uint8Array | undefined;
  const decoder = createFrameDecoder(limits.FRAME_LIMIT_TO_HOST, {
    frame(address, payload) {
      if (address === limits.CHANNEL_HELLO) hello = messages.Hello.decode(payload.slice());
      else if (address === limits.CHANNEL_SESSION) said = messages.ToHost.decode(payload.slice()).opened?.hello ?? said;
    },
    reject() {},
  });
  const { ToReader } = messages;
  board.uart.onSend = (bytes) => decoder.push(bytes);
  advance(START_MS);
  if (!hello) throw new Error("the firmware says no Hello");
  const role = "maintainer" as const;
  const keyVersion = hello.roleKeyVersion;
  const key = keys.roleKey(hello.readerId, role, keyVersion);
  const terms = { hello, protocol: 1, role, keyVersion, wallMs: 1_790_000_000_000, hostNonce: rng() };
  const open = {
    protocol: 1,
    readerNonce: hello.nonce,
    hostNonce: terms.hostNonce,
    wallMs: terms.wallMs,
    role: messages.Role.ROLE_MAINTAINER,
    keyVersion,
    authenticator: handshake.openAuthenticator(key, terms),
  };
  board.uart.receive(encodeFrame(limits.CHANNEL_SESSION, ToReader.encode({ open }).finish()));
  advance(START_MS);
  if (!said) throw new Error("the firmware opens no session");
  const channel = handshake.openChannel(key, terms, said);
  function send(body: Parameters<typeof ToReader.encode>[0]): void {
    const message = ToReader.encode({ session: 1, ...body }).finish();
    board.uart.receive(encodeFrame(limits.CHANNEL_SECURE, channel.seal(message) as Uint8Array));
  }
  send({ request: { id: 1, setSpeed: { fast: true } } });
  advance(REQUEST_MS);
  if (board.uart.baudRate !== limits.FAST_BAUD_RATE)
    throw new Error("the firmware does not raise the speed of the line");
  return () => send({ ack: { epoch: hello?.epoch ?? 0, counter: 0xffff } });
}

async function timeOf(
  program: string,
  counter: Counter,
  keys: FleetKeys,
  { name, card, config }: Family,
): Promise<BoardTime> {
  const { createBoard } = await compiled<BoardModule>("sdk/virtual/board.js");
  const { CONFIG_FILE, encodeConfig } = await compiled<ConfigModule>("sdk/virtual/config.js");
  const file = Buffer.from(encodeConfig("rig", keys, config)).toString("latin1");
  const board = createBoard({ firmware: program, storage: new Map([[CONFIG_FILE, file]]) });
  const { schedule, flash, counts, globals, field } = board;
  const { take } = counter;
  const overlap = createOverlap(board, counter, US_PER_CHARACTER);
  let characters = 0;
  let uartUs = 0;
  let recordSent = false;
  let tap = Tap.First;
  let lightUs = 0;
  let shownUs = 0;
  let shown = { transfers: 0, frames: 0 };
  let frames = 0;
  let floorUs = 0;
  let lookUs = 0;
  /** Time since the look began, as far as it is known now. */
  const sinceLook = () => schedule.nowUs() - lookUs + characters * US_PER_CHARACTER - overlap.spentUs;
  const { write } = globals.Serial1;
  globals.Serial1.write = (data) => {
    const from = schedule.nowUs();
    write(data);
    uartUs += schedule.nowUs() - from;
    recordSent ||= data.length > RECORD_BYTES;
  };
  const { digitalWrite } = globals;
  globals.digitalWrite = (pin, level) => {
    digitalWrite(pin, level);
    const [sign] = board.signs;
    // To count in the middle of something spoils what is counted later: once for each tap.
    if (tap === Tap.Light && sign === "hold" && !lightUs) {
      characters += take();
      lightUs = sinceLook();
    } else if (tap === Tap.Shown && sign && sign !== "hold" && !shownUs) {
      characters += take();
      shownUs = sinceLook();
      shown = { transfers: counts.spiTransfers, frames };
    }
  };
  const { transceive } = field;
  field.transceive = (frame) => {
    const answer = transceive(frame);
    frames++;
    const air = (bytes: number) => (bytes ? (9 * bytes + 1) * ETU_US : 0);
    if (answer) floorUs += air(frame.bytes.length) + answer.delayUs + air(answer.bytes.length) + PAUSE_US;
    return answer;
  };
  const advance = (ms: number) => schedule.advance(schedule.nowUs() + ms * 1000);

  /** Runs what is due up to the next look, and tells when that begins. */
  function nextLook(): number {
    for (;;) {
      const transfers = counts.spiTransfers;
      const atUs = Math.max(schedule.nextUs(), schedule.nowUs());
      schedule.advance(atUs, 1);
      if (counts.spiTransfers > transfers) return atUs;
    }
  }

  board.powerOn();
  const acknowledge = await openSession(board, keys, advance);
  let time: BoardTime | undefined;
  // The third look: the others may look after the chip, or come after what the session has left behind.
  nextLook();
  nextLook();
  const beforeLook = counts.spiTransfers;
  nextLook();
  const emptyTransfers = counts.spiTransfers - beforeLook;
  let lightMs = 0;
  let shownMs = 0;
  for (; tap <= Tap.Whole; tap++) {
    const lastLook = nextLook();
    if (tap === Tap.Learn) overlap.learn();
    else if (tap > Tap.Learn) overlap.apply();
    field.place(card);
    take();
    characters = uartUs = floorUs = frames = overlap.spentUs = 0;
    recordSent = false;
    const before = { transfers: counts.spiTransfers, bytes: counts.spiBytes, writes: flash.counts.writes };
    lookUs = Number.POSITIVE_INFINITY;
    let idleUs = 0;
    while (!recordSent || board.signs.includes("hold")) {
      const atUs = Math.max(schedule.nextUs(), schedule.nowUs());
      const transfers = counts.spiTransfers;
      if (lookUs !== Number.POSITIVE_INFINITY) idleUs += Math.max(0, atUs - schedule.nowUs());
      else lookUs = atUs;
      schedule.advance(atUs, 1);
      characters += take();
      // What came before the look, such as another message, is no part of the tap.
      if (lookUs === atUs && counts.spiTransfers === transfers) {
        lookUs = Number.POSITIVE_INFINITY;
        characters = 0;
      }
      if (schedule.nowUs() - lookUs > TAP_MS * 1000) throw new Error(`no record of ${name}`);
    }
    const spiUs = TRANSFER_US * (counts.spiTransfers - before.transfers);
    const radioUs = BYTE_US * (counts.spiBytes - before.bytes);
    const flashUs = WRITE_US * (flash.counts.writes - before.writes);
    const boardUs = schedule.nowUs() - lookUs - idleUs - overlap.spentUs;
    if (tap === Tap.Light) lightMs = (lookUs - lastLook + lightUs) / 1000;
    if (tap === Tap.Shown) {
      shownMs = (shownUs - idleUs) / 1000;
      shown.transfers -= before.transfers;
    }
    // What is left are the turns of the event loop.
    const interpreterUs = characters * US_PER_CHARACTER + boardUs - spiUs - radioUs - flashUs - uartUs;
    time = {
      family: name,
      radioMs: radioUs / 1000,
      spiMs: spiUs / 1000,
      interpreterMs: interpreterUs / 1000,
      flashMs: flashUs / 1000,
      uartMs: uartUs / 1000,
      totalMs: (radioUs + spiUs + interpreterUs + flashUs + uartUs) / 1000,
      shownMs,
      lightMs,
      transfers: shown.transfers,
      frames: shown.frames,
      emptyTransfers,
      floorMs: floorUs / 1000,
    };
    field.remove(card);
    acknowledge();
    advance(TAP_MS);
  }
  if (!time) throw new Error("no taps");
  return time;
}

/** A row for each card family. `only`: of these. The firmware must be in dist/. */
export async function measureTaps(program: string, only?: readonly string[]): Promise<BoardTime[]> {
  const { createFleetKeys } = await compiled<FleetModule>("sdk/keys/fleet.js");
  const keys = createFleetKeys(createHash("sha256").update("budgets").digest());
  const rows: BoardTime[] = [];
  const counter = createCounter(program);
  for (const family of await families(keys)) {
    if (!only || only.includes(family.name)) rows.push(await timeOf(program, counter, keys, family));
  }
  return rows;
}

/** What the budgets say about taps, in their units. */
export async function tapCosts(program: string): Promise<Costs> {
  const [uid, desfire] = (await measureTaps(program, ["UID of 4 bytes", "DESFire AES"])) as [BoardTime, BoardTime];
  return {
    emptyTransfers: uid.emptyTransfers,
    exchangeTransfers: desfire.transfers / desfire.frames,
    uidTransfers: uid.transfers,
    desfireTransfers: desfire.transfers,
    lightMs: desfire.lightMs,
    desfireMs: desfire.totalMs,
  };
}
