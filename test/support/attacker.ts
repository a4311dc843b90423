/**
 * A man in the middle: sits between a virtual reader's port and the SDK's Reader, cuts what passes into frames, and may
 * read, keep, edit, repeat, reorder, swallow and add what he likes. He has no key. Checksums he computes anew, so that
 * nothing is stopped by what protects against noise only.
 */
import {
  CHANNEL_HELLO,
  CHANNEL_SESSION,
  createFrameDecoder,
  encodeFrame,
  FRAME_LIMIT_TO_HOST,
  FRAME_LIMIT_TO_READER,
  messages,
} from "../../protocol/index.js";
import type { OpenTransport } from "../../sdk/transport/transport.js";

export type Way = "to host" | "to reader";

export interface Frame {
  readonly way: Way;
  readonly channel: number;
  readonly payload: Uint8Array;
}

export interface Attacker {
  /** For Reader.open. */
  readonly transport: OpenTransport;
  /** Every frame that came along, in order, before anything was done to it. */
  readonly seen: Frame[];
  /** What is passed on in the place of a frame; undefined passes everything on as it is. */
  act: ((frame: Frame) => readonly Frame[]) | undefined;
  /** Sends a frame of his own. */
  inject(...frames: Frame[]): void;
  /** Sends bytes of his own to the reader, frames or not. */
  injectBytes(bytes: Uint8Array): void;
}

/** @param open the way to the reader */
export function createAttacker(open: OpenTransport): Attacker {
  let toHost: (bytes: Uint8Array) => void = () => {};
  let toReader: (bytes: Uint8Array) => void = () => {};

  const attacker: Attacker = {
    seen: [],
    act: undefined,
    inject(...frames) {
      for (const { way, channel, payload } of frames) {
        const send = way === "to host" ? toHost : toReader;
        send(encodeFrame(channel, payload));
      }
    },
    injectBytes: (bytes) => toReader(bytes),
    async transport(handlers, signal) {
      const listen = (way: Way) => ({
        frame(channel: number, payload: Uint8Array) {
          const frame = { way, channel, payload: payload.slice() };
          attacker.seen.push(frame);
          attacker.inject(...(attacker.act?.(frame) ?? [frame]));
        },
      });
      const fromReader = createFrameDecoder(FRAME_LIMIT_TO_HOST, listen("to host"));
      const fromHost = createFrameDecoder(FRAME_LIMIT_TO_READER, listen("to reader"));
      toHost = (bytes) => handlers.bytes(bytes);
      const line = await open({ ...handlers, bytes: (bytes) => fromReader.push(bytes) }, signal);
      toReader = (bytes) => void line.write(bytes).catch(() => {});
      return { ...line, write: async (bytes) => fromHost.push(bytes) };
    },
  };
  return attacker;
}

/** The same frame with one bit turned over. */
export function flip(frame: Frame, bit: number): Frame {
  const payload = frame.payload.slice();
  const at = bit >> 3;
  payload[at] = (payload[at] ?? 0) ^ (1 << (bit & 7));
  return { ...frame, payload };
}

/** What a frame is: "hello", "open", "opened", "enciphered", or something else in clear. */
export function kindOf({ way, channel, payload }: Frame): string {
  if (channel === CHANNEL_HELLO) return way === "to host" ? "hello" : "hello request";
  if (channel !== CHANNEL_SESSION) return "enciphered";
  const type = way === "to host" ? messages.ToHost : messages.ToReader;
  const message = type.decode(payload) as messages.ToHost & messages.ToReader;
  return ["open", "opened", "ack", "request", "record", "answer", "notice"].find((key) => key in message) ?? "nothing";
}

/** A Hello with other values. */
export function editHello(frame: Frame, change: messages.Hello.$Properties): Frame {
  const hello = messages.Hello.decode(frame.payload);
  return { ...frame, payload: messages.Hello.encode({ ...hello, ...change }).finish() };
}

/** An Opened with other values, those of the Hello in it included. */
export function editOpened(
  frame: Frame,
  change: messages.Opened.$Properties,
  inHello?: messages.Hello.$Properties,
): Frame {
  const message = messages.ToHost.decode(frame.payload);
  const opened = messages.Opened.create(message.opened ?? {});
  const hello = inHello
    ? messages.Hello.encode({ ...messages.Hello.decode(opened.hello), ...inHello }).finish()
    : opened.hello;
  return {
    ...frame,
    payload: messages.ToHost.encode({ ...message, opened: { ...opened, hello, ...change } }).finish(),
  };
}

/** A frame in clear towards the host. */
export function clearToHost(message: messages.ToHost.$Properties): Frame {
  return { way: "to host", channel: CHANNEL_SESSION, payload: messages.ToHost.encode(message).finish() };
}

/** A frame in clear towards the reader. */
export function clearToReader(message: messages.ToReader.$Properties): Frame {
  return { way: "to reader", channel: CHANNEL_SESSION, payload: messages.ToReader.encode(message).finish() };
}
