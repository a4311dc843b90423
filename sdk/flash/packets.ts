/**
 * The packets of Espruino's console, 2v25 and later: DLE SOH, two bytes of type and length, data. Stop and wait: the
 * board answers each with ACK or NAK, an expression with its value as well. They bear no checksum. Pure.
 *
 * Source: Espruino, src/jsinteractive.c, jsiPacketProcess. Its packets for files are not used: they bear no offset, so that
 * one whose ACK was lost is written twice, the ACK does not say that anything was stored (`ok` begins as true there and is
 * only ever or-ed), and their bytes may be Ctrl-C.
 */

/** Types that are sent, and the type of an answer to {@link PACKET.evaluate}. */
export const PACKET = {
  /** The value of an expression, as JavaScript. */
  response: 0x0000,
  /** An expression to evaluate. */
  evaluate: 0x2000,
} as const;

/** Longest data of one packet. */
export const PACKET_MAX_BYTES = 0x1fff;

const TYPE_MASK = 0xe000;
const SOH = 1;
const ACK = 6;
const DLE = 16;
const NAK = 21;
const HEAD_BYTES = 4;

/** @param data at most {@link PACKET_MAX_BYTES} */
export function encodePacket(type: number, data: Uint8Array): Uint8Array {
  if (data.length > PACKET_MAX_BYTES) throw new RangeError(`a packet of ${data.length} bytes`);
  const packet = new Uint8Array(HEAD_BYTES + data.length);
  const head = type | data.length;
  packet.set([DLE, SOH, head >> 8, head & 255]);
  packet.set(data, HEAD_BYTES);
  return packet;
}

/** What a console says, in pieces. */
export interface PacketHandlers {
  /** The packet before was taken, or not. */
  answered(taken: boolean): void;
  /** The board sent a packet. */
  packet(type: number, data: Uint8Array): void;
  /** Everything else: prompt, echo, messages, the text of a boot loader. */
  text(text: string): void;
}

/** Takes what a console sends apart; pieces may be cut anywhere. */
export function createPacketReader(handlers: PacketHandlers): (bytes: Uint8Array) => void {
  /** DLE and what followed it; empty outside a packet. */
  let packet: number[] = [];
  let text = "";

  function flush(): void {
    if (text) handlers.text(text);
    text = "";
  }

  function finishPacket(): void {
    const head = ((packet[2] ?? 0) << 8) | (packet[3] ?? 0);
    const data = Uint8Array.from(packet.slice(HEAD_BYTES));
    packet = [];
    flush();
    handlers.packet(head & TYPE_MASK, data);
  }

  function take(byte: number): void {
    if (packet.length === 0 && byte !== DLE) {
      if (byte !== ACK && byte !== NAK) {
        text += String.fromCharCode(byte);
        return;
      }
      flush();
      handlers.answered(byte === ACK);
      return;
    }
    packet.push(byte);
    if (packet.length === 2 && byte !== SOH) {
      packet = [];
      take(byte);
    } else if (packet.length >= HEAD_BYTES) {
      const head = ((packet[2] ?? 0) << 8) | (packet[3] ?? 0);
      if (packet.length === HEAD_BYTES + (head & ~TYPE_MASK)) finishPacket();
    }
  }

  return (bytes) => {
    for (const byte of bytes) take(byte);
    flush();
  };
}
