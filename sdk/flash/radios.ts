/**
 * Bluetooth and Wi-Fi off, for good: both offer the console to whoever is near, and take half of the memory. Each switch
 * is kept by the chip, removes the boot code and restarts the board.
 */
import { KetukError } from "../errors.js";
import { AGAIN, type BoardConsole } from "./console.js";
import { reenterConsole } from "./enter.js";
import type { FlashTiming } from "./timing.js";

const RADIOS = [
  { name: "Bluetooth", state: "BLE", call: "enableBLE" },
  { name: "Wi-Fi", state: "Wifi", call: "enableWifi" },
] as const;
const ATTEMPTS = 2;

/**
 * Switches both off; builds without a radio have no switch for it.
 *
 * @throws KetukError `flash-failed`, `no-console`, `disconnected`, `aborted`
 */
export async function switchRadiosOff(console: BoardConsole, timing: FlashTiming): Promise<void> {
  for (const { name, state, call } of RADIOS) {
    const isOn = () => console.ask(`ESP32.${call}?ESP32.getState().${state}:false`);
    for (let attempt = 0; await isOn(); attempt++) {
      if (attempt === ATTEMPTS) {
        throw new KetukError("flash-failed", `${console.transport.path}: ${name} stays on`, {
          hint: `erase the whole flash with esptool and install the interpreter anew. ${AGAIN}`,
        });
      }
      await console.tell(`ESP32.${call}(false)`);
      await reenterConsole(console, timing);
    }
  }
}
