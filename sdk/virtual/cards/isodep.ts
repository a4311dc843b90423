/** The block protocol on the card's side: RATS, PPS, I-, R- and S-blocks. ISO/IEC 14443-4, 5 to 8. */

import type { AirAnswer, AirFrame } from "../air.js";
import { endsWithCrcA, withCrcA } from "../crc-a.js";
import type { ActiveLayer, ActiveReply } from "./iso14443a.js";
import { type Block, parseBlock } from "./isodep-block.js";

/** FSD and FSC in bytes by FSDI and FSCI. 5.1. */
const FRAME_SIZES = [16, 24, 32, 40, 48, 64, 96, 128, 256] as const;

/** Times a card takes for what needs no application: data sheets give 0.3 to 0.4 ms for ATS and R-blocks. */
const ATS_DELAY_US = 350;
const BLOCK_DELAY_US = 300;

/** FWT in microseconds for FWI 0: 4096 carrier periods. */
const FWT_UNIT_US = 4096 / 13.56;

/** Longest command a card takes before it gives up on a chain: an extended-length APDU does not fit any card here. */
const COMMAND_LIMIT_BYTES = 4096;

/** What the application makes of a command. */
export interface ApduReply {
  readonly data: Uint8Array;
  /** Time until the answer (or, after a waiting time extension, until the answer to that). */
  readonly delayUs: number;
  /** WTXM to ask for before answering, one S(WTX) each. */
  readonly wtx?: number | readonly number[];
}

/** The application above the block protocol. */
export interface ApduLayer {
  /** The card was selected anew. */
  activate?(): void;
  /** One whole command. */
  apdu(command: Uint8Array): ApduReply;
}

/** Configuration of the block protocol. */
export interface IsodepOptions {
  /** ATS without CRC: TL, T0, TA, TB, TC, historical bytes. */
  readonly ats: Uint8Array;
  readonly application: ApduLayer;
}

interface Protocol {
  readonly cid: number;
  readonly fsdBytes: number;
  blockNumber: number;
  /** A block has been received, so a PPS would come too late. */
  ppsOver: boolean;
  /** Parts of a command that is still being chained. */
  command: number[];
  /** What is left of an answer being chained. */
  rest: Uint8Array;
  /** The answer that waits for S(WTX) to be granted, and the WTXM still to ask for. */
  waiting: ApduReply | undefined;
  wtxms: readonly number[];
  /** Last block sent, for retransmission. */
  last: AirAnswer | undefined;
}

