/** Opening a session, where answers cross: what the reader proves must be what the host remembers to have said. */
import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { createFleetKeys } from "../../../sdk/keys/fleet.js";
import { findRoleKey } from "../../../sdk/keys/provider.js";
import { openedAuthenticator } from "../../../sdk/link/handshake.js";
import type { Hello } from "../../../sdk/link/messages.js";
import { createOpener } from "../../../sdk/link/opener.js";

const keys = createFleetKeys(createHash("sha256").update("opener").digest());
const hello = {
  readerId: "gate-7",
  state: "provisioned",
  nonce: new Uint8Array(16).fill(7),
  epoch: 1,
  boot: 1,
  roleKeyVersion: 1,
} as Hello;
const SAID = Uint8Array.of(1, 2, 3);

/** A clock that never shows the same time twice, and a key that takes `delayMs` to be found. */
function opener(delays: number[] = []) {
  let nowMs = 1_790_000_000_000;
  const access = {
    role: "tap" as const,
    async find(readerId: string, newest: number) {
      await new Promise((resolve) => setTimeout(resolve, delays.shift() ?? 0));
      return findRoleKey(keys, readerId, "tap", newest);
    },
  };
  return createOpener(access, () => ++nowMs);
}

/** What the reader answers to an Open with this clock and nonce. */
function answer(wallMs: number, hostNonce: Uint8Array) {
  const terms = { hello, protocol: 1, role: "tap" as const, keyVersion: 1, wallMs, hostNonce };
  const authenticator = openedAuthenticator(keys.roleKey("gate-7", "tap", 1), terms, { said: SAID, session: 1 });
  return { session: 1, hostNonce, said: SAID, authenticator };
}

test("two Hellos within one breath are answered with one and the same Open", async () => {
  const opening = opener();
  const hostNonce = new Uint8Array(16).fill(1);
  const [first, second] = await Promise.all([opening.open(hello, 1, hostNonce), opening.open(hello, 1, hostNonce)]);
  expect(second).toEqual(first);
  expect(opening.accept(answer(first.wallMs, hostNonce))).toBeDefined();
  expect(await opening.open(hello, 1, hostNonce)).toEqual(first);
});

test("an Open that is overtaken by the next one does not take its place", async () => {
  const opening = opener([30, 1]);
  const [early, late] = [new Uint8Array(16).fill(1), new Uint8Array(16).fill(2)];
  const [, second] = await Promise.all([opening.open(hello, 1, early), opening.open(hello, 1, late)]);
  expect(opening.accept(answer(second.wallMs, late))).toBeDefined();
});
