/** Flashing that is interrupted at every single packet, over and over. */
import { expect, test } from "vitest";
import { createFlashRig, interruptEverywhere } from "../../support/flash-rig.js";

test("pulled and cut at every packet, it works when it is run again", { timeout: 600_000 }, async () => {
  const rig = await createFlashRig();
  const board = rig.blank();
  await rig.flash(board, { id: "gate-7" });
  const count = await interruptEverywhere(rig, board, 1);
  console.info(`${count} interruptions, one after the other`);
  expect(count).toBeGreaterThan(100);
  expect((await rig.tap(board))?.reader).toBe("gate-7");
  await rig.close();
});
