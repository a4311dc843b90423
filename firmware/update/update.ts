/**
 * Another firmware arrives over the link, into the slot that does not run. Whatever is cut, the slot that runs stays as it
 * is, and what has arrived is found again in flash: sectors are erased one by one as the image comes to them, each marked
 * when that is done, and a piece that was cut is written once more with the same bytes.
 */
import {
  HEAD_BEGUN,
  HEAD_COMPLETE,
  HEAD_CONFIRMED,
  HEAD_CRC,
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
  type ImageManifest,
  type StoreImage,
  type UpdateState,
} from "../link/messages.js";
import { equalMacs } from "../link/secure.js";
import { seal } from "../tap/chain.js";
import { createFlashArea, SECTOR_BYTES } from "../tap/flash-area.js";
import { readHead, wordsOf } from "./slot.js";

const Storage = require("Storage");
const crypto = require("crypto");

const SLOT_SECTORS = SLOT_BYTES / SECTOR_BYTES;
const DIGEST_BYTES = 32;
const BLANK = "\xff\xff\xff\xff";

export interface UpdateParts {
  /** Name of the board, as manifests list it. */
  board: string;
  /** Makes a record. False when there is no room for it. */
  report(firmwareChange: FirmwareChange): boolean;
  /** The firmware that runs works: the chip is there, and a session was opened. */
  proved(): boolean;
  /** Restarts, once the answer has gone. */
  restart(): void;
}

export interface Update {
  /** Of the firmware that runs. */
  number: number;
  /** What is announced and how much of it is there. */
  state: UpdateState;
  begin(request: BeginUpdate, roleKey: string): Code;
  store(piece: StoreImage): Code;
  finish(): Code;
  /** Confirms the firmware that runs, or records that another was taken back. */
  tend(): void;
}

function sha256(bytes: string): string {
  return E.toString(crypto.SHA256(bytes), "");
}

function digestIn(head: string): string {
  return head.substr(HEAD_DIGEST * 4, DIGEST_BYTES);
}

