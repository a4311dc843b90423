/** Dates of records that were made before the reader knew the time. */
import { expect, test } from "vitest";
import type { Hello } from "../../../sdk/link/messages.js";
import { createDating } from "../../../sdk/reader/dating.js";
import { decodeRecord } from "../../../sdk/verify/record.js";
import { READER, tapRecord } from "../../support/records.js";

const NOW_MS = 1_790_000_000_000;
const hello = (boot: number, uptimeMs: number, epoch = 1) => ({ readerId: READER, epoch, boot, uptimeMs }) as Hello;

function record(boot: number, uptimeMs: number, wallMs = 0) {
  const decoded = decodeRecord(tapRecord({ boot, uptimeMs, wallMs }));
  if (!decoded) throw new Error("no record");
  return decoded.data;
}

const unknown = { datedAt: undefined, datedBy: undefined };

test("the date that the reader sealed is the date", () => {
  const dating = createDating();
  dating.hello(hello(3, 60_000), NOW_MS);
  const sealedMs = NOW_MS - 777;
  expect(dating.date(record(3, 10_000, sealedMs), NOW_MS)).toEqual({ datedAt: new Date(sealedMs), datedBy: "reader" });
});

test("a record of the boot that is running is dated by its uptime", () => {
  const dating = createDating();
  expect(dating.date(record(3, 10_000), NOW_MS)).toEqual(unknown);
  dating.hello(hello(3, 60_000), NOW_MS);
  expect(dating.date(record(3, 10_000), NOW_MS)).toEqual({ datedAt: new Date(NOW_MS - 50_000), datedBy: "host" });
});

test("one of an earlier boot, another reader or a wiped one has no date, however well it would fit", () => {
  const dating = createDating();
  dating.hello(hello(3, 60_000), NOW_MS);
  dating.hello(hello(4, 20_000), NOW_MS + 30_000);
  expect(dating.date(record(3, 10_000), NOW_MS + 30_000)).toEqual(unknown);
  expect(dating.date(record(5, 10_000), NOW_MS + 30_000)).toEqual(unknown);
  expect(dating.date(record(4, 10_000), NOW_MS + 30_000).datedAt).toEqual(new Date(NOW_MS + 20_000));
  dating.hello(hello(4, 20_000, 2), NOW_MS);
  expect(dating.date(record(4, 10_000), NOW_MS)).toEqual(unknown);
});

test("firmware that does not tell its uptime makes no date", () => {
  const dating = createDating();
  dating.hello(hello(3, 0), NOW_MS);
  expect(dating.date(record(3, 10_000), NOW_MS + 60_000)).toEqual(unknown);
});

test("a board that restarted between two Hellos is not dated by its earlier boot", () => {
  const dating = createDating();
  dating.hello(hello(3, 10_000), NOW_MS);
  dating.hello(hello(4, 20_000), NOW_MS + 40_000);
  expect(dating.date(record(4, 10_000), NOW_MS + 40_000).datedAt).toEqual(new Date(NOW_MS + 30_000));
});

test("a record from the future has no date: its uptime is of no boot that we know", () => {
  const dating = createDating();
  dating.hello(hello(3, 60_000), NOW_MS);
  expect(dating.date(record(3, 90_000), NOW_MS)).toEqual(unknown);
  expect(dating.date(record(3, 60_300), NOW_MS)).toEqual({ datedAt: new Date(NOW_MS), datedBy: "host" });
});

test("pings make it better, and a Hello on request does not begin it anew", () => {
  const dating = createDating();
  dating.hello(hello(3, 60_000), NOW_MS + 800);
  dating.sample({ hostMs: NOW_MS + 1010, uptimeMs: 61_000, roundTripMs: 20 });
  dating.hello(hello(3, 62_000), NOW_MS + 2900);
  expect(dating.date(record(3, 10_000), NOW_MS + 3000).datedAt).toEqual(new Date(NOW_MS - 50_000));
  expect(dating.estimate()?.errorMs).toBe(10);
});
