/** Who may ask for what. */
import { type Request, Role } from "./messages.js";

/** The lowest role that may send a request; every role may do what those before it may. */
export function roleFor(request: Request): Role {
  if (request.setPolicy || request.storeKeys || request.factoryReset || request.storeCoupons) return Role.MAINTAINER;
  if (request.storeMembers || request.getMembers) return Role.MAINTAINER;
  if (request.beginUpdate || request.storeImage || request.finishUpdate) return Role.MAINTAINER;
  if (request.exchange || request.finish || request.lendNext) return Role.ISSUER;
  if (request.signal || request.setTime || request.relay || request.diagnose) return Role.OPERATOR;
  return Role.TAP;
}

/** Field number of the body, for the record of a request that was refused. */
export function numberOf(request: Request): number {
  if (request.setTime) return 4;
  if (request.signal) return 5;
  if (request.setPolicy) return 6;
  if (request.exchange) return 7;
  if (request.finish) return 8;
  if (request.storeKeys) return 9;
  if (request.factoryReset) return 10;
  if (request.storeCoupons) return 11;
  if (request.relay) return 12;
  if (request.diagnose) return 13;
  if (request.beginUpdate) return 14;
  if (request.storeImage) return 15;
  if (request.finishUpdate) return 16;
  if (request.lendNext) return 17;
  if (request.storeMembers) return 18;
  return request.getMembers ? 19 : 0;
}
