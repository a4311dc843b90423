/** Checks what came over the network before anybody works with it. What it says is judged later, by the sealed tap. */
import type { Envelope, SaleLine } from "./posting.js";

const MOST_COUNT = 100;
const LINES_COUNT = 50;

function isLine(value: unknown): value is SaleLine {
  const { line, good, quantity, amount, pay } = (value ?? {}) as Partial<SaleLine>;
  const areNumbers = [line, quantity, amount].every((each) => Number.isSafeInteger(each));
  return areNumbers && typeof good === "string" && (pay === "aid" || pay === "account" || pay === "purse");
}

function isListOf<T>(value: unknown, fits: (item: unknown) => item is T): value is T[] {
  return Array.isArray(value) && value.length <= LINES_COUNT && value.every(fits);
}

const isNumber = (value: unknown): value is number => Number.isSafeInteger(value);

function isEnvelope(value: unknown): value is Envelope {
  const { kind, sealed, offline, lines, of, ofLines } = (value ?? {}) as Partial<Envelope>;
  return (
    (kind === "sale" || kind === "cancel" || kind === "void") &&
    typeof sealed === "string" &&
    typeof offline === "boolean" &&
    isListOf(lines, isLine) &&
    (of === undefined || typeof of === "string") &&
    (ofLines === undefined || isListOf(ofLines, isNumber))
  );
}

/** The envelopes of a request; undefined when it holds anything else. */
export function toEnvelopes(body: unknown): Envelope[] | undefined {
  return Array.isArray(body) && body.length <= MOST_COUNT && body.every(isEnvelope) ? body : undefined;
}
