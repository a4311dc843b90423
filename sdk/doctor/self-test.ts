/** What the digital self-test of each chip version gives. MFRC522 data sheet 16.1.1; versions 0x88 and 0x90 as read from parts. */
import { toHex } from "../bytes.js";

const RESULTS: Readonly<Record<number, string>> = {
  136: "00d6788ce2aa0c182ab87a7fd36acf0bb137634b69ae91c7c397ae77f437d79b7cf53c118f15c3d7c15b002ad075de9e5164ab3ee915b5ab569a988226ea2a62",
  144: "0087980f49ff0719bf2230495963adca7fe34e035c4e4950479a3761e7e2c62e755aed043d024b7832ff583b7ce90094b44a595bfdc929df3596989e4f30328d",
  145: "00c637d532b7575cc2d87c4dd970c77310e6d2aa5ea13e5a14af3061c970db2e642272b5bd65f4ec22bcd37235cdaa411fa7f35314de7e02d90fb55e251d2979",
  146: "00eb66ba57bf2395d0e30d3d27895cde9d3ba700215b8982513aeb020ca500497c844db3ccd21b815d4876d5716121a986968338cf9d5b6ddc15ba3e7d953b2f",
};

/** Whether a result is that of the version; undefined where no result of the version is known. */
export function selfTestPassed(version: number, data: Uint8Array): boolean | undefined {
  const known = RESULTS[version];
  return known === undefined ? undefined : toHex(data).toLowerCase() === known;
}

/** What a version register says about the part. */
export function chipKind(version: number): "none" | "present" | "compatible" | "unknown" {
  if (version === 0 || version === 0xff) return "none";
  if (version === 0x91 || version === 0x92) return "present";
  return [0x88, 0x89, 0x90].includes(version) ? "compatible" : "unknown";
}
