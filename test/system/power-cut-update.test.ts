/**
 * The power goes at every flash operation of an update, from its announcement to its confirmation: afterwards the old or the
 * new firmware runs, never neither, and the same update goes on and succeeds.
 */
import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { SECTOR_BYTES } from "../../sdk/virtual/flash.js";
import { createRig, type Rig, type RigOptions } from "../support/rig.js";
import type { FlashOperation } from "../support/store-rig.js";
import { createUpdater, nextImage } from "../support/update-rig.js";

const OLD = 1000;
const options: RigOptions = { secret: createHash("sha256").update("power cut in an update").digest() };
const image = nextImage();
const NEW = image.number;
/** Every so many cuts the update is carried to its end; always where the firmware changes. */
const WHOLE_EVERY = 9;

/** A flash operation, and what was in flash before it. */
interface Moment {
  readonly operation: FlashOperation;
  readonly flash: Uint8Array;
  readonly slots: Uint8Array;
}

/** Notes every flash operation of a board from now on. */
function noteOperations({ board: { flash } }: Rig): Moment[] {
  const moments: Moment[] = [];
  const { write, erasePage } = flash;
  const note = (operation: FlashOperation) =>
    moments.push({ operation, flash: flash.bytes.slice(), slots: (flash.slots as Uint8Array).slice() });
  Object.assign(flash, {
    write(data: Uint8Array, address: number) {
      note({ address, data: data.slice() });
      write(data, address);
    },
    erasePage(address: number) {
      note({ address });
      erasePage(address);
    },
  });
  return moments;
}

/** What is in flash when an operation was cut after some bytes, on a board that starts then. */
function cutRig(moment: Moment, bytes: number): Promise<Rig> {
  return createRig({
    ...options,
    beforePower({ flash }) {
      flash.bytes.set(moment.flash);
      flash.slots = moment.slots;
      flash.faults.cut = { afterOperations: 0, afterBytes: bytes };
      if (moment.operation.data) flash.write(moment.operation.data, moment.operation.address);
      else flash.erasePage(moment.operation.address);
      flash.faults.cut = undefined;
    },
  });
}

/** The update goes on where it stopped, and the new firmware stays. */
async function carryOn(rig: Rig): Promise<void> {
  const updater = createUpdater(rig);
  updater.acknowledge();
  if (updater.running() === OLD) await updater.update(image);
  updater.acknowledge();
  for (let i = 0; i < 4; i++) rig.board.powerOn();
  await updater.reopen();
  if (updater.running() !== NEW) throw new Error("the new firmware did not stay");
}

test("old or new, never neither, after a cut at any flash operation of an update; and it goes on", async () => {
  const rig = await createRig(options);
  const updater = createUpdater(rig);
  updater.acknowledge();
  const moments = noteOperations(rig);
  await updater.update(image);
  expect(updater.running()).toBe(NEW);

  let cuts = 0;
  let whole = 0;
  const seen = { old: 0, new: 0 };
  let before = OLD;
  for (const [index, moment] of moments.entries()) {
    const size = moment.operation.data?.length ?? SECTOR_BYTES;
    const inSlots = moment.operation.address >= 0x320000;
    const places =
      inSlots && size <= 136 ? Array.from({ length: size + 1 }, (_, i) => i) : [0, 1, size >> 1, size - 1, size];
    for (const bytes of places) {
      const after = await cutRig(moment, bytes);
      const runs = after.host.hello?.firmwareNumber;
      const where = `operation ${index} at ${moment.operation.address.toString(16)}, ${bytes} of ${size} bytes`;
      if (runs !== OLD && runs !== NEW) throw new Error(`neither runs after ${where}`);
      seen[runs === OLD ? "old" : "new"]++;
      cuts++;
      if (cuts % WHOLE_EVERY && runs === before) continue;
      before = runs;
      whole++;
      await carryOn(after).catch((cause: unknown) => {
        throw new Error(`it does not go on after ${where}`, { cause });
      });
    }
  }
  const pieces = moments.filter(({ operation }) => operation.data?.length === 256).length;
  console.info(
    `update: ${cuts} power cuts at ${moments.length} flash operations, ${pieces} of them pieces of the image: ` +
      `${seen.old} run the old firmware, ${seen.new} the new one, 0 neither; ${whole} carried to the end`,
  );
  expect(pieces).toBe(Math.floor(image.bytes.length / 256));
  expect(Math.min(seen.old, seen.new)).toBeGreaterThan(5);
}, 240_000);
