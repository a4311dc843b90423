// Runs on the real Espruino interpreter and makes it a board on a pty: language, console, packets, Storage, timers and
// the serial line are the interpreter's own. Chip, pins and raw flash are calls over a pair of pipes to the test, where
// the virtual board answers. PIPE_IN, PIPE_OUT and PTY are set above this text.
//
// It is no file of Storage: Storage is the board's, and the first thing that flashing does is to erase it.

var pipeIn = E.openFile(PIPE_IN, "r");
var pipeOut = E.openFile(PIPE_OUT, "w");
/** Where the interpreter has what is Storage on the ESP32, and the size of its sectors. */
var STORAGE = 0x320000;
var STORAGE_BYTES = 0x40000;
var STORAGE_HERE = 0x10000000;
var SECTOR_HERE = 1024;

var JSVARS = 10000;

function number8(n) {
  return E.toString(new Uint8Array(new Float64Array([n]).buffer), "");
}
function ask(op, data) {
  pipeOut.write(op + ("000000" + data.length).substr(-6) + data);
  var head = pipeIn.read(7);
  var size = parseInt(head.substr(1), 10);
  return size ? pipeIn.read(size) : "";
}

SPI2.setup = (options) => {
  ask("b", [options.sck, options.miso, options.mosi].join());
};
SPI2.send = (data, cs) => {
  var text = typeof data === "string";
  var answer = ask("S", E.toString(cs, data, ""));
  return text ? answer : E.toUint8Array(answer);
};
global.SPI = function () {
  return { setup: SPI2.setup, send: SPI2.send };
};
E.enableWatchdog = () => {};
E.kickWatchdog = () => {};
E.reboot = () => {
  ask("B", "");
};
global.peek32 = (address) => parseInt(ask("k", "" + address), 10);
global.digitalWrite = (pin, value) => {
  if (!Array.isArray(pin)) return ask("P", (value ? "1" : "0") + pin);
  for (var i = pin.length; i--; value >>= 1) ask("P", (value & 1) + "" + pin[i]);
};
global.digitalRead = (pin) => (ask("p", "" + pin) === "1" ? 1 : 0);
global.pinMode = () => {};
global.getSerial = () => ask("s", "");
global.ESP32 = {
  getState: () => ({ BLE: ask("r", "BLE") === "1", Wifi: ask("r", "Wifi") === "1" }),
  enableBLE: () => {
    require("Storage").erase(".bootcde");
    ask("o", "BLE");
  },
  enableWifi: () => {
    require("Storage").erase(".bootcde");
    ask("o", "Wifi");
  },
};
// An ESP32 with its radios off has more variables than this build.
((memory) => {
  process.memory = (gc) => {
    var found = memory(gc);
    found.total = JSVARS;
    found.free = JSVARS - found.usage;
    return found;
  };
})(process.memory);
process.env = { VERSION: ask("v", "VERSION"), BOARD: ask("v", "BOARD"), MODULES: "" };

((flash) => {
  var read = flash.read;
  var write = flash.write;
  var erase = flash.erasePage;
  function inStorage(address) {
    return address >= STORAGE && address < STORAGE + STORAGE_BYTES;
  }
  flash.read = (length, address) => {
    if (inStorage(address)) return read(length, address - STORAGE + STORAGE_HERE);
    return E.toUint8Array(ask("f", number8(length) + number8(address)));
  };
  flash.write = (data, address) => {
    if (inStorage(address)) return write(data, address - STORAGE + STORAGE_HERE);
    ask("w", number8(address) + E.toString(data, ""));
  };
  flash.erasePage = (address) => {
    if (!inStorage(address)) return ask("e", number8(address));
    for (var at = 0; at < 4096; at += SECTOR_HERE) erase((address & ~4095) + at - STORAGE + STORAGE_HERE);
  };
})(require("Flash"));

// A program without timers ends. Ctrl-C takes intervals away, so this is a timeout.
setTimeout(() => {}, 1e9);
// Ctrl-C, which any frame may contain, interrupts whatever runs in this build, and ends it while it loads this program; on
// an ESP32 it clears the line and no more. So the console gets the line when the boot code has left it alone.
setTimeout(() => {
  var setConsole = E.setConsole;
  var isLeft = true;
  E.setConsole = (device, options) => {
    isLeft = false;
    setConsole(device, options);
  };
  Serial1.setup(115200, { path: PTY });
  try {
    eval(require("Storage").read(".bootcde") || "");
  } finally {
    if (isLeft) setConsole(Serial1);
  }
}, 1);
