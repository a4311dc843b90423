/**
 * Another firmware on its way to a reader: announced, sent in pieces, finished, restarted, confirmed. The line may go at any
 * moment and come back: the reader says how much it has.
 */
import { IMAGE_PIECE_BYTES } from "../../protocol/image.js";
import { KetukError, type KetukErrorCode } from "../errors.js";
import { abortedError } from "../in-time.js";
import type { RoleHmac } from "../keys/provider.js";
import type { Answer, RequestBody } from "../link/messages.js";
import type { CallOptions } from "../link/requests.js";
import { withSuffix } from "../link/secure.js";
import type { FirmwareImage } from "./image.js";

/** How far an update is. */
export interface UpdateProgress {
  /** "sending" the image, "restarting" with it, "confirming" that it works, "done". */
  readonly phase: "sending" | "restarting" | "confirming" | "done";
  /** Bytes of the image that the reader has stored. */
  readonly sentBytes: number;
  /** Bytes of the image. */
  readonly totalBytes: number;
}

/** Options of an update. */
export interface UpdateOptions {
  /** Told at every step. */
  readonly onProgress?: ((progress: UpdateProgress) => void) | undefined;
  /** Ends the waiting; what the reader has stored it keeps, and the next update goes on there. */
  readonly signal?: AbortSignal | undefined;
}

/** What an update needs of the Reader. */
export interface UpdateParts {
  ask(body: RequestBody, options: CallOptions): Promise<Answer>;
  /** Number of the firmware that runs. */
  running(): number;
  /** Which start of the reader this is. */
  boot(): number;
  /** Under the key of the maintainer's session. */
  roleKey(): Promise<RoleHmac>;
  /** Resolves when a session is open. Rejects when none will ever be again, or the signal fires. */
  opened(signal: AbortSignal): Promise<void>;
}

/** The line went, or the board restarted: the reader is asked what it has when it is back. */
const PASSING: readonly KetukErrorCode[] = ["disconnected", "restarted", "timeout"];
/** A firmware that never talks is taken back after three times five minutes. */
const AWAY_MS = 20 * 60_000;
/** The chip is looked for at every start; a firmware that has not found it by then will not. */
const CONFIRM_MS = 60_000;
const CONFIRM_PAUSE_MS = 500;
const BUSY_COUNT = 20;
const ATTEMPTS = 100;

const LABEL = "ketuk update\0";

const REFUSALS: { readonly [code: string]: readonly [KetukErrorCode, string, string] } = {
  "too-old": [
    "image-too-old",
    "the reader runs a firmware that is as new or newer",
    "there is no way back but ketuk flash",
  ],
  foreign: ["image-foreign", "the image is not for this board", "take the image for it"],
  forbidden: ["refused", "the reader takes a firmware from a maintainer only", 'open it with the role "maintainer"'],
  unimplemented: ["refused", "the reader cannot be updated over the line", "use ketuk flash"],
  flash: ["update-failed", "the board could not store the image", "try again, then replace the board"],
};

function refused(code: string): KetukError {
  const [name, message, hint] = REFUSALS[code] ?? [
    "update-failed",
    `the reader refused the update: ${code}`,
    "try again",
  ];
  return new KetukError(name, message, { hint });
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const abort = () => {
      clearTimeout(timer);
      reject(abortedError(signal));
    };
    const timer = setTimeout(() => {
      signal.removeEventListener("abort", abort);
      resolve();
    }, ms);
    signal.addEventListener("abort", abort, { once: true });
  });
}

/**
 * Gives a reader another firmware and waits until that has proved itself.
 *
 * @throws KetukError `image-too-old`, `image-foreign`, `update-failed`, `update-taken-back`, `refused`, `aborted`, and those of a Reader that
 *   is closed
 */
export async function updateFirmware(image: FirmwareImage, parts: UpdateParts, options: UpdateOptions): Promise<void> {
  const signal = options.signal ?? new AbortController().signal;
  const totalBytes = image.bytes.length;
  let sentBytes = 0;
  let finished = false;

  function tell(phase: UpdateProgress["phase"]): void {
    options.onProgress?.({ phase, sentBytes, totalBytes });
  }

  /** Asks until the reader is not busy. */
  async function ask(body: RequestBody): Promise<Answer> {
    for (let count = 1; ; count++) {
      const answer = await parts.ask(body, { signal });
      if (answer.code !== "busy" || count === BUSY_COUNT) return answer;
      await pause(CONFIRM_PAUSE_MS, signal);
    }
  }

  async function announcement(): Promise<RequestBody> {
    const mac = await (await parts.roleKey()).hmac(withSuffix(LABEL, image.manifest));
    return { kind: "begin-update", manifest: image.manifest, mac };
  }

  /** Sends what the reader does not have yet. False when it has forgotten the announcement. */
  async function send(): Promise<boolean> {
    while (sentBytes < totalBytes) {
      const data = image.bytes.slice(sentBytes, sentBytes + IMAGE_PIECE_BYTES);
      const { code } = await ask({ kind: "store-image", offset: sentBytes, data });
      if (code === "bad-request") return false;
      if (code !== "ok") throw refused(code);
      sentBytes += data.length;
      tell("sending");
    }
    return true;
  }

  /** From the announcement to the restart. */
  async function give(): Promise<void> {
    const { code, update } = await ask(await announcement());
    if (code !== "ok" || !update) throw refused(code);
    // It starts anew with an image that it had whole: that one ran and did not prove itself.
    if (finished && !update.received) {
      throw new KetukError(
        "update-taken-back",
        "the new firmware did not work, and the reader went back to the one before",
        {
          hint: "see its records, and that the chip is found: ketuk monitor",
        },
      );
    }
    finished = false;
    sentBytes = update.received;
    tell("sending");
    if (!(await send())) return;
    const boot = parts.boot();
    finished = true;
    const answer = await ask({ kind: "finish-update" });
    if (answer.code === "bad-request") return;
    if (answer.code !== "ok") throw refused(answer.code);
    tell("restarting");
    while (parts.boot() === boot) await pause(CONFIRM_PAUSE_MS, signal);
  }

  /** A reader that runs the image on trial says busy, one that has confirmed it says that the image is not newer. */
  async function confirm(): Promise<void> {
    tell("confirming");
    const untilMs = performance.now() + CONFIRM_MS;
    const body = await announcement();
    for (;;) {
      const { code } = await parts.ask(body, { signal });
      if (code === "too-old") return tell("done");
      if (code !== "busy") throw refused(code);
      if (performance.now() > untilMs) {
        throw new KetukError("update-failed", "the new firmware runs but has not found the chip; it is on trial", {
          hint: "look at the wiring: after three starts the firmware before comes back",
        });
      }
      await pause(CONFIRM_PAUSE_MS, signal);
    }
  }

  /** Nothing for a reader that runs a newer one already. */
  const before = parts.running();
  for (let attempt = 0; ; attempt++) {
    try {
      await parts.opened(AbortSignal.any([signal, AbortSignal.timeout(AWAY_MS)]));
      if (before !== image.number && parts.running() === image.number) {
        sentBytes = totalBytes;
        return await confirm();
      }
      if (attempt >= ATTEMPTS) throw refused("it keeps forgetting the announcement");
      await give();
    } catch (error) {
      if (signal.aborted) throw abortedError(signal);
      const passing = error instanceof KetukError && PASSING.includes(error.code);
      if (!passing || attempt >= ATTEMPTS) throw error;
    }
  }
}