/** @param slot that runs */
export function createUpdate(slot: number, parts: UpdateParts): Update {
  const area = createFlashArea(SLOTS_ADDRESS, 2 * SLOT_SECTORS);
  const other = 1 - slot;
  const home = other * SLOT_SECTORS;
  const number = wordsOf(readHead(slot))[HEAD_NUMBER];
  const state: UpdateState = {};
  let size = 0;
  const before = wordsOf(readHead(other));
  /** The other image ran, and was taken back. */
  let untold = !before[HEAD_COMPLETE] && !before[HEAD_REJECTED] && before[HEAD_TOLD] > 0;

  function otherWord(word: number): number {
    return wordsOf(readHead(other))[word];
  }

  function mark(which: number, word: number): boolean {
    return area.write(which * SLOT_SECTORS, word * 4, "\0\0\0\0");
  }

  function change(step: FirmwareStep, which: number, previousNumber: number): boolean {
    const head = readHead(which);
    return parts.report({ step, number: wordsOf(head)[HEAD_NUMBER], previousNumber, digest: digestIn(head) });
  }

  /** What has arrived is no good: the next announcement starts anew. */
  function spoil(code: Code): Code {
    mark(other, HEAD_REJECTED);
    size = 0;
    return code;
  }

  /** An image for this board that is newer than what runs? */
  function judge(manifest: ImageManifest): Code {
    if ((manifest.number || 0) <= number) return Code.TOO_OLD;
    const bytes = manifest.size || 0;
    const fits = bytes && bytes <= IMAGE_LIMIT_BYTES && (manifest.digest || "").length === DIGEST_BYTES;
    const meant = !manifest.boards.length || manifest.boards.indexOf(parts.board) >= 0;
    return fits && meant ? Code.OK : Code.FOREIGN;
  }

  /** Bytes in flash, from the last sector that was begun: up to the last piece of it, which may be cut. */
  function arrived(): number {
    const words = wordsOf(readHead(other));
    let sector = -1;
    while (!words[HEAD_BEGUN + sector + 1]) sector++;
    let offset = 0;
    while (offset < SECTOR_BYTES && area.read(home + 1 + sector, offset, 4) !== BLANK) offset += IMAGE_PIECE_BYTES;
    return sector < 0 ? 0 : sector * SECTOR_BYTES + Math.max(0, offset - IMAGE_PIECE_BYTES);
  }

  function announce(manifest: ImageManifest): Code {
    update.tend();
    // The slot before is needed until this firmware has proved itself.
    if (E.ketukTrial) return Code.BUSY;
    const code = judge(manifest);
    if (code) return code;
    const numbers = new Uint32Array([manifest.number || 0, manifest.size || 0]);
    const said = E.toString(new Uint8Array(numbers.buffer), manifest.digest || "");
    const head = said + checksum(said);
    if (readHead(other).substr(0, HEAD_CRC * 4 + 4) !== head || !otherWord(HEAD_REJECTED)) {
      if (!area.erase(home) || !area.write(home, 0, head)) return Code.FLASH;
    }
    size = numbers[1];
    state.number = numbers[0];
    state.received = arrived();
    return Code.OK;
  }

  /** Erases the sector that the next piece is the first of. */
  function begun(sector: number): boolean {
    if (!otherWord(HEAD_BEGUN + sector)) return true;
    return area.erase(home + 1 + sector) && mark(other, HEAD_BEGUN + sector);
  }

  const update: Update = {
    number,
    state,
    begin(request, roleKey) {
      const bytes = request.manifest || "";
      if (!roleKey || !equalMacs(roleKey, seal(roleKey, `ketuk update\0${bytes}`), request.mac || ""))
        return Code.FORBIDDEN;
      try {
        return announce(decodeImageManifest(bytes));
      } catch (_) {
        return Code.BAD_REQUEST;
      }
    },
    store(piece) {
      const offset = piece.offset || 0;
      const data = piece.data || "";
      const end = offset + data.length;
      const received = state.received || 0;
      const at = offset % SECTOR_BYTES;
      const sector = (offset - at) / SECTOR_BYTES;
      const odd = offset & 3 || (data.length & 3 && end < size);
      if (
        !data ||
        odd ||
        end > size ||
        offset > received ||
        data.length > IMAGE_PIECE_BYTES ||
        at + data.length > SECTOR_BYTES
      )
        return Code.BAD_REQUEST;
      if (offset < received) return area.read(home + 1 + sector, at, data.length) === data ? Code.OK : Code.BAD_REQUEST;
      if (!begun(sector) || !area.write(home + 1 + sector, at, data)) return spoil(Code.FLASH);
      state.received = end;
      return Code.OK;
    },
    finish() {
      if (!size || state.received !== size) return Code.BAD_REQUEST;
      if (!otherWord(HEAD_COMPLETE)) return Code.OK;
      let hashes = "";
      for (let at = 0; at < size; at += SECTOR_BYTES)
        hashes += sha256(Storage.read(IMAGE_FILE, imageOffset(other) + at, Math.min(SECTOR_BYTES, size - at)) || "");
      if (sha256(hashes) !== digestIn(readHead(other))) return spoil(Code.FOREIGN);
      if (!change(FirmwareStep.STORED, other, number)) return Code.BUSY;
      if (!mark(other, HEAD_COMPLETE)) return spoil(Code.FLASH);
      parts.restart();
      return Code.OK;
    },
    tend() {
      if (E.ketukTrial) {
        if (!parts.proved()) return;
        change(FirmwareStep.CONFIRMED, slot, otherWord(HEAD_NUMBER));
        if (!mark(slot, HEAD_CONFIRMED)) return;
        clearTimeout(E.ketukTrial);
        E.ketukTrial = 0;
      } else if (untold && change(FirmwareStep.TAKEN_BACK, other, number)) {
        untold = false;
        mark(other, HEAD_TOLD);
      }
    },
  };
  return update;
}
