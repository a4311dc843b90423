/** The arithmetic of the sizing table and of the day's curve, by hand. */
import { expect, test } from "vitest";
import { clockText, PEAK_FACTOR, shareUntil } from "../../bench/city/curve.js";
import { sliceDay } from "../../bench/city/series.js";
import { type Assumptions, type Measured, sizeFor, text } from "../../bench/city/sizing.js";

const MEASURED: Measured = {
  tapsPerWorkerCore: 500,
  tapsPerBrokerCore: 5000,
  readersPerBridgeCore: 20_000,
  databaseBytesPerTap: 400,
  bridgeBytes: 150e6,
  readersPerBridge: 1000,
};
const ASSUMED: Assumptions = {
  tapsPerCardPerDay: 2,
  cardsPerReader: 200,
  peakFactor: 4,
  fullest: 0.5,
  readersPerHost: 1000,
  networkBytesPerTap: 1500,
  retentionDays: 100,
  journalCount: 250,
};

/** The table as numbers by name. */
function table(cards: number, measured = MEASURED, assumed = ASSUMED): Record<string, number> {
  return Object.fromEntries(sizeFor(cards, measured, assumed).map(({ name, value }) => [name, value]));
}

test("10 million cards, computed by hand", () => {
  const found = table(10_000_000);
  expect(found).toMatchObject({
    readers: 50_000,
    "taps a day": 20_000_000,
    "hosts with readers": 50,
    // 925.9 taps a second at most: / (500 x 0.5), / (5000 x 0.5); 50,000 readers / (20,000 x 0.5).
    "cores of workers": 4,
    "cores of brokers": 1,
    "cores of bridges, all hosts": 5,
    "disk a day": 8,
    "disk, kept": 800,
    "memory of bridges, all hosts": 7.5,
  });
  expect(found["taps in the busiest second"]).toBeCloseTo(925.93, 1);
  expect(found["network at the broker"]).toBeCloseTo(11.11, 1);
  // 66.7 taps an hour at each reader.
  expect(found["journals last, at the busiest hour's rate"]).toBeCloseTo(3.75, 2);
});

test("ten times the cards are ten times the load, and never less than one core", () => {
  const [small, large] = [table(10_000_000), table(100_000_000)];
  for (const name of ["readers", "taps a day", "taps in the busiest second", "disk a day"]) {
    expect(large[name], name).toBeCloseTo(10 * (small[name] as number), 6);
  }
  expect(large["cores of workers"]).toBe(38);
  expect(table(1000)["cores of workers"]).toBe(1);
});

test("each figure shows its arithmetic, and that gives the figure", () => {
  const rows = sizeFor(10_000_000, MEASURED, ASSUMED).filter(({ arithmetic }) => /^[\d., /xe()]+$/.test(arithmetic));
  expect(rows.length).toBeGreaterThan(8);
  for (const { name, value, arithmetic } of rows) {
    const plain = arithmetic.replaceAll(/(?<=\d),(?=\d{3})/g, "").replaceAll("x", "*");
    const computed = Number(new Function(`return ${plain}`)());
    const wanted = name.startsWith("cores") ? Math.max(1, Math.ceil(computed)) : computed;
    expect(Math.abs(wanted - value) / value, `${name}: ${arithmetic} = ${value}`).toBeLessThan(0.01);
  }
});

test("figures have three digits that count", () => {
  expect([0, 0.01234, 12.345, 123.4, 1_234_567].map(text)).toEqual(["0", "0.0123", "12.3", "123", "1,234,567"]);
});

test("the day's curve begins at nothing, ends at all, and is steepest in the morning", () => {
  expect([shareUntil(-1), shareUntil(0), shareUntil(1), shareUntil(2)]).toEqual([0, 0, 1, 1]);
  const shares = Array.from({ length: 1441 }, (_, minute) => shareUntil(minute / 1440));
  const steps = shares.slice(1).map((share, i) => share - (shares[i] as number));
  expect(Math.min(...steps)).toBeGreaterThan(0);
  expect(Math.max(...steps) * 1440).toBeCloseTo(PEAK_FACTOR, 6);
  expect(clockText(steps.indexOf(Math.max(...steps)) / 1440)).toMatch(/^07:/);
  expect([clockText(0.5), clockText(1.2)]).toEqual(["12:00", "24:00+"]);
});

test("postings fall into ten minutes of the city's day, latencies by the time of the tap and of readers with a clock", () => {
  const at = (reader: string, madeMs: number, postedMs: number) => ({ reader, madeMs, postedMs });
  const times = [
    at("gate-1", 1000, 1010),
    at("gate-1", 1005, 1205),
    at("gate-1", 1143, 1300),
    at("board-1", 1000, 9000),
  ];
  const { posted, latency, all } = sliceDay((id) => id === "gate-1", times, 1000, 144);
  expect([posted[10], posted[205], posted.length]).toEqual([1, 1, 8001]);
  expect(latency[0]).toEqual({ p50: 10, p95: 10, p99: 10 });
  expect(latency[5]).toEqual({ p50: 200, p95: 200, p99: 200 });
  expect([latency[1], latency[143]?.p50, all?.p99]).toEqual([undefined, 157, 200]);
});
