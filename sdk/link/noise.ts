/** Looks at what came before the first good frame and guesses what is at the other end. */
import { BAUD_RATE } from "../../protocol/index.js";
import { joinBytes } from "../bytes.js";

/** Bytes kept: enough to recognise a boot message, too few to matter. */
const SAMPLE_BYTES = 512;
/** Share of printable characters above which bytes count as text. */
const TEXT_SHARE = 0.85;
const SHOWN_CHARACTERS = 60;

/** What the bytes look like: none at all, no text, a board that starts, Espruino's console, other text. */
export type NoiseKind = "silence" | "garbage" | "boot" | "console" | "text";

/** Keeps the beginning of a byte stream. */
export interface NoiseSample {
  add(bytes: Uint8Array): void;
  kind(): NoiseKind;
  /** What a person should look at, given that no Hello came. */
  hint(): string;
}

/** Creates an empty sample. */
export function createNoiseSample(): NoiseSample {
  let sample: Uint8Array = new Uint8Array();
  return {
    add(bytes) {
      if (sample.length < SAMPLE_BYTES) sample = joinBytes(sample, bytes.subarray(0, SAMPLE_BYTES - sample.length));
    },
    kind: () => kindOf(sample),
    hint: () => hintFor(sample),
  };
}

function kindOf(sample: Uint8Array): NoiseKind {
  if (sample.length === 0) return "silence";
  const text = String.fromCharCode(...sample);
  // A console echoes what it does not understand, and then asks for more.
  if (/\r\n>/.test(text)) return "console";
  if ([...sample].filter(isText).length < sample.length * TEXT_SHARE) return "garbage";
  if (/Espruino|^>|\n>|=undefined|Uncaught/.test(text)) return "console";
  return /ets [A-Z]|rst:0x|waiting for download/.test(text) ? "boot" : "text";
}

function hintFor(sample: Uint8Array): string {
  const kind = kindOf(sample);
  if (kind === "silence") return "nothing was heard: is the board powered, and is this its port? ketuk list";
  if (kind === "garbage") {
    return `${sample.length} bytes were heard that are no frames: another device, or not ${BAUD_RATE} baud`;
  }
  const text = [...sample].filter(isText);
  const shown = JSON.stringify(
    String.fromCharCode(...text)
      .trim()
      .slice(0, SHOWN_CHARACTERS),
  );
  if (kind === "boot") {
    return `the board's boot messages were heard (${shown}): it restarts, or its firmware is missing`;
  }
  if (kind === "console") {
    return `an Espruino console answers (${shown}): the Ketuk firmware is not installed`;
  }
  return `text was heard (${shown}): another firmware is on this board`;
}

function isText(byte: number): boolean {
  return (byte >= 0x20 && byte < 0x7f) || byte === 0x0a || byte === 0x0d || byte === 0x09;
}
