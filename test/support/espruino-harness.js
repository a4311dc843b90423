// Runs before the firmware on the real Espruino interpreter: every access to hardware becomes a call over a pair of
// pipes to the test, where the virtual board answers. The language and the native calls (E, crypto) are Espruino's own.

/**
 * Everything stands in one function: names that no board has would be passed over by whoever looks for one of the
 * firmware's. Returns what startEspruino does next, in its order.
 */
function standIn(pipeInPath, pipeOutPath, isCounted, countsMemory) {
  var pipeIn = E.openFile(pipeInPath, "r");
  var pipeOut = E.openFile(pipeOutPath, "w");
  var peak = 0;
  var firmware = require("Storage").read("firmware");
  var timers = {};
  var lastTimer = 0;
  var onData;

  function number8(n) {
    return E.toString(new Uint8Array(new Float64Array([n]).buffer), "");
  }
  function transmit(op, data) {
    pipeOut.write(op + ("000000" + data.length).substr(-6) + data);
  }
  function receive() {
    var head = pipeIn.read(7);
    var size = parseInt(head.substr(1), 10);
    return { op: head.substr(0, 1), data: size ? pipeIn.read(size) : "" };
  }
  /** Asks the test and waits for its answer. */
  function ask(op, data) {
    if (countsMemory) peak = Math.max(peak, process.memory(false).usage);
    transmit(op, data);
    return receive().data;
  }

  SPI2.setup = function (options) {
    ask("b", [options.sck, options.miso, options.mosi].join());
  };
  SPI2.send = function (data, cs) {
    var text = typeof data === "string";
    var answer = ask("S", E.toString(cs, data, ""));
    return text ? answer : E.toUint8Array(answer);
  };
  /** A register and what is written to it, as bytes or an array of them; the answer is not wanted. */
  SPI2.write = function (address, data, cs) {
    ask("S", E.toString(cs, address, data));
  };
  global.SPI = function () {
    return { setup: SPI2.setup, send: SPI2.send };
  };
  global.ESP32 = {
    getState: function () {
      return { BLE: false, Wifi: false };
    },
  };
  Serial1.setup = function () {};
  Serial1.write = function (data) {
    ask("W", data);
  };
  Serial1.on = function (event, handler) {
    onData = handler;
  };
  Serial1.removeAllListeners = function () {
    onData = undefined;
  };
  E.setConsole = function (device) {
    ask("C", device || "");
  };
  E.on = function () {};
  E.enableWatchdog = function () {};
  E.kickWatchdog = function () {};
  E.reboot = function () {
    ask("B", "");
  };
  global.peek32 = function (address) {
    return parseInt(ask("k", "" + address), 10);
  };
  global.getTime = function () {
    return new Float64Array(E.toUint8Array(ask("T", "")).buffer)[0];
  };
  global.setTimeout = function (handler, delayMs) {
    lastTimer++;
    timers[lastTimer] = handler;
    ask("t", number8(lastTimer) + number8(delayMs));
    return lastTimer;
  };
  global.clearTimeout = function (id) {
    delete timers[id];
    ask("c", number8(id));
  };
  global.digitalWrite = function (pin, value) {
    if (!Array.isArray(pin)) return ask("P", (value ? "1" : "0") + pin);
    for (var i = pin.length; i--; value >>= 1) ask("P", (value & 1) + "" + pin[i]);
  };
  global.digitalRead = function (pin) {
    return ask("p", "" + pin) === "1" ? 1 : 0;
  };
  global.pinMode = function () {};
  require("Storage").read = function (name, offset, length) {
    return ask("R", name + "\0" + (offset || 0) + "\0" + (length === undefined ? "" : length)) || undefined;
  };
  require("Storage").write = function (name, data) {
    return ask("Z", ("00" + name.length).substr(-2) + name + data) === "1";
  };
  require("Storage").getFree = function () {
    return 800000;
  };
  require("Storage").erase = function (name) {
    ask("X", name);
  };
  require("Flash").read = function (length, address) {
    return E.toUint8Array(ask("f", number8(length) + number8(address)));
  };
  require("Flash").write = function (data, address) {
    ask("w", number8(address) + E.toString(data, ""));
  };
  require("Flash").erasePage = function (address) {
    ask("e", number8(address));
  };

  // Counted runs (espruino-work.ts): callgrind counts inside of map, where the firmware's handlers run, and not inside of
  // call, where this file stands in for the hardware: what is left of a call of the hardware is that of a native function.
  // It starts at some and writes down what it has counted at every. The firmware uses none of the four.
  var ONE = [0];
  function nothing() {}
  function uncounted(f) {
    return f.call.bind(f, null);
  }
  if (isCounted) {
    SPI2.send = uncounted(SPI2.send);
    // The interpreter would bind what is bound already anew.
    SPI2.send.bind = function () {
      return this;
    };
    SPI2.write = uncounted(SPI2.write);
    Serial1.write = uncounted(Serial1.write);
    E.kickWatchdog = uncounted(E.kickWatchdog);
    global.getTime = uncounted(getTime);
    global.setTimeout = uncounted(setTimeout);
    global.clearTimeout = uncounted(clearTimeout);
    global.digitalWrite = uncounted(digitalWrite);
    global.digitalRead = uncounted(digitalRead);
    global.peek32 = uncounted(peek32);
    require("Storage").read = uncounted(require("Storage").read);
    require("Flash").read = uncounted(require("Flash").read);
    require("Flash").write = uncounted(require("Flash").write);
    require("Flash").erasePage = uncounted(require("Flash").erasePage);
  }

  /** Does what the test says until it says quit. */
  function obey() {
    for (;;) {
      var m = receive();
      if (m.op === "q") return;
      if (m.op === "m") {
        // The answer below tells what is left after a collection.
        process.memory(true);
      } else if (m.op === "b") {
        ONE.some(nothing);
      } else if (m.op === "e") {
        ONE.every(nothing);
      } else if (m.op === "D") {
        if (onData && isCounted) [m.data].map(onData);
        else if (onData) onData(m.data);
      } else {
        var id = new Float64Array(E.toUint8Array(m.data).buffer)[0];
        var handler = timers[id];
        delete timers[id];
        if (handler && isCounted) ONE.map(handler);
        else if (handler) handler();
      }
      var usage = process.memory(false).usage;
      if (m.op !== "m" && peak > usage) usage = peak;
      peak = 0;
      transmit("!", "" + usage);
    }
  }

  var NATIVES = "SPI ESP32 peek32 getTime setTimeout clearTimeout digitalWrite digitalRead pinMode".split(" ");
  /** Makes the interpreter take the memory that an ESP32 has: this one begins with 4,096 JsVars and doubles them. */
  function makeRoom() {
    for (var room = []; room.length < 5000; ) room.push(0);
  }
  /** JsVars in use; 0 where memory is not counted. */
  function usageNow() {
    return countsMemory ? process.memory(true).usage : 0;
  }
  /**
   * What stands in for native functions moves behind the names of the firmware: on a board they have no name of their own and
   * are looked for last.
   */
  function ready() {
    NATIVES.forEach(function (name) {
      var native = global[name];
      delete global[name];
      global[name] = native;
    });
    transmit("!", "" + this.before);
  }
  makeRoom();
  return { firmware: firmware, usage: usageNow, ready: ready, obey: obey };
}
