/** From a blank board to a reader, through updates and back to the bench: the virtual board, its console and its Storage. */
import { expect, test } from "vitest";
import { PERSON } from "../../sdk/flash/enter.js";
import { createVirtualReader } from "../../sdk/virtual/reader.js";
import { QUICK } from "../support/flash-rig.js";
import { EXPECTED_CHANGES, EXPECTED_STEPS, travel } from "../support/journey.js";
import { leaveHalfway } from "../support/update-rig.js";

test("blank, flashed, a tap, updated, taken back, BOOT held, flashed again, a tap", { timeout: 60_000 }, async () => {
  // Without lines that reset it: somebody has to hold BOOT.
  const virtual = createVirtualReader({ blank: true, resetLines: false });
  const journey = await travel({
    path: virtual.path,
    binding: virtual.binding,
    board: virtual.board,
    timing: QUICK,
    restart: virtual.restart,
    // The pacing of the line takes 20 s for all of an image.
    ahead: (image) => image.number === 2000 && leaveHalfway(virtual.board, image, 40 * 1024),
  });
  await virtual.close();
  expect(journey.steps).toEqual(EXPECTED_STEPS);
  expect(journey.changes).toEqual(EXPECTED_CHANGES);
  expect(journey.said).toEqual([PERSON]);
});
