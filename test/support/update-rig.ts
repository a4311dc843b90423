/** Updates at the level of the wire: images to try, and a host that sends them step by step. */
import { createHmac } from "node:crypto";
import { HEAD_BEGUN, HEAD_COMPLETE, IMAGE_PADDING_BYTES, PAGE_BYTES, SLOT_BYTES } from "../../protocol/image.js";
import { messages } from "../../protocol/index.js";
import { imageFileContent } from "../../sdk/firmware/files.js";
import { type FirmwareImage, type PackImageOptions, packImage } from "../../sdk/firmware/image.js";
import { withSuffix } from "../../sdk/link/secure.js";
import type { VirtualBoard } from "../../sdk/virtual/board.js";
import { changedFirmware } from "./changed-firmware.js";
import type { Rig } from "./rig.js";

/** The firmware of this package, as the next release of it. */
export function nextImage(options: PackImageOptions = {}): FirmwareImage {
  return packImage({
    firmware: changedFirmware((es5) => es5.replace(/firmwareVersion:"[^"]*"/, 'firmwareVersion:"9.8.7"')),
    ...options,
  });
}

export const PIECE_BYTES = 256;

export interface Updater {
  request(body: messages.Request.$Properties): messages.Answer;
  /** @param mac another one than the right one */
  begin(image: FirmwareImage, mac?: Uint8Array): messages.Answer;
  /** Sends a piece. */
  store(image: FirmwareImage, offset: number): messages.Answer;
  /** Sends everything from an offset on. */
  send(image: FirmwareImage, from?: number): void;
  finish(): messages.Answer;
  /** Acknowledges every record that has come, so that the next ones come. */
  acknowledge(): void;
  /** A session after a restart. */
  reopen(): Promise<void>;
  /** All of it, up to the session with the new firmware. */
  update(image: FirmwareImage): Promise<void>;
  /** What runs, as Hello says it. */
  running(): number;
  /** Changes of the firmware, as the records tell them: step and number. */
  steps(): string[];
}

/** Leaves a board in the middle of an update: so many bytes of the image are in its second slot, whole pieces of them. */
export function leaveHalfway({ flash }: VirtualBoard, image: FirmwareImage, sizeBytes: number): void {
  const content = imageFileContent(image.bytes, image.number).slice(IMAGE_PADDING_BYTES);
  const slot = content.slice(0, SLOT_BYTES);
  slot.fill(0xff, PAGE_BYTES + sizeBytes);
  slot.fill(0xff, HEAD_COMPLETE * 4, PAGE_BYTES);
  slot.fill(0, HEAD_BEGUN * 4, (HEAD_BEGUN + Math.ceil(sizeBytes / PAGE_BYTES)) * 4);
  const slots = (flash.slots ?? content).slice();
  slots.set(slot, SLOT_BYTES);
  flash.slots = slots;
}

/** The right MAC of an announcement. */
export function announcementMac(rig: Rig, manifest: Uint8Array): Uint8Array {
  const key = rig.keys.roleKey("rig", "maintainer", 1);
  return new Uint8Array(createHmac("sha256", key).update(withSuffix("ketuk update\0", manifest)).digest());
}

export function createUpdater(rig: Rig): Updater {
  let id = 0;
  let from = 0;

  function request(body: messages.Request.$Properties): messages.Answer {
    const mine = ++id;
    rig.host.send({ session: rig.session(), request: { ...body, id: mine } });
    for (let i = 0; i < 400; i++) {
      const found = rig.host.messages.findLast(({ answer }) => answer?.id === mine);
      if (found?.answer) return messages.Answer.create(found.answer);
      rig.advance(5);
    }
    throw new Error(`no answer to ${JSON.stringify(Object.keys(body))}`);
  }

  const updater: Updater = {
    request,
    begin: (image, mac = announcementMac(rig, image.manifest)) =>
      request({ beginUpdate: { manifest: image.manifest, mac } }),
    store: (image, offset) =>
      request({ storeImage: { offset, data: image.bytes.slice(offset, offset + PIECE_BYTES) } }),
    send(image, start = 0) {
      for (let offset = start; offset < image.bytes.length; offset += PIECE_BYTES) {
        const { code } = updater.store(image, offset);
        if (code) throw new Error(`piece at ${offset}: ${messages.Code[code]}`);
        rig.host.messages.splice(0, rig.host.messages.length - 5);
      }
    },
    finish: () => request({ finishUpdate: {} }),
    acknowledge() {
      const counter = Math.max(0, ...rig.allRecords().map((record) => record.counter));
      rig.host.send({ session: rig.session(), ack: { epoch: 1, counter } });
      rig.advance(500);
    },
    async reopen() {
      rig.host.messages.length = 0;
      id = 0;
      await rig.openSession();
      updater.acknowledge();
      updater.acknowledge();
    },
    async update(image) {
      from = Number(updater.begin(image).updateState?.received ?? 0);
      updater.send(image, from);
      if (updater.finish().code) throw new Error("the image was not taken");
      rig.advance(500);
      await updater.reopen();
    },
    running: () => rig.host.hello?.firmwareNumber ?? 0,
    steps: () =>
      rig.allRecords().flatMap(({ firmwareChange }) => {
        if (!firmwareChange) return [];
        const { step, number } = messages.FirmwareChange.create(firmwareChange);
        return [`${(messages.FirmwareStep[step] ?? "").replace("FIRMWARE_STEP_", "")} ${number}`];
      }),
  };
  return updater;
}
