/** Targets without state: decoders of both sides, the verifier, SUN messages. */
import "../../support/espruino-globals.js";
import { createFrameDecoder as createBoardDecoder } from "../../../firmware/link/frames.js";
import {
  decodeAcceptancePolicy,
  decodeHelloRequest,
  decodeReaderConfig,
  decodeToReader,
} from "../../../firmware/link/messages.js";
import { createFrameDecoder, encodeFrame, FRAME_LIMIT_TO_READER, messages } from "../../../protocol/index.js";
import { decodeMessage } from "../../../sdk/link/messages.js";
import { createSunVerifier } from "../../../sdk/verify/index.js";
import { decodeRecord } from "../../../sdk/verify/record.js";
import { decodeSealed, encodeSealed } from "../../../sdk/verify/seal.js";
import { createVerifier } from "../../../sdk/verify/verify.js";
import { toByteString } from "../../../sdk/virtual/byte-string.js";
import { bootRecord, seal, tapRecord } from "../../support/records.js";
import { FUZZ_KEYS, framed, vectorsOf } from "../entries.js";
import type { FuzzTarget } from "../harness.js";

const FLAG = Uint8Array.of(0x7e);
const GOOD_PAYLOAD = Uint8Array.of(8, 1);
const GOOD_ADDRESS = 5;
const GOOD = encodeFrame(GOOD_ADDRESS, GOOD_PAYLOAD);
/** Addresses above this take two bytes; the board has no such channels. */
const BOARD_ADDRESSES = 64;

/** What the host's decoder says of bytes that the board takes all the same. */
const HOST_ONLY = /invalid (tag|length) encoding|not valid for encoding utf-8/;

function fail(what: string): never {
  throw new Error(what);
}

/**
 * Both frame decoders on the same bytes: they find the same frames whatever the pieces, hold no more than their limit,
 * and always the good frame that follows.
 */
export function frames(): FuzzTarget {
  let onHost: string[] = [];
  let onBoard: string[] = [];
  const host = createFrameDecoder(FRAME_LIMIT_TO_READER, {
    frame(address, payload) {
      if (payload.length > FRAME_LIMIT_TO_READER) fail("a payload beyond the limit");
      if (address < BOARD_ADDRESSES) onHost.push(address + toByteString(payload));
    },
  });
  const board = createBoardDecoder((address, payload) => onBoard.push(address + payload));
  return {
    name: "frames",
    entries: framed(vectorsOf(), "console-safe").concat(framed(vectorsOf(), "minimum")),
    sampleCount: 40_000,
    longCount: 10_000_000,
    run(input) {
      onHost = [];
      onBoard = [];
      const cut = input.length >> 1;
      for (const piece of [FLAG, input.subarray(0, cut), input.subarray(cut), GOOD]) host.push(piece);
      board.push(`\x7e${toByteString(input)}`);
      board.push(toByteString(GOOD));
      if (onHost.at(-1) !== GOOD_ADDRESS + toByteString(GOOD_PAYLOAD)) fail("the host lost the good frame after it");
      if (onHost.length !== onBoard.length || onHost.some((frame, i) => frame !== onBoard[i])) fail("the sides differ");
    },
  };
}

/** The host's protobuf: a message, a record, a sealed record or nothing; never an exception, never more than came. */
export function hostMessages(): FuzzTarget {
  return {
    name: "host-messages",
    entries: [...vectorsOf(), tapRecord(), bootRecord(), encodeSealed(seal(FUZZ_KEYS, tapRecord()))],
    sampleCount: 30_000,
    longCount: 15_000_000,
    run(input) {
      decodeMessage(1, input);
      decodeMessage(2, input);
      const decoded = decodeRecord(input);
      if (decoded?.kind === "tap") {
        const { uid, credential, counter } = decoded.data;
        if (uid.length + credential.length > input.length || counter === 0) fail("more than came");
      }
      const sealed = decodeSealed(input);
      if (sealed && sealed.record.length + sealed.mac.length > input.length) fail("more than came");
    },
  };
}

