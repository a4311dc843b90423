/** A whole reader without hardware: the built firmware on a virtual board, its chip, its field and a serial cable. */
import { BOARD_FILE, boardOf } from "../board/board.js";
import { KetukError } from "../errors.js";
import { createFleetKeys, createFleetSecret, type FleetKeys } from "../keys/fleet.js";
import { COUPON_ADDRESS } from "../signing/coupons.js";
import { createSigningKit, type SigningKitOptions } from "../signing/kit.js";
import type { Picc } from "./air.js";
import { type CableEnd, createVirtualBinding, type VirtualBinding } from "./binding.js";
import { createBoard, type VirtualBoard } from "./board.js";
import { toByteString } from "./byte-string.js";
import { type CableFaults, createCable, type VirtualCable } from "./cable.js";
import { type CardsFile, cardsConfig, createCards, parseCards } from "./cards-file.js";
import { CONFIG_FILE, encodeConfig, type VirtualReaderConfig } from "./config.js";
import type { VirtualFaults } from "./faults.js";
import { SPARE_BASE, type VirtualFlash } from "./flash.js";
import { type ClockMode, createPump } from "./pump.js";
import { serveCable, type VirtualTcpServer } from "./tcp.js";

/** Signing coupons of a virtual reader. */
export interface VirtualSigning extends Omit<SigningKitOptions, "keys" | "readerId"> {
  /** How many records it can sign. */
  readonly count: number;
}

/** How a virtual reader is made. */
export interface VirtualReaderOptions {
  /** Reader id, 1 to 32 of [A-Za-z0-9._-]; default "virtual-1". */
  readonly id?: string;
  /** Keys of the fleet it belongs to; default a random secret of its own. */
  readonly keys?: FleetKeys;
  /**
   * Cards that are at hand by their names, as parsed JSON ({@link CARDS_SCHEMA}); the reader knows their families, and
   * `config.policy.profiles` in place of that. Default none.
   */
  readonly cards?: CardsFile;
  /** What moves its time; default "fast". */
  readonly clock?: ClockMode;
  /** What the configuration says beyond the demonstration's; "none" leaves the reader in lab state. */
  readonly config?: VirtualReaderConfig | "none";
  /** Mints signing coupons for it, so that it signs its records; default none. 100 take some 50 ms. */
  readonly signing?: VirtualSigning;
  /**
   * How its board is wired, and what it was told of it: "devkit", "c3" or "s3", with "+relay" and "+door" for what else is
   * there, or the path of a board file. Default: a devkit that was told nothing.
   */
  readonly wiring?: string;
  /** Version register of the chip; default 0x92. */
  readonly chipVersion?: number;
  /** A board with nothing but the interpreter: `ketuk flash` makes it a reader. `id` and `config` are not used. Default false. */
  readonly blank?: boolean;
  /** Its port has DTR and RTS, wired as on most boards: they reset it and hold BOOT. Default true. */
  readonly resetLines?: boolean;
  /** What its interpreter says of itself. */
  readonly interpreter?: {
    /** Such as "2v29". */
    readonly VERSION: string;
    /** Such as "ESP32". */
    readonly BOARD: string;
  };
  /** Program of another firmware, a byte string: with tokens or plain ES5. */
  readonly firmware?: string;
  /** What is wrong with its hardware, from the start and for good; `NAMED_FAULTS` has examples. Default nothing. */
  readonly faults?: VirtualFaults;
  /** Faults of its cable from the start; `cable.setFaults` changes them. Default: a good cable. */
  readonly cableFaults?: CableFaults;
}

/** A reader without hardware. */
export interface VirtualReader {
  /** Its reader id. */
  readonly id: string;
  /** Keys of its fleet. */
  readonly keys: FleetKeys;
  /** The board, to look inside and to provoke faults. */
  readonly board: VirtualBoard;
  /** The cable between board and port, to provoke faults; the same for `binding` and TCP. */
  readonly cable: VirtualCable;
  /** For `Reader.open({ path, binding })` and `SerialPort`. */
  readonly binding: VirtualBinding;
  /** Path of its port, known to its binding only. */
  readonly path: string;
  /** The cards that were described, by name; empty where none were. */
  readonly cards: Readonly<Record<string, Picc>>;
  /** Puts a card into the field, where it stays. A text is the name of a described card. */
  place(card: Picc | string): void;
  /** Takes a card out of the field. */
  remove(card: Picc | string): void;
  /** Holds a card to the reader for a while, 400 ms by default, takes it away and waits until the reader has noticed. */
  present(card: Picc | string, options?: { forMs?: number }): Promise<void>;
  /** Lets simulated time pass. */
  advance(ms: number): Promise<void>;
  /** Cuts the power and gives it again. */
  restart(): void;
  /** Offers the reader on a TCP port, 0 for any free one. The clock should be "real" then. */
  serveTcp(port: number, host?: string): Promise<VirtualTcpServer>;
  /** Ends time, port and servers. */
  close(): Promise<void>;
}

