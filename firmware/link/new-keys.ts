/** A new configuration that arrives in pieces: kept until it is whole, then held against its MAC and stored. */
import { seal } from "../tap/chain.js";
import { Code, type StoreKeys } from "./messages.js";
import { equalMacs } from "./secure.js";

/** Longest configuration; some 40 keys. */
const LONGEST_BYTES = 4096;

export interface NewKeys {
  /** Takes a piece. OK with the last one: the configuration is stored and the board has to restart. */
  take(piece: StoreKeys, roleKey: string): Code;
}

/** @param store of the configuration; false when it is refused */
export function createNewKeys(store: (config: string) => boolean, stored: () => void): NewKeys {
  let whole = "";
  return {
    take(piece, roleKey) {
      const data = piece.data || "";
      const offset = piece.offset || 0;
      if (!offset) whole = "";
      if (offset !== whole.length || offset + data.length > LONGEST_BYTES) return Code.BAD_REQUEST;
      whole += data;
      if (!piece.mac) return Code.OK;
      const bytes = whole;
      whole = "";
      if (!roleKey || !equalMacs(roleKey, seal(roleKey, `ketuk keys\0${bytes}`), piece.mac)) return Code.FORBIDDEN;
      if (!store(bytes)) return Code.BAD_REQUEST;
      stored();
      return Code.OK;
    },
  };
}
