/** What an open Reader can say about its own parts: measured by the board, judged here. */
import { messages } from "../../protocol/index.js";
import { KetukError } from "../errors.js";
import type { CallOptions } from "../link/requests.js";
import { type Finding, type Grade, worstOf } from "./catalog.js";
import type { Facts, PartFacts } from "./facts.js";
import { findings } from "./findings.js";
import { type Ask, measure, measureParts } from "./parts.js";
import { selfTestPassed } from "./self-test.js";

/** What was found about the parts of a reader. */
export interface Diagnosis {
  /** The worst of the findings. */
  readonly grade: Grade;
  /** What is wrong, and which parts are in order. */
  readonly findings: readonly Finding[];
  /** What the board measured. */
  readonly parts: PartFacts;
}

/** Result of the chip's self-test. */
export interface SelfTest {
  /** VersionReg: 0x91 and 0x92 are present MFRC522s. */
  readonly chipVersion: number;
  /** The chip gave what its version should; undefined where that is not known of the version. */
  readonly passed: boolean | undefined;
  /** The 64 bytes that it gave. */
  readonly data: Uint8Array;
}

/** Measures and judges. @throws KetukError as every call */
export async function diagnose(
  ask: Ask,
  known: Pick<Facts, "info" | "counters">,
  options: CallOptions,
): Promise<Diagnosis> {
  const parts = await measureParts(ask, options, known.info?.board !== "");
  const { status } = await ask({ kind: "status" }, options);
  const found = findings({ path: known.info?.path ?? "", ...known, status, parts });
  return { grade: worstOf(found), findings: found, parts };
}

/** Runs the self-test. @throws KetukError as every call, `refused` while a card lies there */
export async function selfTest(ask: Ask, options: CallOptions): Promise<SelfTest> {
  const measured = await measure(ask, messages.Check.CHECK_SELF_TEST, 0, options);
  if (!measured) {
    throw new KetukError("refused", 'the reader refused "diagnose": busy', { hint: "take the card away" });
  }
  const { value: chipVersion, data } = measured;
  return { chipVersion, passed: selfTestPassed(chipVersion, data), data };
}
