/** QR codes. In dist/ with the two functions of uqr within: see protocol/carry.ts. */
export { encode, renderUnicodeCompact } from "uqr";