/** The reader needs three looks of 60 ms to be sure that a card has gone; twice that is enough. */
const LEAVE_MS = 400;
const PRESENT_MS = 400;

/** What the bench does: coupons at their place in the erased flash. */
export function writeCoupons(flash: VirtualFlash, coupons: Uint8Array): void {
  flash.spare.set(coupons, COUPON_ADDRESS - SPARE_BASE);
}

/**
 * Makes a reader and switches it on. In manual mode it has already started; otherwise its time runs from now on.
 *
 * @throws KetukError `bad-argument` for an id that no reader can have, a wiring that is none, or cards that are none
 */
export function createVirtualReader(options: VirtualReaderOptions = {}): VirtualReader {
  const { id = "virtual-1", keys = createFleetKeys(createFleetSecret()), clock = "fast", config = {} } = options;
  const file = options.cards === undefined ? undefined : parseCards(options.cards);
  const cards = file ? createCards(file, keys) : {};
  const known = file && cardsConfig(file, keys);
  const storage = new Map<string, string>();
  const kit = options.signing && createSigningKit({ ...options.signing, keys, readerId: id });
  const signingKey = kit ? { signingKey: kit.config } : {};
  if (config !== "none" && !options.blank)
    storage.set(CONFIG_FILE, toByteString(encodeConfig(id, keys, { ...signingKey, ...config }, known)));
  const choice = options.wiring === undefined ? undefined : boardOf(options.wiring);
  if (choice && !options.blank) storage.set(BOARD_FILE, toByteString(choice.encoded));
  const board = createBoard({
    storage,
    ...(choice && { wiring: choice.map }),
    ...(options.blank === undefined ? {} : { blank: options.blank }),
    ...(options.interpreter === undefined ? {} : { interpreter: options.interpreter }),
    ...(options.faults && { faults: options.faults }),
    ...(options.chipVersion === undefined ? {} : { chipVersion: options.chipVersion }),
    ...(options.firmware === undefined ? {} : { firmware: options.firmware }),
  });
  if (kit) writeCoupons(board.flash, kit.coupons);
  const pump = createPump(clock, board.schedule);
  const path = `virtual:${id}`;
  const servers: VirtualTcpServer[] = [];
  const end: CableEnd = {
    path,
    get baudRate() {
      return options.faults?.baudRate ?? board.uart.baudRate;
    },
    trouble: options.faults?.port,
    receive: (bytes) => board.uart.receive(bytes),
    connect(onSend) {
      board.uart.onSend = onSend;
      if (onSend && options.faults?.resetsOnOpen) board.powerOn();
    },
    ...(options.resetLines === false ? {} : { setLines: board.setLines }),
  };
  const cable = createCable(end, board.schedule, options.cableFaults);
  const binding = createVirtualBinding(cable);
  board.powerOn();
  pump.start();

  function cardOf(card: Picc | string): Picc {
    if (typeof card !== "string") return card;
    const found = Object.hasOwn(cards, card) ? cards[card] : undefined;
    if (found) return found;
    throw new KetukError("bad-argument", `no card is named "${card}"`, {
      hint: `known are: ${Object.keys(cards).join(", ") || "none; give cards"}`,
    });
  }

  return {
    id,
    keys,
    board,
    cable,
    binding,
    path,
    cards,
    place: (card) => board.field.place(cardOf(card)),
    remove: (card) => board.field.remove(cardOf(card)),
    async present(cardOrName, { forMs = PRESENT_MS } = {}) {
      const card = cardOf(cardOrName);
      board.field.place(card);
      await pump.elapse(forMs);
      board.field.remove(card);
      await pump.elapse(LEAVE_MS);
    },
    advance: (ms) => pump.elapse(ms),
    restart: () => board.powerOn(),
    async serveTcp(port, host = "127.0.0.1") {
      const server = await serveCable(cable, port, host);
      servers.push(server);
      return server;
    },
    async close() {
      pump.stop();
      await Promise.all(servers.map((server) => server.close()));
      if (binding.port?.isOpen) await binding.port.close();
      board.powerOff();
    },
  };
}
