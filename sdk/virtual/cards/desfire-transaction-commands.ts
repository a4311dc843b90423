/** CommitTransaction and AbortTransaction. DESFire EV2 data sheet, transactions. */

import { type Context, type Handler, type Handlers, managed, type Outcome } from "./desfire-context.js";
import { NO_DATA, Status } from "./desfire-status.js";
import { applyTransaction } from "./desfire-transaction.js";

/** Both commands; the option byte of CommitTransaction came with EV2. */
export const transactionCommands: Handlers = [
  [0xc7, forGeneration(managed(0xc7, [0, 0], commit), managed(0xc7, [0, 1], commit))],
  [0xa7, managed(0xa7, [0, 0], abort)],
];

function forGeneration(ev1: Handler, later: Handler): Handler {
  return (context, raw) => (context.generation === "ev1" ? ev1 : later)(context, raw);
}

/** All changes at once. The option asks for a transaction MAC, for which there is no file here. */
function commit(context: Context, [option = 0]: Uint8Array): Outcome {
  const { transaction, faults, selected } = context;
  if (option !== 0) return Status.parameterError;
  if (transaction.size === 0) return Status.noChanges;
  const tear = faults.tearNextCommit;
  if (tear !== undefined) {
    faults.tearNextCommit = undefined;
    context.isTorn = true;
  }
  if (tear !== "before") applyTransaction(transaction, selected.files);
  transaction.clear();
  return NO_DATA;
}

function abort({ transaction }: Context): Outcome {
  if (transaction.size === 0) return Status.noChanges;
  transaction.clear();
  return NO_DATA;
}
