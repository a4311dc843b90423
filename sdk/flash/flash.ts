/**
 * One board from blank to a checked reader, with its place in the key ring file. Several may run at once: the ring is
 * read and written by one of them at a time.
 */
import { IMAGE_FILE } from "../../protocol/image.js";
import type { BoardChoice } from "../board/board.js";
import { bootFiles } from "../firmware/files.js";
import { readRing, writeRing } from "../keys/file.js";
import type { Passphrase } from "../keys/key-file.js";
import { createRingKeys } from "../keys/ring-keys.js";
import type { AcceptancePolicy } from "../reader/policy.js";
import { waysOf } from "../reader/ways.js";
import type { BindingInterface } from "../transport/binding.js";
import { checkReader, type Diagnose, type WiringVerdict } from "./check.js";
import { checkJournals, claimReader, provisionOf } from "./identity.js";
import { type FlashHandlers, type Installed, install } from "./install.js";
import type { StorageFile } from "./storage.js";
import { FLASH_TIMING, type FlashTiming } from "./timing.js";

/** What to flash, and where. */
export interface FlashOptions {
  /** Path of the port. */
  readonly path: string;
  readonly binding?: BindingInterface | undefined;
  /** The key ring file. */
  readonly ringPath: string;
  readonly passphrase?: Passphrase | undefined;
  /** Reader id; default the one that the ring knows this board by, else a new one. */
  readonly id?: string | undefined;
  readonly board: BoardChoice;
  readonly policy: AcceptancePolicy;
  /** Signing coupons; 0 for none. */
  readonly couponCount: number;
  readonly wipe: boolean;
  readonly untested: boolean;
  readonly handlers: FlashHandlers;
  readonly signal: AbortSignal;
  readonly timing?: FlashTiming | undefined;
  readonly diagnose?: Diagnose | undefined;
}

/** A board that became a reader. */
export interface Flashed extends Installed {
  readonly path: string;
  /** Fingerprint of its fleet. */
  readonly fleet: string;
  /** It was not in the ring before. */
  readonly isNew: boolean;
  readonly firmwareVersion: string;
  readonly chipVersion: number;
  readonly wiring: WiringVerdict;
}

/** The changes of key ring files that are under way in this process, by path: one after the other. */
const changes = new Map<string, Promise<unknown>>();

function inTurn<T>(path: string, change: () => Promise<T>): Promise<T> {
  const before = changes.get(path) ?? Promise.resolve();
  const mine = before.then(change, change);
  changes.set(
    path,
    mine.catch(() => {}),
  );
  return mine;
}

/**
 * Flashes a board, waits for it and looks at its wiring.
 *
 * @throws KetukError those of {@link install} and {@link checkReader}, and of reading and writing key rings
 */
export async function flash(options: FlashOptions): Promise<Flashed> {
  const { path, binding, ringPath, passphrase, handlers, signal, timing = FLASH_TIMING } = options;
  let isNew = false;
  const installed = await install({
    ...options,
    open: waysOf({ path, binding }).open(path),
    files: filesOfAll(),
    timing,
    provision: (state) =>
      inTurn(ringPath, async () => {
        const { ring, file } = await readRing(ringPath, passphrase);
        const claim = claimReader(ring, state.serial, options.id, new Date());
        isNew = claim.isNew;
        if (!options.wipe) checkJournals(path, claim.id, state);
        await writeRing(file, claim.ring);
        return { id: claim.id, ...provisionOf(claim.ring, claim.id, state.counterLimit, options) };
      }),
  });
  const keys = createRingKeys((await readRing(ringPath, passphrase)).ring);
  const { id } = installed;
  const { diagnose } = options;
  const { info, wiring } = await checkReader({ path, binding, id, keys, signal, diagnose, timeoutMs: timing.helloMs });
  handlers.progress("restart", 1, 1);
  const { firmwareVersion, chipVersion } = info;
  return { ...installed, path, fleet: keys.fingerprint(), isNew, firmwareVersion, chipVersion, wiring };
}

/** Loader and firmware. What is blank at the end of the slots need not be sent. */
function filesOfAll(): StorageFile[] {
  return bootFiles().map(({ name, bytes }) => {
    if (name !== IMAGE_FILE) return { name, bytes };
    let end = bytes.length;
    while (end > 0 && bytes[end - 1] === 0xff) end--;
    return { name, bytes: bytes.subarray(0, end), sizeBytes: bytes.length };
  });
}