/** Bytes and numbers of a decoded message: finite numbers only, and no more characters than came. */
function measure(value: unknown): number {
  if (typeof value === "string") return value.length;
  if (typeof value === "boolean" || value === undefined) return 0;
  if (typeof value === "number") return Number.isFinite(value) && value >= 0 ? 0 : fail(`the number ${value}`);
  let sum = 0;
  for (const inner of Object.values(value as object)) sum += measure(inner);
  return sum;
}

/**
 * Where the board is content, so is the other decoder: nothing was cut off, no length lied. Two things are refused here
 * and pass there: tags and lengths in more bytes than any encoder takes, and text that is no UTF-8, which the board
 * keeps as bytes.
 */
function agree(host: { decode(bytes: Uint8Array): unknown }, input: Uint8Array): void {
  try {
    host.decode(input);
  } catch (error) {
    if (!HOST_ONLY.test((error as Error).message)) throw error;
  }
}

/** The board's generated decoders: they return what was there, all of it, or refuse it with their one error. */
export function boardMessages(): FuzzTarget {
  const decoders = [
    { decode: decodeHelloRequest, host: messages.HelloRequest },
    { decode: decodeToReader, host: messages.ToReader },
    { decode: decodeReaderConfig, host: messages.ReaderConfig },
    { decode: decodeAcceptancePolicy, host: messages.AcceptancePolicy },
  ];
  return {
    name: "board-messages",
    entries: vectorsOf("ToReader", "HelloRequest", "ReaderConfig", "AcceptancePolicy"),
    sampleCount: 20_000,
    longCount: 12_000_000,
    run(input) {
      const text = toByteString(input);
      for (const { decode, host } of decoders) {
        let message: unknown;
        try {
          message = decode(text);
        } catch (error) {
          if ((error as Error).message !== "malformed message") throw error;
          continue;
        }
        if (measure(message) > text.length) fail("more than came");
        agree(host, input);
      }
    },
  };
}

/** The verifier: no exception, and genuine only what was sealed. */
export function verifier(): FuzzTarget {
  const genuine = [tapRecord(), tapRecord({ counter: 2 }), bootRecord()].map((record) => seal(FUZZ_KEYS, record));
  const known = new Set(genuine.map(({ record }) => Buffer.from(record).toString("hex")));
  return {
    name: "verifier",
    entries: [...genuine.map(encodeSealed), ...vectorsOf("SealedRecord")],
    sampleCount: 20_000,
    longCount: 4_000_000,
    run(input) {
      const verdict = createVerifier({ keys: FUZZ_KEYS }).verify(input);
      if (!verdict.ok && verdict.reason !== "not-a-tap") return;
      const sealed = decodeSealed(input);
      if (!known.has(Buffer.from(sealed?.record ?? []).toString("hex"))) fail("a forged record is genuine");
    },
  };
}

/** SUN messages as text: a verdict, never an exception; genuine only with the MAC that the card wrote. */
export function sun(): FuzzTarget {
  const zero = new Uint8Array(16);
  const PICC = "EF963FF7828658A599F3041510671E88";
  const MAC = "94EED9EE65337086";
  const url = "https://city.example/t?e={picc}&m={mac}";
  const good = `https://city.example/t?e=${PICC}&m=${MAC}`;
  return {
    name: "sun",
    entries: [good, good.toLowerCase(), PICC + MAC, "https://city.example/t"].map((text) =>
      Buffer.from(text, "latin1"),
    ),
    sampleCount: 5000,
    longCount: 1_000_000,
    async run(input) {
      const text = toByteString(input);
      const options = { metaReadKey: zero, fileReadKey: () => zero };
      const verdict = await createSunVerifier({ ...options, url }).verify(text);
      const parts = { picc: text.slice(0, 32), mac: text.slice(32) };
      const verdictOfParts = await createSunVerifier(options).verify(parts);
      const upper = text.toUpperCase();
      if (verdict.ok && !upper.endsWith(`?E=${PICC}&M=${MAC}`)) fail("a forged message is genuine");
      if (verdictOfParts.ok && upper !== PICC + MAC) fail("forged parts are genuine");
    },
  };
}
