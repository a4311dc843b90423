/** A board, its field and a host's end of the cable with an open session: for scenarios that look at the wire. */
import { messages } from "../../protocol/index.js";
import { BOARD_FILE, boardOf } from "../../sdk/board/board.js";
import { createFleetKeys, createFleetSecret, type FleetKeys } from "../../sdk/keys/fleet.js";
import type { Picc } from "../../sdk/virtual/air.js";
import { type BoardOptions, createBoard, type VirtualBoard } from "../../sdk/virtual/board.js";
import { toByteString } from "../../sdk/virtual/byte-string.js";
import { CONFIG_FILE, encodeConfig, type VirtualReaderConfig } from "../../sdk/virtual/config.js";
import { createHostEnd, type HostEnd } from "./host-end.js";

export interface Rig {
  readonly board: VirtualBoard;
  readonly host: HostEnd;
  readonly keys: FleetKeys;
  /** Number of the open session. */
  session(): number;
  advance(ms: number): void;
  openSession(): Promise<void>;
  /** Takes every card out of the field. */
  removeAll(): void;
  /** Every record once, in order of counter. */
  allRecords(): messages.Record[];
  /** The taps among them. */
  taps(): messages.Tap[];
  /** Kinds of the notices so far, without their prefix. */
  notices(): string[];
  /** Faults that were reported. */
  faults(): string[];
}

export interface RigOptions {
  readonly config?: VirtualReaderConfig;
  /** What the board is flashed with. */
  readonly board?: BoardOptions;
  readonly beforePower?: (board: VirtualBoard) => void;
  /** How the board is wired; by default a devkit that was told nothing. */
  readonly wiring?: string;
  /** Of the fleet, 32 bytes; by default a random one. */
  readonly secret?: Uint8Array;
}

export async function createRig(options: RigOptions = {}): Promise<Rig> {
  const keys = createFleetKeys(options.secret ?? createFleetSecret());
  const storage = new Map([[CONFIG_FILE, toByteString(encodeConfig("rig", keys, options.config ?? {}))]]);
  const choice = options.wiring === undefined ? undefined : boardOf(options.wiring);
  if (choice) storage.set(BOARD_FILE, toByteString(choice.encoded));
  const board = createBoard({ ...options.board, storage, ...(choice && { wiring: choice.map }) });
  options.beforePower?.(board);
  const host = createHostEnd(board.uart, keys);
  board.powerOn();
  let session = 0;
  let opens = 0;

  function notices(): messages.Notice[] {
    return host.messages.flatMap((message) => (message.notice ? [message.notice as messages.Notice] : []));
  }

  const rig: Rig = {
    board,
    host,
    keys,
    session: () => session,
    advance: (ms) => board.schedule.advance(board.schedule.nowUs() + ms * 1000),
    async openSession() {
      rig.advance(1200);
      const readerNonce = host.hello?.nonce ?? new Uint8Array(0);
      const hostNonce = new Uint8Array(16).fill(++opens);
      host.send({ open: { protocol: 1, readerNonce, hostNonce } });
      rig.advance(200);
      const opened = host.messages.findLast((message) => message.opened);
      if (opened?.opened?.code || !opened?.session) throw new Error("the reader opened no session");
      session = opened.session;
    },
    removeAll() {
      for (const card of [...board.field.cards] as Picc[]) board.field.remove(card);
    },
    allRecords() {
      const byCounter = new Map<number, messages.Record>();
      for (const sealed of host.records) {
        const record = messages.Record.decode(messages.SealedRecord.decode(sealed).record) as messages.Record;
        byCounter.set(record.counter, record);
      }
      return [...byCounter.values()].sort((a, b) => a.counter - b.counter);
    },
    taps: () => rig.allRecords().flatMap((record) => (record.tap ? [record.tap as messages.Tap] : [])),
    notices: () => notices().map(({ kind }) => (messages.NoticeKind[kind] ?? "").replace("NOTICE_KIND_", "")),
    faults: () =>
      notices()
        .filter(({ kind }) => kind === messages.NoticeKind.NOTICE_KIND_FAULT)
        .map(({ fault }) => (messages.Fault[fault] ?? "").replace("FAULT_", "")),
  };
  await rig.openSession();
  return rig;
}
