/** Who may ask for what. */
import { type Request, Role } from "./messages.js";

/** The lowest role that may send a request; every role may do what those before it may. */
export function roleFor(request: Request): Role {
  if (request.setPolicy || request.storeKeys || request.factoryReset || request.storeCoupons) return Role.MAINTAINER;
  if (request.exchange || request.finish) return Role.ISSUER;
  if (request.signal || request.setTime) return Role.OPERATOR;
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
  return request.storeCoupons ? 11 : 0;
}
