/** The host's part in opening a session with a provisioned reader: proves its role, checks the reader's proof. */
import { sameBytes } from "../bytes.js";
import { KetukError } from "../errors.js";
import type { Role } from "../roles.js";
import { isOpenedAuthentic, type OpenTerms, openAuthenticator, openChannel } from "./handshake.js";
import type { Hello } from "./messages.js";
import type { SecureChannel } from "./secure.js";

/** What a host may do, and the keys to prove it. */
export interface SessionAccess {
  readonly role: Role;
  /** Messages after which another session is opened, far below SESSION_MESSAGES. Default 2^20. */
  readonly renewAfterCount?: number | undefined;
  /** The key of this role of a reader, 32 bytes; undefined when there is none. */
  key(readerId: string, version: number): Uint8Array | undefined;
}

/** What goes into Open. */
export interface OpenFields {
  readonly protocol: number;
  readonly readerNonce: Uint8Array;
  readonly hostNonce: Uint8Array;
  readonly wallMs: number;
  readonly role?: Role;
  readonly keyVersion?: number;
  readonly authenticator?: Uint8Array;
}

/** What a reader answered to Open, as far as it matters here. */
export interface OpenedFields {
  readonly session: number;
  readonly hostNonce: Uint8Array;
  /** Exact bytes of the Hello in it. */
  readonly said: Uint8Array;
  readonly authenticator: Uint8Array;
}

/** Opens sessions, one after the other. */
export interface Opener {
  /**
   * The Open for a reader that said this Hello. Called again with the same host nonce it gives the same: the reader's
   * proof covers it, the clock included.
   *
   * @throws KetukError `no-session-key` for a provisioned reader whose role key is missing
   */
  open(hello: Hello, protocol: number, hostNonce: Uint8Array): OpenFields;
  /** The channel of the session that this answer opens; undefined when the answer is not the reader's. */
  accept(opened: OpenedFields): SecureChannel | undefined;
}

interface Attempt {
  readonly fields: OpenFields;
  readonly terms: OpenTerms;
  readonly key: Uint8Array;
}

/** @param access undefined: only readers in lab state can be opened */
export function createOpener(access: SessionAccess | undefined): Opener {
  let attempt: Attempt | undefined;

  function isFor(hostNonce: Uint8Array): boolean {
    return attempt !== undefined && sameBytes(attempt.fields.hostNonce, hostNonce);
  }

  return {
    open(hello, protocol, hostNonce) {
      if (attempt && isFor(hostNonce)) return attempt.fields;
      const plain = { protocol, readerNonce: hello.nonce, hostNonce, wallMs: Date.now() };
      attempt = undefined;
      if (hello.state === "lab") return plain;
      const keyVersion = hello.roleKeyVersion;
      const key = access?.key(hello.readerId, keyVersion);
      if (!access || !key) throw noKeyError(hello, access?.role);
      const terms = { hello, protocol, role: access.role, keyVersion, wallMs: plain.wallMs, hostNonce };
      const fields = { ...plain, role: access.role, keyVersion, authenticator: openAuthenticator(key, terms) };
      attempt = { fields, terms, key };
      return fields;
    },
    accept(opened) {
      if (!attempt || !isFor(opened.hostNonce)) return undefined;
      if (!isOpenedAuthentic(attempt.key, attempt.terms, opened)) return undefined;
      return openChannel(attempt.key, attempt.terms, opened.said);
    },
  };
}

function noKeyError(hello: Hello, role: Role | undefined): KetukError {
  const who = `reader "${hello.readerId}"`;
  return role
    ? new KetukError("no-session-key", `there is no "${role}" key, version ${hello.roleKeyVersion}, for ${who}`, {
        hint: "is it another fleet's reader, was it given newer keys, or is this a key file for another role?",
      })
    : new KetukError("no-session-key", `${who} speaks only inside a session, and there are no keys for one`, {
        hint: "give `keys` (a fleet's, or a file of `ketuk keys export --role tap`)",
      });
}
