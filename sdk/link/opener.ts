/** The host's part in opening a session with a provisioned reader: proves its role, checks the reader's proof. */

import { AUTHENTICATOR_BYTES } from "../../protocol/index.js";
import { sameBytes } from "../bytes.js";
import { KetukError } from "../errors.js";
import type { FoundRoleKey } from "../keys/provider.js";
import type { Role } from "../roles.js";
import {
  channelInputs,
  isAuthenticator,
  isOpenedAuthentic,
  type OpenTerms,
  openChannel,
  openedInput,
  openInput,
} from "./handshake.js";
import type { Hello, OpenFields } from "./messages.js";
import { createSecureChannel, type SecureChannel } from "./secure.js";

/** What a host may do, and the keys to prove it. */
export interface SessionAccess {
  readonly role: Role;
  /** Messages after which another session is opened, far below SESSION_MESSAGES. Default 2^20. */
  readonly renewAfterCount?: number | undefined;
  /**
   * The key of this role of a reader, of the newest version that both have; undefined when there is none.
   *
   * @param newest version that the reader has
   */
  find(readerId: string, newest: number): Promise<FoundRoleKey | undefined>;
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
   * @throws KetukError `no-session-key` for a provisioned reader whose role key is missing, and what the keys throw
   */
  open(hello: Hello, protocol: number, hostNonce: Uint8Array): Promise<OpenFields>;
  /**
   * The channel of the session that this answer opens; undefined when the answer is not the reader's. At once, unless
   * the role key is where only others can compute with it.
   */
  accept(opened: OpenedFields): SecureChannel | undefined | Promise<SecureChannel | undefined>;
}

interface Attempt {
  readonly fields: OpenFields;
  readonly terms: OpenTerms;
  readonly found: FoundRoleKey;
}

/**
 * @param access undefined: only readers in lab state can be opened
 * @param now the time that the reader is told; 0 leaves its clock alone
 */
export function createOpener(access: SessionAccess | undefined, now: () => number = Date.now): Opener {
  /** What was sent last, or is about to be. */
  let attempt: Attempt | undefined;
  let beginning: { readonly hostNonce: Uint8Array; readonly attempt: Promise<Attempt> } | undefined;

  function isFor(hostNonce: Uint8Array): boolean {
    return attempt !== undefined && sameBytes(attempt.fields.hostNonce, hostNonce);
  }

  /** Two Hellos may come within one breath: a second Open of another millisecond would have another proof. */
  async function beginOnce(hello: Hello, protocol: number, hostNonce: Uint8Array): Promise<Attempt> {
    if (!beginning || !sameBytes(beginning.hostNonce, hostNonce)) {
      beginning = { hostNonce, attempt: begin(hello, protocol, hostNonce) };
    }
    return beginning.attempt;
  }

  async function begin(hello: Hello, protocol: number, hostNonce: Uint8Array): Promise<Attempt> {
    const found = await access?.find(hello.readerId, hello.roleKeyVersion);
    if (!access || !found) throw noKeyError(hello, access?.role);
    const { role } = access;
    const keyVersion = found.version;
    const wallMs = now();
    const terms = { hello, protocol, role, keyVersion, wallMs, hostNonce };
    const authenticator = (await found.hmac(openInput(terms))).subarray(0, AUTHENTICATOR_BYTES);
    const fields = { protocol, readerNonce: hello.nonce, hostNonce, wallMs, role, keyVersion, authenticator };
    return { fields, terms, found };
  }

  async function acceptElsewhere({ terms, found }: Attempt, opened: OpenedFields): Promise<SecureChannel | undefined> {
    if (!isAuthenticator(await found.hmac(openedInput(terms, opened)), opened.authenticator)) return undefined;
    const inputs = channelInputs(terms, opened.said);
    return createSecureChannel(await Promise.all(inputs.map((input) => found.hmac(input))), "to host");
  }

  return {
    async open(hello, protocol, hostNonce) {
      if (attempt && isFor(hostNonce)) return attempt.fields;
      attempt = undefined;
      if (hello.state === "lab") return { protocol, readerNonce: hello.nonce, hostNonce, wallMs: now() };
      const begun = await beginOnce(hello, protocol, hostNonce);
      // A later one may have overtaken it.
      if (beginning && sameBytes(beginning.hostNonce, hostNonce)) attempt = begun;
      return begun.fields;
    },
    accept(opened) {
      if (!attempt || !isFor(opened.hostNonce)) return undefined;
      const { terms, found } = attempt;
      if (!found.key) return acceptElsewhere(attempt, opened);
      return isOpenedAuthentic(found.key, terms, opened) ? openChannel(found.key, terms, opened.said) : undefined;
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
