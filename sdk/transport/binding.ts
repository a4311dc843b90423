/**
 * The types of serial bindings. @serialport/bindings-interface declares them for CommonJS only, bindings-cpp passes them
 * on; every other file imports them from here. Types only: nothing native is loaded.
 */
export type {
  BindingInterface,
  BindingPortInterface,
  OpenOptions,
  PortInfo,
  PortStatus,
  SetOptions,
  UpdateOptions,
} from "@serialport/bindings-cpp";
