/** The firmware of this package with a change in it, as the build would have made it. */
import { tokenise } from "../../firmware/tokenise.js";
import { builtFirmware } from "../../sdk/firmware/built.js";
import { detokenise } from "../../sdk/firmware/tokens.js";

/** @param change takes and gives ES5 */
export function changedFirmware(change: (es5: string) => string): string {
  const es5 = detokenise(builtFirmware());
  const changed = change(es5);
  if (changed === es5) throw new Error("what was to be changed is not in the built firmware");
  return tokenise(changed);
}
