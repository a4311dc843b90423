/** What lets readers forget records: nothing while the bridge looks, the broker where there are no workers, then they. */
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { createReleaseRule, type ReleaseRuleOptions } from "../../../sdk/bridge/release-rule.js";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function ruleOf(acknowledge: ReleaseRuleOptions["acknowledge"], refusing: "worker" | "stored" | "" = "") {
  const said: string[] = [];
  const rule = createReleaseRule({
    acknowledge,
    lookMs: 1000,
    hearWorkers: (refused) => void (refusing === "worker" && refused(new Error("not authorized"))),
    hearReceipts: (refused) => void (refusing === "stored" && refused(new Error("not authorized"))),
    changed: () => void said.push(rule.when),
    refused: (what, error) => void said.push(`${what}: ${error.message}`),
  });
  return { rule, said };
}

describe("the rule", () => {
  test("is the broker's word when a second has brought no worker, and looks again at the next connection", () => {
    const { rule, said } = ruleOf("auto");
    rule.connected();
    vi.advanceTimersByTime(999);
    expect([rule.when, said]).toEqual(["looking", []]);
    vi.advanceTimersByTime(1);
    expect([rule.when, said]).toEqual(["published", ["published"]]);
    rule.connected();
    expect(rule.when).toBe("looking");
    rule.close();
    vi.advanceTimersByTime(5000);
    expect(rule.when).toBe("looking");
  });

  test("is a receipt from the first worker on, whenever that comes, and for ever", () => {
    for (const afterMs of [0, 500, 5000]) {
      const { rule, said } = ruleOf("auto");
      rule.connected();
      vi.advanceTimersByTime(afterMs);
      rule.sawWorker();
      rule.connected();
      vi.advanceTimersByTime(5000);
      rule.sawWorker();
      expect([rule.when, said.at(-1), said.filter((one) => one === "stored")]).toEqual([
        "stored",
        "stored",
        ["stored"],
      ]);
    }
  });

  test("is the broker's word where the broker lets nobody hear workers or receipts, and says so", () => {
    const deaf = ruleOf("auto", "worker");
    deaf.rule.connected();
    expect([deaf.rule.when, deaf.said]).toEqual(["published", ["worker: not authorized", "published"]]);
    const mute = ruleOf("auto", "stored");
    mute.rule.connected();
    mute.rule.sawWorker();
    expect([mute.rule.when, mute.said.slice(-2)]).toEqual(["published", ["stored: not authorized", "published"]]);
    mute.rule.connected();
    mute.rule.sawWorker();
    vi.advanceTimersByTime(5000);
    expect(mute.rule.when).toBe("published");
  });

  test("is what was asked for where it was", () => {
    for (const acknowledge of ["published", "stored"] as const) {
      const { rule, said } = ruleOf(acknowledge);
      rule.connected();
      rule.sawWorker();
      vi.advanceTimersByTime(5000);
      expect([rule.when, said]).toEqual([acknowledge, []]);
    }
  });
});
