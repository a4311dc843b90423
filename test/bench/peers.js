/** What people use instead: delimiter parser and COBS, with CRC-32, reflection of protobufjs and createHmac behind them. */
import { createHmac, timingSafeEqual } from "node:crypto";
import { fileURLToPath, pathToFileURL } from "node:url";
import { crc32 } from "node:zlib";
import { DelimiterParser } from "@serialport/parser-delimiter";
import { SerialAPIParser } from "@zwave-js/serial";
import cobs from "cobs";
import protobuf from "protobufjs";
import slip from "slip";

const CRC_BYTES = 4;
const PROTO = fileURLToPath(new URL("../../protocol/ketuk.proto", import.meta.url));

/** A payload with its CRC-32, in COBS, 00 behind it. */
export function cobsFrame(payload) {
  const content = Buffer.alloc(payload.length + CRC_BYTES);
  content.set(payload);
  content.writeUInt32LE(crc32(payload), payload.length);
  return Buffer.concat([cobs.encode(content), Buffer.of(0)]);
}

/** Decodes pieces of a stream; calls with each frame's content, CRC included. */
export async function decodeCobs(pieces, take) {
  const parser = new DelimiterParser({ delimiter: Buffer.of(0) });
  parser.on("data", (frame) => take(cobs.decode(frame)));
  const ended = new Promise((resolve) => parser.once("end", resolve));
  for (const piece of pieces) {
    if (!parser.write(Buffer.from(piece.buffer, piece.byteOffset, piece.length)))
      await new Promise((resolve) => parser.once("drain", resolve));
  }
  parser.end();
  await ended;
}

/** A payload in a frame of RFC 1055, as npm slip makes it. */
export function slipFrame(payload) {
  return Buffer.from(slip.encode(payload));
}

/** Calls with each frame's content. */
export function decodeSlip(pieces, take) {
  const decoder = new slip.Decoder({ onMessage: take });
  for (const piece of pieces) decoder.decode(piece);
}

/** A payload in a frame of the Z-Wave serial API: start, length, payload. Its parser looks at nothing else. */
export function zwaveFrame(payload) {
  return Buffer.concat([Buffer.of(1, payload.length), payload]);
}

/** Calls with each frame, head included. */
export async function decodeZwave(pieces, take) {
  const { readable, writable } = new SerialAPIParser();
  const writer = writable.getWriter();
  const written = (async () => {
    for (const piece of pieces) await writer.write(piece);
    await writer.close();
  })();
  for await (const { data } of readable) take(data);
  await written;
}

/** A payload in a frame of Meshtastic's stream: 94 C3, length in two bytes. Its parser stops for good at 94 C3 elsewhere. */
export function meshtasticFrame(payload) {
  const plain = payload.map((byte, index) => (byte === 0xc3 && payload[index - 1] === 0x94 ? 0 : byte));
  return Buffer.concat([Buffer.of(0x94, 0xc3, payload.length >>> 8, payload.length), plain]);
}

/**
 * A decoder that calls with each frame's content.
 *
 * @param path folder of @meshtastic/core, which is under the GPL: who wants to measure it has installed it elsewhere
 */
export async function createMeshtasticDecoder(path) {
  const { Utils } = await import(pathToFileURL(`${path}/dist/mod.js`).href);
  return async (pieces, take) => {
    const { readable, writable } = Utils.fromDeviceStream();
    const writer = writable.getWriter();
    const written = (async () => {
      for (const piece of pieces) await writer.write(piece);
      await writer.close();
    })();
    for await (const { type, data } of readable) if (type === "packet") take(data);
    await written;
  };
}

/** The payload of a frame; undefined when its CRC does not fit. */
export function checkCrc(content) {
  const end = content.length - CRC_BYTES;
  if (end < 0) return undefined;
  const payload = content.subarray(0, end);
  return content.readUInt32LE(end) === crc32(payload) ? payload : undefined;
}

/** The usual way from bytes to a tap: everything decoded, the MAC compared in constant time. */
export async function createUsualPipeline(key) {
  const root = await protobuf.load(PROTO);
  const ToHost = root.lookupType("ketuk.ToHost");
  const Record = root.lookupType("ketuk.Record");
  const suffix = Buffer.of(0, 0, 0, 1);
  return (pieces, take) =>
    decodeCobs(pieces, (content) => {
      const payload = checkCrc(content);
      if (!payload) return;
      const { record: sealed } = ToHost.decode(payload);
      const mac = createHmac("sha256", key).update(sealed.record).update(suffix).digest();
      if (timingSafeEqual(mac, sealed.mac)) take(Record.decode(sealed.record));
    });
}
