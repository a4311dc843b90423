/** The part of protobufjs that the host's codec runs on. In dist/ it stands within the codec: see carry.ts. */
export { default } from "protobufjs/minimal.js";
