/** Records waiting for the host: what is added stays until acknowledged, in its order, byte for byte. */
import "../support/espruino-globals.js";
import fc from "fast-check";
import { expect, test } from "vitest";
import { CAPACITY, createOutbox } from "../../firmware/tap/outbox.js";

test("an acknowledgement takes everything up to its counter, and nothing else", () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.integer({ min: 1, max: 60 }), { maxLength: CAPACITY }),
      fc.array(fc.nat(70)),
      (raw, acks) => {
        const box = createOutbox();
        let model = [...raw].sort((a, b) => a - b);
        for (const counter of model) box.add(counter, `record ${counter}`);
        for (const ack of acks) {
          box.acknowledge(ack);
          model = model.filter((counter) => counter > ack);
          expect(box.counters).toEqual(model);
          expect(box.records).toEqual(model.map((counter) => `record ${counter}`));
        }
      },
    ),
  );
});

test("is full at its capacity and has room again after an acknowledgement", () => {
  const box = createOutbox();
  for (let counter = 1; counter <= CAPACITY; counter++) {
    expect(box.full()).toBe(false);
    box.add(counter, "r");
  }
  expect(box.full()).toBe(true);
  box.acknowledge(0);
  expect(box.full()).toBe(true);
  box.acknowledge(1);
  expect(box.full()).toBe(false);
});
