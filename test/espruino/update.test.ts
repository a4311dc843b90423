/** An update on the real interpreter: the loader, the image it evaluates, all pieces, and the new firmware's confirmation. */
import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { IMAGE_FILE, IMAGE_PADDING_BYTES } from "../../protocol/image.js";
import { messages } from "../../protocol/index.js";
import { builtLoader } from "../../sdk/firmware/built.js";
import { bootFiles } from "../../sdk/firmware/files.js";
import { createFleetKeys } from "../../sdk/keys/fleet.js";
import { toByteString } from "../../sdk/virtual/byte-string.js";
import { CONFIG_FILE, encodeConfig } from "../../sdk/virtual/config.js";
import { ESPRUINO, type EspruinoBoard, HOW_TO_ENABLE, startEspruino } from "../support/espruino.js";
import { createHostEnd } from "../support/host-end.js";
import type { Rig } from "../support/rig.js";
import { visit } from "../support/runner.js";
import { announcementMac, nextImage, PIECE_BYTES } from "../support/update-rig.js";

const keys = createFleetKeys(createHash("sha256").update("update on the interpreter").digest());
const image = nextImage();

/** A start of the loader with what is in flash. */
function start(flash: Uint8Array | undefined, slots: Uint8Array): Promise<EspruinoBoard> {
  const storage = new Map([[CONFIG_FILE, toByteString(encodeConfig("rig", keys, {}))]]);
  return startEspruino(builtLoader(), storage, [], flash, (board) => {
    board.flash.slots = slots;
  });
}

async function update(): Promise<{ numbers: number[]; steps: string[] }> {
  const content = bootFiles().find(({ name }) => name === IMAGE_FILE)?.bytes as Uint8Array;
  const first = await start(undefined, content.slice(IMAGE_PADDING_BYTES));
  const numbers: number[] = [];
  const steps: string[] = [];
  const tell = (records: Map<number, Uint8Array>) => {
    for (const sealed of records.values()) {
      const { firmwareChange } = messages.Record.decode(messages.SealedRecord.decode(sealed).record);
      if (firmwareChange) steps.push(messages.FirmwareStep[messages.FirmwareChange.create(firmwareChange).step] ?? "");
    }
  };
  const day = visit(first, keys);
  await day.open(1_790_000_000_000);
  const mac = announcementMac({ keys } as Rig, image.manifest);
  const begun = await day.request({ beginUpdate: { manifest: image.manifest, mac } });
  expect(begun).toMatchObject({ code: messages.Code.CODE_OK, updateState: { number: image.number } });
  for (let offset = 0; offset < image.bytes.length; offset += PIECE_BYTES) {
    const data = image.bytes.slice(offset, offset + PIECE_BYTES);
    const { code } = await day.request({ storeImage: { offset, data } });
    if (code) throw new Error(`piece at ${offset}: ${messages.Code[code]}\n${first.printed()}`);
  }
  expect((await day.request({ finishUpdate: {} })).code).toBe(messages.Code.CODE_OK);
  await day.drain();
  tell(day.records());
  expect(first.reboots()).toBe(1);
  const { flash } = first.board;
  const kept = { bytes: flash.bytes.slice(), slots: (flash.slots as Uint8Array).slice() };
  await first.close();

  const second = await start(kept.bytes, kept.slots);
  const host = createHostEnd(second.board.uart, keys);
  await second.advance(1200);
  numbers.push(host.hello?.firmwareNumber ?? 0);
  const after = visit(second, keys);
  await after.open(1_790_000_100_000);
  await after.drain();
  tell(after.records());
  const printed = second.printed();
  await second.close();
  if (/Uncaught|ERROR/.test(printed)) throw new Error(printed);
  return { numbers, steps: [...new Set(steps)] };
}

test.skipIf(!ESPRUINO)(
  `is taken, run and confirmed on the real interpreter (${HOW_TO_ENABLE})`,
  async () => {
    expect(await update()).toEqual({
      numbers: [image.number],
      steps: ["FIRMWARE_STEP_STORED", "FIRMWARE_STEP_CONFIRMED"],
    });
  },
  180_000,
);
