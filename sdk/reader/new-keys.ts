/** Other keys on their way to a reader: cut into pieces that fit its frames, the last with a MAC over the whole. */
import { messages } from "../../protocol/index.js";
import type { RoleHmac } from "../keys/provider.js";
import { withSuffix } from "../link/secure.js";

/** A reader's configuration: ReaderConfig of protocol/ketuk.proto. */
export type ReaderConfig = messages.ReaderConfig.$Properties;

/** What fits into one frame with everything around it. */
const PIECE_BYTES = 256;

/** A piece of a configuration. */
export interface KeyPiece {
  readonly offset: number;
  readonly data: Uint8Array;
  /** 32 bytes with the last piece, else empty. */
  readonly mac: Uint8Array;
}

/**
 * Cuts a configuration.
 *
 * @param config with a higher epoch than the reader has
 * @param roleKey of the maintainer's session it travels in
 */
export async function cutConfig(config: ReaderConfig, roleKey: RoleHmac): Promise<KeyPiece[]> {
  const whole = messages.ReaderConfig.encode(config).finish();
  const mac = await roleKey.hmac(withSuffix("ketuk keys\0", whole));
  const pieces: KeyPiece[] = [];
  for (let offset = 0; offset < whole.length; offset += PIECE_BYTES) {
    const data = whole.slice(offset, offset + PIECE_BYTES);
    pieces.push({ offset, data, mac: offset + data.length === whole.length ? mac : new Uint8Array() });
  }
  return pieces;
}
