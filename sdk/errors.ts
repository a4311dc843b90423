/** The one error class of the SDK and its documented codes. */

/**
 * Why a call failed. Codes never change their meaning; messages may.
 *
 * Findings about a tap are never errors: they are the `reason` of a {@link Verdict}.
 */
export type KetukErrorCode =
  /** There is no such port. Run `ketuk list`; plug the reader in; prefer a path under /dev/serial/by-id. */
  | "port-not-found"
  /** Another program holds the port. Close it; only one program can speak to a reader. */
  | "port-busy"
  /** The operating system refuses access to the port. The hint names the group to join. */
  | "port-forbidden"
  /** The port exists but could not be opened or used; see `cause`. */
  | "port-failed"
  /** The port is open but nothing on it said Hello in time. The hint says what was heard instead. */
  | "not-a-reader"
  /** No reader with this id answers here. The message names the ids that were found, and where. */
  | "reader-not-found"
  /** Two ports have a reader of this id: one is about to be found gone, or two boards were given the same id. */
  | "reader-twice"
  /** Reader and SDK share no protocol version. Update the older of the two. */
  | "protocol-version"
  /** The reader is provisioned and there is no role key to open a session with. Give `keys`, or those of another role. */
  | "no-session-key"
  /** The reader does not accept the role key: another fleet's, revoked, or an old version. Export the key anew. */
  | "session-refused"
  /** The reader was closed by this program; open it again before use. */
  | "closed"
  /**
   * The port went away, or the reader on it fell silent: unplugged, powered off. The Reader looks for it by itself (see
   * the "state" event) and this call can be made again once it is found; only with `reconnect: false` it has to be opened
   * again. What was not acknowledged comes again.
   */
  | "disconnected"
  /** The reader restarted while it owed an answer. The reader stays open; whether the command ran is unknown. */
  | "restarted"
  /** The card that was lent left the reader, or the host took too long. Ask the person to present it again. */
  | "card-removed"
  /** No answer within the deadline. The reader stays open; call again or look at its power and cable. */
  | "timeout"
  /** The AbortSignal of the call fired. */
  | "aborted"
  /** The reader answered with another code than OK; the message names it. */
  | "refused"
  /** An argument has the wrong type or value; the message names it. */
  | "bad-argument"
  /** There is no key file at this path. Make one with `ketuk keys init`. */
  | "key-file-missing"
  /** A key file is never overwritten by a new one. Move the old one away first: without it no old tap can be verified. */
  | "key-file-exists"
  /** Others may read or replace the key file. The hint is the command that corrects it. */
  | "key-file-permissions"
  /** The file is no key file, or it is damaged. Restore it from its backup. */
  | "key-file-invalid"
  /** Another program changed the key file at the same time; nothing was written. Do it again. */
  | "key-file-changed"
  /** The key file is under a passphrase and none was given. */
  | "passphrase-needed"
  /** The passphrase does not open the key file. */
  | "wrong-passphrase"
  /** The reader was revoked: its keys are neither given out nor accepted. */
  | "key-revoked"
  /** There is no live key of this reader, purpose and version. */
  | "key-unknown"
  /** A log of records could not be read or written; the hint says what to do. */
  | "log-failed"
  /** The secret is short, patterned, text, or published as an example. Use random bytes. */
  | "weak-key"
  /** A file or table of a store is damaged. Restore it, or remove it and let the readers send again what they hold. */
  | "store-damaged"
  /** A store cannot be read or written: disk full, no permission, database locked; see `cause`. */
  | "store-failed"
  /** A stored cursor is ahead of the reader: its journal was wiped without a new epoch, or another took its name. */
  | "cursor-conflict"
  /** The file is no firmware image, or it is damaged. Download it again. */
  | "image-invalid"
  /** The firmware image was not signed with the given release key. Take image and key from their maker. */
  | "image-forged"
  /** The reader runs a firmware that is as new as the image or newer. Going back takes `ketuk flash`. */
  | "image-too-old"
  /** The firmware image is for other boards. */
  | "image-foreign"
  /** The update did not succeed; the reader runs the firmware from before. The message says why. */
  | "update-failed"
  /** The reader tried the new firmware, which did not prove itself, and runs the one from before. Do not roll it out. */
  | "update-taken-back"
  /** A board does not show Espruino's prompt; the hint says what to do at the board. */
  | "no-console"
  /** The interpreter on a board is missing, too old, or loses bytes. The hint has the commands that put another one there. */
  | "interpreter-unsuitable"
  /** The board did not take, or does not keep, what was written to it. Flash it again; nothing is lost by that. */
  | "flash-failed"
  /** A board that is to be flashed holds the records of another reader. Fetch them first, or give them up with --wipe. */
  | "board-taken"
  /** An optional package that this needs is not installed. The hint names it. */
  | "package-missing"
  /** This Node has no SQLite and no package that brings one is installed. The hint names it. */
  | "sqlite-missing";

/** What a KetukError may carry beside its message. */
export interface KetukErrorOptions {
  /** What to do, in words or as a command to type. */
  hint?: string | undefined;
  /** The error below. */
  cause?: unknown;
}

/** Every failure of the SDK. Tell them apart by `code`, never by the message. */
export class KetukError extends Error {
  /** Always "KetukError". */
  override readonly name = "KetukError";
  /** Stable name of the failure. */
  readonly code: KetukErrorCode;
  /** What to do about it, where that is known. */
  readonly hint: string | undefined;

  /**
   * @param code stable name of the failure
   * @param message what happened, with the port, file or argument named
   * @param options hint and cause
   */
  constructor(code: KetukErrorCode, message: string, options: KetukErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.hint = options.hint;
  }
}

/**
 * The same failure for another caller, so that every rejected promise has a stack of its own.
 *
 * @param error the failure
 */
export function copyError(error: KetukError): KetukError {
  return new KetukError(error.code, error.message, { hint: error.hint, cause: error });
}
