/** The broker in a process of its own, `aedes`, so that it can be killed. */
import { openEmbeddedBroker } from "ketuk/bridge";

const { url } = await openEmbeddedBroker(Number(process.argv[2] ?? 0));
process.send?.({ url });
process.on("disconnect", () => process.exit(0));
