/** A card enrolled strong is never taken weak. */
import { randomBytes } from "node:crypto";
import { expect, test } from "vitest";
import { createMemoryEnrolmentStore, Reader } from "../../sdk/index.js";
import { createUidCard, createVirtualReader } from "../../sdk/virtual/index.js";
import { configFor, FAMILIES, type FamilyRow, genuineKey, UID } from "../support/families.js";

const row = FAMILIES.find((each) => each.name === "DESFire EV2, full") as FamilyRow;

test("the UID of an AES card on a plain one is a downgrade, even where plain cards are good enough", async () => {
  const virtual = createVirtualReader({ config: configFor(row) });
  await using reader = await Reader.open({
    path: virtual.path,
    binding: virtual.binding,
    keys: virtual.keys,
    minimumAssurance: "uid",
    enrolment: createMemoryEnrolmentStore(),
  });
  const taps = reader.taps();
  const copy = createUidCard({ uid: UID, sak: 0, atqa: 0x0044 });
  const stranger = createUidCard({ uid: Uint8Array.of(4, 1, 1, 1, 1, 1, 1), sak: 0, atqa: 0x0044 });
  const verdicts: string[] = [];
  for (const card of [row.make(genuineKey(row), () => new Uint8Array(randomBytes(16))), copy, stranger]) {
    await virtual.present(card);
    verdicts.push((await taps.next()).value?.verdict.reason ?? "none");
  }
  expect(verdicts).toEqual(["genuine", "downgrade", "genuine"]);
  await virtual.close();
});
