/** File settings and the protection that follows from them. cards.md 6.2; AN12343, AN12196 (card-vectors.md 4.9). */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseCardVersion } from "../../../sdk/card/card-version.js";
import {
  accessMode,
  type FileAccess,
  type FileAccessRight,
  parseFileSettings,
} from "../../../sdk/card/file-settings.js";
import { bytes } from "../../support/pcd.js";

describe("parseFileSettings", () => {
  it("reads the NDEF file of AN12196, with SDM", () => {
    expect(parseFileSettings(bytes("0040EEEE000100D1FE001F00004400004400002000006A0000"))).toEqual({
      type: "standard",
      mode: "plain",
      rights: { read: "free", write: "free", readWrite: "free", change: "free" },
      sizeBytes: 256,
      value: undefined,
      isSdmEnabled: true,
    });
  });

  it.each([
    ["00003012400000", "standard", "plain"],
    ["01013012400000", "backup", "mac"],
    ["02033012F6FFFFFF0A000000000000 00 01", "value", "full"],
    ["03023012100000050000020000", "linear-record", "plain"],
    ["04033012100000050000020000", "cyclic-record", "full"],
    ["05031012", "transaction-mac", "full"],
  ])("knows the kind and mode of %s", (answer, type, mode) => {
    expect(parseFileSettings(bytes(answer))).toMatchObject({ type, mode });
  });

  it("reads limits below zero", () => {
    expect(parseFileSettings(bytes("02033012F6FFFFFF0A0000000700000001"))?.value).toEqual({
      lowerLimit: -10,
      upperLimit: 10,
      limitedCredit: 7,
      isLimitedCreditEnabled: true,
    });
  });

  it("takes nothing that is too short or unknown, and never throws", () => {
    for (const answer of ["", "00", "000030", "00003012", "000030124000", "020330120000", "06003012400000"]) {
      expect(parseFileSettings(bytes(answer))).toBeUndefined();
    }
    fc.assert(fc.property(fc.uint8Array({ maxLength: 40 }), (answer) => void parseFileSettings(answer)));
  });
});

describe("accessMode", () => {
  const settings = (read: FileAccessRight, write: FileAccessRight, readWrite: FileAccessRight) => ({
    type: "value" as const,
    mode: "full" as const,
    rights: { read, write, readWrite, change: 0 },
    sizeBytes: undefined,
    value: undefined,
    isSdmEnabled: false,
  });

  it.each<[string, FileAccess, FileAccessRight, FileAccessRight, FileAccessRight, number | undefined, string]>([
    ["held", "read", 1, "never", "never", 1, "full"],
    ["held by the other right", "read", "never", "never", 1, 1, "full"],
    ["held and free: held wins", "read", 1, "never", "free", 1, "full"],
    ["free for other keys", "read", 1, "never", "free", 2, "plain"],
    ["free without a session", "read", "free", 1, 1, undefined, "plain"],
    ["held by nobody here: the card shall say so", "read", 1, "free", 2, 3, "full"],
    ["writing does not look at reading", "write", "free", 1, 1, 2, "full"],
    ["writing that is free", "write", 1, "free", 1, 2, "plain"],
    ["GetValue by any right", "get-value", "never", "free", "never", 2, "plain"],
    ["Debit by reading", "debit", "free", 1, 1, 2, "plain"],
    ["Credit by both only", "credit", "free", "free", 1, 2, "full"],
    ["Credit that is free", "credit", 1, 1, "free", 2, "plain"],
    ["LimitedCredit by writing", "limited-credit", 1, "free", 1, 2, "plain"],
    ["LimitedCredit not by reading", "limited-credit", "free", 1, 1, 2, "full"],
  ])("%s", (_name, access, read, write, readWrite, keyNumber, mode) => {
    expect(accessMode(settings(read, write, readWrite), access, keyNumber)).toBe(mode);
  });
});

describe("parseCardVersion", () => {
  it.each([
    ["04010101001805", "desfire-ev1"],
    ["04010112001A05", "desfire-ev2"],
    ["04010133001A05", "desfire-ev3"],
    ["04080130001305", "desfire-light"],
    ["04040230001105", "ntag424"],
    ["04040201000F03", "unknown"],
    ["05010112001A05", "unknown"],
  ])("takes %s for %s", (hardware, product) => {
    const answer = bytes(`${hardware}0408013000130504DE5F1EACC040FFFFFFFFFF4017`);
    expect(parseCardVersion(answer)).toMatchObject({
      product,
      uid: bytes("04DE5F1EACC040"),
      batch: bytes("FFFFFFFFFF"),
    });
    expect(parseCardVersion(answer.subarray(1))).toBeUndefined();
  });
});
