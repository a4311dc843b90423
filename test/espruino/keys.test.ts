/** Random keys on the real interpreter, above all those whose check once met the end of a text as if it were the whole. */
import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { crc32, messages } from "../../protocol/index.js";
import { createFleetKeys, type FleetKeys } from "../../sdk/keys/fleet.js";
import { builtFirmware } from "../../sdk/virtual/board.js";
import { toByteString } from "../../sdk/virtual/byte-string.js";
import { CONFIG_FILE, encodeConfig } from "../../sdk/virtual/config.js";
import { ESPRUINO, HOW_TO_ENABLE, startEspruino } from "../support/espruino.js";
import { createHostEnd } from "../support/host-end.js";

const ID = "gate-7";

function fleet(number: number): FleetKeys {
  return createFleetKeys(createHash("sha256").update(`fleet ${number}`).digest());
}

/** Fleets by number; `ends` only those whose tap key has a checksum that begins as the board's list of keys ends. */
function fleets(count: number, ends: boolean): FleetKeys[] {
  const found: FleetKeys[] = [];
  for (let number = 0; found.length < count; number++) {
    const keys = fleet(number);
    const begins = (crc32(keys.tapKey(ID, 1).subarray(0, 16)) & 255) === 0x05;
    if (begins === ends) found.push(keys);
  }
  return found;
}

test.skipIf(!ESPRUINO)(
  `a reader with any random keys is provisioned${ESPRUINO ? "" : ` (left out: ${HOW_TO_ENABLE})`}`,
  { timeout: 120_000 },
  async () => {
    for (const keys of [...fleets(3, true), ...fleets(9, false)]) {
      const config = toByteString(encodeConfig(ID, keys, {}));
      const files = new Map([
        [".bootcde", builtFirmware()],
        [CONFIG_FILE, config],
      ]);
      const remote = await startEspruino(builtFirmware(), files);
      const host = createHostEnd(remote.board.uart, keys);
      await remote.advance(1500);
      await remote.close();
      expect(host.hello).toMatchObject({ readerId: ID, state: messages.ReaderState.READER_STATE_PROVISIONED });
    }
  },
);