/** Makes the block protocol as the layer above activation. Whatever is wrong is answered with silence (7.5). */
export function createIsodep({ ats, application }: IsodepOptions): ActiveLayer {
  const config = readAts(ats);
  let protocol: Protocol | undefined;

  function rats({ bytes, lastBits }: AirFrame): ActiveReply | undefined {
    if (bytes.length !== 4 || lastBits !== 0 || bytes[0] !== 0xe0 || !endsWithCrcA(bytes)) return undefined;
    const parameter = bytes[1] ?? 0;
    const cid = parameter & 0x0f;
    if (cid === 15) return undefined;
    protocol = {
      cid,
      fsdBytes: FRAME_SIZES[parameter >> 4] ?? 256,
      blockNumber: 1,
      ppsOver: false,
      command: [],
      rest: new Uint8Array(0),
      waiting: undefined,
      wtxms: [],
      last: undefined,
    };
    application.activate?.();
    return reply(air(ats, ATS_DELAY_US));
  }

  /** Only 106 kbit/s is accepted; another rate gets no answer and the reader stays at 106. */
  function pps(p: Protocol, bytes: Uint8Array): AirAnswer | undefined {
    const hasPps1 = bytes[1] === 0x11;
    if (p.ppsOver || bytes[0] !== (0xd0 | p.cid) || !endsWithCrcA(bytes)) return undefined;
    if (bytes.length !== (hasPps1 ? 5 : 4) || (!hasPps1 && bytes[1] !== 0x01)) return undefined;
    if (hasPps1 && bytes[2] !== 0x00) return undefined;
    return air(bytes.subarray(0, 1), BLOCK_DELAY_US);
  }

  function send(p: Protocol, block: Block, pcb: number, inf: Uint8Array, delayUs: number): AirAnswer {
    const head = block.hasCid ? [pcb | 0x08, p.cid] : [pcb];
    const out = new Uint8Array(head.length + inf.length);
    out.set(head);
    out.set(inf, head.length);
    p.last = air(out, delayUs);
    return p.last;
  }

  /** The next I-block of the answer; FSD counts PCB, CID and CRC. */
  function sendInf(p: Protocol, block: Block, delayUs: number): AirAnswer {
    const limit = p.fsdBytes - 3 - (block.hasCid ? 1 : 0);
    const inf = p.rest.subarray(0, limit);
    p.rest = p.rest.subarray(limit);
    return send(p, block, 0x02 | (p.rest.length > 0 ? 0x10 : 0) | p.blockNumber, inf, delayUs);
  }

  /** Asks for more time as long as the application wants some, then answers. */
  function proceed(p: Protocol, block: Block): AirAnswer | undefined {
    const answer = p.waiting;
    if (answer === undefined) return undefined;
    const wtxm = p.wtxms[0];
    if (wtxm !== undefined) return send(p, block, 0xf2, Uint8Array.of(wtxm), config.fwtUs * 0.9);
    p.waiting = undefined;
    p.rest = answer.data;
    return sendInf(p, block, answer.delayUs);
  }

  /** Rules D and 10: every I-block toggles the number; a chained one is acknowledged. */
  function receiveI(p: Protocol, block: Block): AirAnswer | undefined {
    p.blockNumber ^= 1;
    p.waiting = undefined;
    p.rest = p.rest.subarray(0, 0);
    if (p.command.length + block.inf.length > COMMAND_LIMIT_BYTES) return undefined;
    p.command.push(...block.inf);
    if (block.isChained) return send(p, block, 0xa2 | p.blockNumber, p.rest, BLOCK_DELAY_US);
    const command = Uint8Array.from(p.command);
    p.command = [];
    p.waiting = application.apdu(command);
    const { wtx = [] } = p.waiting;
    p.wtxms = typeof wtx === "number" ? [wtx] : wtx;
    return proceed(p, block);
  }

  /** Rules E, 11, 12 and 13. */
  function receiveR(p: Protocol, block: Block): AirAnswer | undefined {
    if (block.number === p.blockNumber) return p.last;
    if (block.isNak) return send(p, block, 0xa2 | p.blockNumber, new Uint8Array(0), BLOCK_DELAY_US);
    if (p.rest.length === 0) return undefined;
    p.blockNumber ^= 1;
    return sendInf(p, block, BLOCK_DELAY_US);
  }

  function receiveWtx(p: Protocol, block: Block): AirAnswer | undefined {
    if (p.waiting === undefined || block.inf.length !== 1 || block.inf[0] !== p.wtxms[0]) return undefined;
    p.wtxms = p.wtxms.slice(1);
    return proceed(p, block);
  }

  function receiveBlock(p: Protocol, frame: AirFrame): ActiveReply {
    const { bytes } = frame;
    if (bytes.length < 3 || frame.lastBits !== 0 || bytes.length > config.fscBytes) return reply(undefined);
    if (((bytes[0] ?? 0) & 0xf0) === 0xd0) return reply(pps(p, bytes));
    const block = endsWithCrcA(bytes) ? parseBlock(bytes) : undefined;
    if (block === undefined || !isAddressed(p, block)) return reply(undefined);
    p.ppsOver = true;
    switch (block.kind) {
      case "i":
        return reply(receiveI(p, block));
      case "r":
        return reply(receiveR(p, block));
      case "wtx":
        return reply(receiveWtx(p, block));
      case "deselect":
        protocol = undefined;
        return { answer: send(p, block, 0xc2, new Uint8Array(0), BLOCK_DELAY_US), next: "halt" };
    }
  }

  /** A block with a CID must carry ours; one without is for CID 0 or for a card that knows none. 7.1. */
  function isAddressed(p: Protocol, block: Block): boolean {
    return block.hasCid ? config.hasCid && block.cid === p.cid : p.cid === 0 || !config.hasCid;
  }

  return {
    activate() {
      protocol = undefined;
    },
    receive: (frame) => (protocol === undefined ? rats(frame) : receiveBlock(protocol, frame)),
  };
}

function reply(answer: AirAnswer | undefined): ActiveReply {
  return answer === undefined ? { next: "active" } : { answer, next: "active" };
}

function air(bytes: Uint8Array, delayUs: number): AirAnswer {
  return { bytes: withCrcA(bytes), lastBits: 0, delayUs };
}

/** FSC, FWT and CID support of an ATS, with the defaults for bytes left out. 5.2. */
function readAts(ats: Uint8Array): { fscBytes: number; fwtUs: number; hasCid: boolean } {
  if (ats[0] !== ats.length) throw new RangeError(`"ats" must begin with its length ${ats.length}, got ${ats[0]}`);
  const t0 = ats[1] ?? 0x02;
  let at = 2;
  if ((t0 & 0x10) !== 0) at++;
  const tb = (t0 & 0x20) !== 0 ? (ats[at++] ?? 0x40) : 0x40;
  const tc = (t0 & 0x40) !== 0 ? (ats[at] ?? 0x02) : 0x02;
  const fwi = tb >> 4 === 15 ? 4 : tb >> 4;
  return { fscBytes: FRAME_SIZES[t0 & 0x0f] ?? 256, fwtUs: FWT_UNIT_US * 2 ** fwi, hasCid: (tc & 0x02) !== 0 };
}
