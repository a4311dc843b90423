/** What the Ultralight EV1 and NTAG 21x types differ in. MF0ULx1 and NTAG213/215/216 data sheets, 8.5. */

import type { DynamicLocks } from "./page-memory.js";

/** A member of the family: Ultralight EV1 with 48 or 128 bytes for users, NTAG213, 215 or 216. */
export type UltralightType = "ul-ev1-48" | "ul-ev1-128" | "ntag213" | "ntag215" | "ntag216";

/** Memory map and version of a type. */
export interface UltralightLayout {
  readonly pageCount: number;
  /** First of the four configuration pages: mirror and AUTH0, ACCESS, PWD, PACK. */
  readonly configPage: number;
  readonly locks?: DynamicLocks;
  /** Answer of GET_VERSION. */
  readonly version: Uint8Array;
  /** Page 3 at delivery: one-time bits, or the capability container of an NTAG. */
  readonly page3: Uint8Array;
  /** First byte of the first configuration page at delivery. */
  readonly modulation: number;
  /** NTAG: one counter that counts activations with a read. Ultralight EV1: three that commands raise. */
  readonly isNtag: boolean;
}

function layout(
  product: readonly [pageCount: number, configPage: number],
  version: readonly number[],
  cc: readonly number[],
  locks: DynamicLocks | undefined,
): UltralightLayout {
  const isNtag = cc.length > 0;
  return {
    pageCount: product[0],
    configPage: product[1],
    version: Uint8Array.from(version),
    page3: Uint8Array.from(isNtag ? cc : [0, 0, 0, 0]),
    modulation: isNtag ? 0x04 : 0x00,
    isNtag,
    ...(locks === undefined ? {} : { locks }),
  };
}

/** Layout by type. */
export const ULTRALIGHT_LAYOUTS: Readonly<Record<UltralightType, UltralightLayout>> = {
  "ul-ev1-48": layout([0x14, 0x10], [0x00, 0x04, 0x03, 0x01, 0x01, 0x00, 0x0b, 0x03], [], undefined),
  "ul-ev1-128": layout([0x29, 0x25], [0x00, 0x04, 0x03, 0x01, 0x01, 0x00, 0x0e, 0x03], [], {
    page: 0x24,
    pagesPerBit: 2,
    lastPage: 0x23,
  }),
  ntag213: layout([0x2d, 0x29], [0x00, 0x04, 0x04, 0x02, 0x01, 0x00, 0x0f, 0x03], [0xe1, 0x10, 0x12, 0x00], {
    page: 0x28,
    pagesPerBit: 2,
    lastPage: 0x27,
  }),
  ntag215: layout([0x87, 0x83], [0x00, 0x04, 0x04, 0x02, 0x01, 0x00, 0x11, 0x03], [0xe1, 0x10, 0x3e, 0x00], {
    page: 0x82,
    pagesPerBit: 16,
    lastPage: 0x81,
  }),
  ntag216: layout([0xe7, 0xe3], [0x00, 0x04, 0x04, 0x02, 0x01, 0x00, 0x13, 0x03], [0xe1, 0x10, 0x6d, 0x00], {
    page: 0xe2,
    pagesPerBit: 16,
    lastPage: 0xe1,
  }),
};
