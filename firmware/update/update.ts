/**
 * Another firmware arrives over the link, into the slot that does not run. Whatever is cut, the slot that runs stays as it
 * is, and what has arrived is found again in flash: sectors are erased one by one as the image comes to them, each marked
 * when that is done, and a piece that was cut is written once more with the same bytes.
 */
import {
  HEAD_BEGUN,
  HEAD_BYTES,
  HEAD_COMPLETE,
  HEAD_CONFIRMED,
  HEAD_DIGEST,
  HEAD_NUMBER,
  HEAD_REJECTED,
  HEAD_TOLD,
  IMAGE_FILE,
  IMAGE_LIMIT_BYTES,
  IMAGE_PIECE_BYTES,
  imageOffset,
  SLOT_BYTES,
  SLOTS_ADDRESS,
} from "../../protocol/image.js";
import { checksum } from "../config.js";
import {
  type BeginUpdate,
  Code,
  decodeImageManifest,
  type FirmwareChange,
  FirmwareStep,
  type StoreImage,
  type UpdateState,
} from "../link/messages.js";
import { equalMacs } from "../link/secure.js";
import { seal } from "../tap/chain.js";
import { createFlashArea, SECTOR_BYTES } from "../tap/flash-area.js";
import { headWord, readHead, runningSlot } from "./slot.js";

const Storage = require("Storage");
const crypto = require("crypto");

const SLOT_SECTORS = SLOT_BYTES / SECTOR_BYTES;
const DIGEST_BYTES = 32;
/** An image is text: no byte of it is that of an erased sector. */
const BLANK = "\xff";

export interface Update {
  /** Of the firmware that runs. */
  number: number;
  /** What is announced and how much of it is there. */
  state: UpdateState;
  begin(request: BeginUpdate, roleKey: string): Code;
  store(piece: StoreImage): Code;
  finish(): Code;
  /** Confirms the firmware that runs, or records that another was taken back. True: that is done, and none is arriving. */
  tend(): boolean;
}

function sha256(bytes: string): string {
  return E.toString(crypto.SHA256(bytes), "");
}

function digestOf(slot: number): string {
  return readHead(slot).substr(HEAD_DIGEST * 4, DIGEST_BYTES);
}

/**
 * @param board its name, as manifests list it
 * @param report makes a record; false when there is no room for it
 * @param proved the firmware that runs works: the chip is there, and a session was opened
 * @param restart the board, once the answer has gone
 */
export function createUpdate(
  board: string,
  report: (firmwareChange: FirmwareChange) => boolean,
  proved: () => boolean,
  restart: () => void,
): Update {
  const area = createFlashArea(SLOTS_ADDRESS, 2 * SLOT_SECTORS);
  const slot = runningSlot();
  const other = 1 - slot;
  const home = other * SLOT_SECTORS;
  const number = headWord(slot, HEAD_NUMBER);
  const state: UpdateState = {};
  let size = 0;

  function otherWord(word: number): number {
    return headWord(other, word);
  }

  function mark(which: number, word: number): boolean {
    return area.write(which * SLOT_SECTORS, word * 4, "\0\0\0\0");
  }

  function change(step: FirmwareStep, which: number, previousNumber: number): boolean {
    return report({ step, number: headWord(which, HEAD_NUMBER), previousNumber, digest: digestOf(which) });
  }

  /** What has arrived is no good: the next announcement starts anew. */
  function spoil(code: Code): Code {
    mark(other, HEAD_REJECTED);
    size = 0;
    return code;
  }

  /** Bytes in flash for sure, from the last sector that was begun: the last piece of it may be cut. */
  function arrived(): number {
    let sector = -1;
    while (!otherWord(HEAD_BEGUN + sector + 1)) sector++;
    let offset = 0;
    while (offset < SECTOR_BYTES && area.read(home + 1 + sector, offset, 1) !== BLANK) offset += IMAGE_PIECE_BYTES;
    return Math.max(0, sector * SECTOR_BYTES + offset - IMAGE_PIECE_BYTES);
  }

  /** The other image ran, and was taken back. */
  let untold = !otherWord(HEAD_COMPLETE) && !otherWord(HEAD_REJECTED) && otherWord(HEAD_TOLD) > 0;

  const update: Update = {
    number,
    state,
    // biome-ignore lint/complexity/noExcessiveCognitiveComplexity: checks in their order, each with its answer; a helper would cost memory
    begin(request, roleKey) {
      const manifest = request.manifest || "";
      const mac = seal(roleKey, `ketuk update\0${manifest}`);
      if (!equalMacs(roleKey, mac, request.mac || "")) return Code.FORBIDDEN;
      update.tend();
      // The slot before is needed until this firmware has proved itself.
      if (E.ketukTrial) return Code.BUSY;
      const { number: offered, size: bytes, digest, boards } = decodeImageManifest(manifest);
      const numbers = new Uint32Array([offered || 0, bytes || 0]);
      state.number = numbers[0];
      if (numbers[0] <= number) return Code.TOO_OLD;
      if (!bytes || bytes > IMAGE_LIMIT_BYTES || (boards.length && boards.indexOf(board) < 0)) return Code.FOREIGN;
      // On a build that has Storage elsewhere, whatever lies at this address would be erased.
      if (area.read(slot * SLOT_SECTORS, 0, HEAD_BYTES) !== readHead(slot)) return Code.FLASH;
      const said = E.toString(new Uint8Array(numbers.buffer), digest || "");
      const head = said + checksum(said);
      if (readHead(other).indexOf(head) || !otherWord(HEAD_REJECTED)) {
        if (!area.erase(home) || !area.write(home, 0, head)) return Code.FLASH;
      }
      size = bytes;
      state.received = arrived();
      return Code.OK;
    },
    store(piece) {
      const offset = piece.offset || 0;
      const data = piece.data || "";
      const end = offset + data.length;
      const received = state.received || 0;
      if (!data || end > size || offset > received) return Code.BAD_REQUEST;
      const at = offset % SECTOR_BYTES;
      const page = (offset - at) / SECTOR_BYTES;
      const sector = home + 1 + page;
      const begun = !otherWord(HEAD_BEGUN + page) || (area.erase(sector) && mark(other, HEAD_BEGUN + page));
      // A piece that came before does no harm: flash holds it already.
      if (!begun || !area.write(sector, at, data)) return spoil(Code.FLASH);
      state.received = Math.max(received, end);
      return Code.OK;
    },
    finish() {
      if (!size || state.received !== size) return Code.BAD_REQUEST;
      let hashes = "";
      for (let at = 0; at < size; at += SECTOR_BYTES)
        hashes += sha256(Storage.read(IMAGE_FILE, imageOffset(other) + at, Math.min(SECTOR_BYTES, size - at)) || "");
      if (sha256(hashes) !== digestOf(other)) return spoil(Code.FOREIGN);
      if (!change(FirmwareStep.STORED, other, number)) return Code.BUSY;
      if (!mark(other, HEAD_COMPLETE)) return Code.FLASH;
      restart();
      return Code.OK;
    },
    tend() {
      if (E.ketukTrial) {
        if (!proved()) return false;
        change(FirmwareStep.CONFIRMED, slot, otherWord(HEAD_NUMBER));
        if (!mark(slot, HEAD_CONFIRMED)) return false;
        clearTimeout(E.ketukTrial);
        E.ketukTrial = 0;
      } else if (untold && change(FirmwareStep.TAKEN_BACK, other, number)) {
        untold = false;
        mark(other, HEAD_TOLD);
      }
      return !E.ketukTrial && !untold && !size;
    },
  };
  return update;
}
