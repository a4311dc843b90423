/** Serial ports in the place of the browser's own: their bytes come from and go to the test. */
import { FakeWebSerial } from "../../support/web-serial.ts";

const serial = new FakeWebSerial();
let port;
let send;

const wire = {
  receive: (bytes) => globalThis.toReader([...bytes]),
  connect(onSend) {
    send = onSend;
    globalThis.connectReader(onSend !== undefined);
  },
};

serial.requestPort = async () => port;
globalThis.violations = [];
document.addEventListener("securitypolicyviolation", (event) => {
  globalThis.violations.push(`${event.violatedDirective} ${event.blockedURI}`);
});
globalThis.fromReader = (bytes) => send?.(Uint8Array.from(bytes));
globalThis.plug = () => {
  port = serial.plug(wire);
};
globalThis.unplug = () => serial.unplug(port);
globalThis.plug();
Object.defineProperty(navigator, "serial", { value: serial });
