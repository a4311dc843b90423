/*eslint-disable block-scoped-var, id-length, no-control-regex, no-magic-numbers, no-mixed-operators, no-prototype-builtins, no-redeclare, no-shadow, no-var, sort-vars, default-case, jsdoc/require-param*/
import $protobuf from "../protobuf.js";

const $Reader = $protobuf.Reader, $Writer = $protobuf.Writer, $util = $protobuf.util;
const $Object = $util.global.Object, $undefined = $util.global.undefined, $Error = $util.global.Error, $RangeError = $util.global.RangeError;

const $root = $protobuf.roots["ketuk"] || ($protobuf.roots["ketuk"] = {});

export const ketuk = $root.ketuk = (() => {

    const ketuk = {};

    ketuk.Hello = (function() {

        const Hello = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        Hello.prototype.protocolMin = 0;
        Hello.prototype.protocolMax = 0;
        Hello.prototype.readerId = "";
        Hello.prototype.boot = 0;
        Hello.prototype.resetReason = 0;
        Hello.prototype.receiveLimit = 0;
        Hello.prototype.frameLimit = 0;
        Hello.prototype.state = 0;
        Hello.prototype.nonce = $util.newBuffer([]);
        Hello.prototype.epoch = 0;
        Hello.prototype.firstCounter = 0;
        Hello.prototype.lastCounter = 0;
        Hello.prototype.chipVersion = 0;
        Hello.prototype.firmwareHash = $util.newBuffer([]);
        Hello.prototype.firmwareVersion = "";
        Hello.prototype.interpreter = "";
        Hello.prototype.features = 0;
        Hello.prototype.uptimeMs = $util.Long ? $util.Long.fromBits(0,0,true) : 0;
        Hello.prototype.roleKeyVersion = 0;
        Hello.prototype.certificate = $util.newBuffer([]);
        Hello.prototype.board = "";
        Hello.prototype.firmwareNumber = 0;

        Hello.create = function(properties) {
            return new Hello(properties);
        };

        Hello.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.protocolMin != null && $Object.hasOwnProperty.call(message, "protocolMin") && message.protocolMin !== 0)
                writer.uint32(8).uint32(message.protocolMin);
            if (message.protocolMax != null && $Object.hasOwnProperty.call(message, "protocolMax") && message.protocolMax !== 0)
                writer.uint32(16).uint32(message.protocolMax);
            if (message.readerId != null && $Object.hasOwnProperty.call(message, "readerId") && message.readerId !== "")
                writer.uint32(26).string(message.readerId);
            if (message.boot != null && $Object.hasOwnProperty.call(message, "boot") && message.boot !== 0)
                writer.uint32(32).uint32(message.boot);
            if (message.resetReason != null && $Object.hasOwnProperty.call(message, "resetReason") && message.resetReason !== 0)
                writer.uint32(40).int32(message.resetReason);
            if (message.receiveLimit != null && $Object.hasOwnProperty.call(message, "receiveLimit") && message.receiveLimit !== 0)
                writer.uint32(48).uint32(message.receiveLimit);
            if (message.frameLimit != null && $Object.hasOwnProperty.call(message, "frameLimit") && message.frameLimit !== 0)
                writer.uint32(56).uint32(message.frameLimit);
            if (message.state != null && $Object.hasOwnProperty.call(message, "state") && message.state !== 0)
                writer.uint32(64).int32(message.state);
            if (message.nonce != null && $Object.hasOwnProperty.call(message, "nonce") && message.nonce.length)
                writer.uint32(74).bytes(message.nonce);
            if (message.epoch != null && $Object.hasOwnProperty.call(message, "epoch") && message.epoch !== 0)
                writer.uint32(80).uint32(message.epoch);
            if (message.firstCounter != null && $Object.hasOwnProperty.call(message, "firstCounter") && message.firstCounter !== 0)
                writer.uint32(88).uint32(message.firstCounter);
            if (message.lastCounter != null && $Object.hasOwnProperty.call(message, "lastCounter") && message.lastCounter !== 0)
                writer.uint32(96).uint32(message.lastCounter);
            if (message.chipVersion != null && $Object.hasOwnProperty.call(message, "chipVersion") && message.chipVersion !== 0)
                writer.uint32(104).uint32(message.chipVersion);
            if (message.firmwareHash != null && $Object.hasOwnProperty.call(message, "firmwareHash") && message.firmwareHash.length)
                writer.uint32(114).bytes(message.firmwareHash);
            if (message.firmwareVersion != null && $Object.hasOwnProperty.call(message, "firmwareVersion") && message.firmwareVersion !== "")
                writer.uint32(122).string(message.firmwareVersion);
            if (message.interpreter != null && $Object.hasOwnProperty.call(message, "interpreter") && message.interpreter !== "")
                writer.uint32(130).string(message.interpreter);
            if (message.features != null && $Object.hasOwnProperty.call(message, "features") && message.features !== 0)
                writer.uint32(136).uint32(message.features);
            if (message.uptimeMs != null && $Object.hasOwnProperty.call(message, "uptimeMs") && (typeof message.uptimeMs === "object" ? message.uptimeMs.low || message.uptimeMs.high : message.uptimeMs !== 0))
                writer.uint32(144).uint64(message.uptimeMs);
            if (message.roleKeyVersion != null && $Object.hasOwnProperty.call(message, "roleKeyVersion") && message.roleKeyVersion !== 0)
                writer.uint32(152).uint32(message.roleKeyVersion);
            if (message.certificate != null && $Object.hasOwnProperty.call(message, "certificate") && message.certificate.length)
                writer.uint32(162).bytes(message.certificate);
            if (message.board != null && $Object.hasOwnProperty.call(message, "board") && message.board !== "")
                writer.uint32(170).string(message.board);
            if (message.firmwareNumber != null && $Object.hasOwnProperty.call(message, "firmwareNumber") && message.firmwareNumber !== 0)
                writer.uint32(176).uint32(message.firmwareNumber);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        Hello.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.ketuk.Hello();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.protocolMin = value;
                        else
                            delete message.protocolMin;
                        continue;
                    }
                case 2: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.protocolMax = value;
                        else
                            delete message.protocolMax;
                        continue;
                    }
                case 3: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.readerId = value;
                        else
                            delete message.readerId;
                        continue;
                    }
                case 4: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.boot = value;
                        else
                            delete message.boot;
                        continue;
                    }
                case 5: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.int32())
                            message.resetReason = value;
                        else
                            delete message.resetReason;
                        continue;
                    }
                case 6: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.receiveLimit = value;
                        else
                            delete message.receiveLimit;
                        continue;
                    }
                case 7: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.frameLimit = value;
                        else
                            delete message.frameLimit;
                        continue;
                    }
                case 8: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.int32())
                            message.state = value;
                        else
                            delete message.state;
                        continue;
                    }
                case 9: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.bytes()).length)
                            message.nonce = value;
                        else
                            delete message.nonce;
                        continue;
                    }
                case 10: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.epoch = value;
                        else
                            delete message.epoch;
                        continue;
                    }
                case 11: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.firstCounter = value;
                        else
                            delete message.firstCounter;
                        continue;
                    }
                case 12: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.lastCounter = value;
                        else
                            delete message.lastCounter;
                        continue;
                    }
                case 13: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.chipVersion = value;
                        else
                            delete message.chipVersion;
                        continue;
                    }
                case 14: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.bytes()).length)
                            message.firmwareHash = value;
                        else
                            delete message.firmwareHash;
                        continue;
                    }
                case 15: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.firmwareVersion = value;
                        else
                            delete message.firmwareVersion;
                        continue;
                    }
                case 16: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.interpreter = value;
                        else
                            delete message.interpreter;
                        continue;
                    }
                case 17: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.features = value;
                        else
                            delete message.features;
                        continue;
                    }
                case 18: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                            message.uptimeMs = value;
                        else
                            delete message.uptimeMs;
                        continue;
                    }
                case 19: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.roleKeyVersion = value;
                        else
                            delete message.roleKeyVersion;
                        continue;
                    }
                case 20: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.bytes()).length)
                            message.certificate = value;
                        else
                            delete message.certificate;
                        continue;
                    }
                case 21: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.board = value;
                        else
                            delete message.board;
                        continue;
                    }
                case 22: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.firmwareNumber = value;
                        else
                            delete message.firmwareNumber;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return Hello;
    })();

    ketuk.Feature = (function() {
        const valuesById = $Object.create(null), values = $Object.create(valuesById);
        values[valuesById[0] = "FEATURE_UPDATE"] = 0;
        values[valuesById[1] = "FEATURE_DIAGNOSE"] = 1;
        values[valuesById[2] = "FEATURE_LEND_NEXT"] = 2;
        values[valuesById[3] = "FEATURE_RELAY"] = 3;
        values[valuesById[4] = "FEATURE_DOOR"] = 4;
        values[valuesById[5] = "FEATURE_GATE"] = 5;
        values[valuesById[6] = "FEATURE_SPEED"] = 6;
        return values;
    })();

    ketuk.HelloRequest = (function() {

        const HelloRequest = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        HelloRequest.prototype.protocolMax = 0;

        HelloRequest.create = function(properties) {
            return new HelloRequest(properties);
        };

        HelloRequest.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.protocolMax != null && $Object.hasOwnProperty.call(message, "protocolMax") && message.protocolMax !== 0)
                writer.uint32(8).uint32(message.protocolMax);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        HelloRequest.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.ketuk.HelloRequest();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.protocolMax = value;
                        else
                            delete message.protocolMax;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return HelloRequest;
    })();

    ketuk.ResetReason = (function() {
        const valuesById = $Object.create(null), values = $Object.create(valuesById);
        values[valuesById[0] = "RESET_REASON_UNKNOWN"] = 0;
        values[valuesById[1] = "RESET_REASON_POWER"] = 1;
        values[valuesById[2] = "RESET_REASON_WATCHDOG"] = 2;
        values[valuesById[3] = "RESET_REASON_SOFTWARE"] = 3;
        values[valuesById[4] = "RESET_REASON_BROWNOUT"] = 4;
        return values;
    })();

    ketuk.ReaderState = (function() {
        const valuesById = $Object.create(null), values = $Object.create(valuesById);
        values[valuesById[0] = "READER_STATE_LAB"] = 0;
        values[valuesById[1] = "READER_STATE_PROVISIONED"] = 1;
        return values;
    })();

    ketuk.ToReader = (function() {

        const ToReader = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        ToReader.prototype.session = 0;
        ToReader.prototype.open = null;
        ToReader.prototype.ack = null;
        ToReader.prototype.request = null;

        let $oneOfFields;

        $Object.defineProperty(ToReader.prototype, "body", {
            get: $util.oneOfGetter($oneOfFields = ["open", "ack", "request"]),
            set: $util.oneOfSetter($oneOfFields)
        });

        ToReader.create = function(properties) {
            return new ToReader(properties);
        };

        ToReader.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.session != null && $Object.hasOwnProperty.call(message, "session") && message.session !== 0)
                writer.uint32(8).uint32(message.session);
            if (message.open != null && $Object.hasOwnProperty.call(message, "open"))
                $root.ketuk.Open.encode(message.open, writer.uint32(18).fork(), _depth + 1).ldelim();
            if (message.ack != null && $Object.hasOwnProperty.call(message, "ack"))
                $root.ketuk.Ack.encode(message.ack, writer.uint32(26).fork(), _depth + 1).ldelim();
            if (message.request != null && $Object.hasOwnProperty.call(message, "request"))
                $root.ketuk.Request.encode(message.request, writer.uint32(34).fork(), _depth + 1).ldelim();
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        ToReader.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.ketuk.ToReader();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.session = value;
                        else
                            delete message.session;
                        continue;
                    }
                case 2: {
                        if (wireType !== 2)
                            break;
                        message.open = $root.ketuk.Open.decode(reader, reader.size(), $undefined, _depth + 1, message.open);
                        message.body = "open";
                        continue;
                    }
                case 3: {
                        if (wireType !== 2)
                            break;
                        message.ack = $root.ketuk.Ack.decode(reader, reader.size(), $undefined, _depth + 1, message.ack);
                        message.body = "ack";
                        continue;
                    }
                case 4: {
                        if (wireType !== 2)
                            break;
                        message.request = $root.ketuk.Request.decode(reader, reader.size(), $undefined, _depth + 1, message.request);
                        message.body = "request";
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return ToReader;
    })();

    ketuk.ToHost = (function() {

        const ToHost = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        ToHost.prototype.session = 0;
        ToHost.prototype.opened = null;
        ToHost.prototype.record = null;
        ToHost.prototype.answer = null;
        ToHost.prototype.notice = null;

        let $oneOfFields;

        $Object.defineProperty(ToHost.prototype, "body", {
            get: $util.oneOfGetter($oneOfFields = ["opened", "record", "answer", "notice"]),
            set: $util.oneOfSetter($oneOfFields)
        });

        ToHost.create = function(properties) {
            return new ToHost(properties);
        };

        ToHost.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.session != null && $Object.hasOwnProperty.call(message, "session") && message.session !== 0)
                writer.uint32(8).uint32(message.session);
            if (message.opened != null && $Object.hasOwnProperty.call(message, "opened"))
                $root.ketuk.Opened.encode(message.opened, writer.uint32(18).fork(), _depth + 1).ldelim();
            if (message.record != null && $Object.hasOwnProperty.call(message, "record"))
                $root.ketuk.SealedRecord.encode(message.record, writer.uint32(26).fork(), _depth + 1).ldelim();
            if (message.answer != null && $Object.hasOwnProperty.call(message, "answer"))
                $root.ketuk.Answer.encode(message.answer, writer.uint32(34).fork(), _depth + 1).ldelim();
            if (message.notice != null && $Object.hasOwnProperty.call(message, "notice"))
                $root.ketuk.Notice.encode(message.notice, writer.uint32(42).fork(), _depth + 1).ldelim();
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        ToHost.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.ketuk.ToHost();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.session = value;
                        else
                            delete message.session;
                        continue;
                    }
                case 2: {
                        if (wireType !== 2)
                            break;
                        message.opened = $root.ketuk.Opened.decode(reader, reader.size(), $undefined, _depth + 1, message.opened);
                        message.body = "opened";
                        continue;
                    }
                case 3: {
                        if (wireType !== 2)
                            break;
                        message.record = $root.ketuk.SealedRecord.decode(reader, reader.size(), $undefined, _depth + 1, message.record);
                        message.body = "record";
                        continue;
                    }
                case 4: {
                        if (wireType !== 2)
                            break;
                        message.answer = $root.ketuk.Answer.decode(reader, reader.size(), $undefined, _depth + 1, message.answer);
                        message.body = "answer";
                        continue;
                    }
                case 5: {
                        if (wireType !== 2)
                            break;
                        message.notice = $root.ketuk.Notice.decode(reader, reader.size(), $undefined, _depth + 1, message.notice);
                        message.body = "notice";
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return ToHost;
    })();

    ketuk.Open = (function() {

        const Open = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        Open.prototype.protocol = 0;
        Open.prototype.readerNonce = $util.newBuffer([]);
        Open.prototype.hostNonce = $util.newBuffer([]);
        Open.prototype.wallMs = $util.Long ? $util.Long.fromBits(0,0,true) : 0;
        Open.prototype.role = 0;
        Open.prototype.keyVersion = 0;
        Open.prototype.authenticator = $util.newBuffer([]);

        Open.create = function(properties) {
            return new Open(properties);
        };

        Open.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.protocol != null && $Object.hasOwnProperty.call(message, "protocol") && message.protocol !== 0)
                writer.uint32(8).uint32(message.protocol);
            if (message.readerNonce != null && $Object.hasOwnProperty.call(message, "readerNonce") && message.readerNonce.length)
                writer.uint32(18).bytes(message.readerNonce);
            if (message.hostNonce != null && $Object.hasOwnProperty.call(message, "hostNonce") && message.hostNonce.length)
                writer.uint32(26).bytes(message.hostNonce);
            if (message.wallMs != null && $Object.hasOwnProperty.call(message, "wallMs") && (typeof message.wallMs === "object" ? message.wallMs.low || message.wallMs.high : message.wallMs !== 0))
                writer.uint32(32).uint64(message.wallMs);
            if (message.role != null && $Object.hasOwnProperty.call(message, "role") && message.role !== 0)
                writer.uint32(40).int32(message.role);
            if (message.keyVersion != null && $Object.hasOwnProperty.call(message, "keyVersion") && message.keyVersion !== 0)
                writer.uint32(48).uint32(message.keyVersion);
            if (message.authenticator != null && $Object.hasOwnProperty.call(message, "authenticator") && message.authenticator.length)
                writer.uint32(58).bytes(message.authenticator);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        Open.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.ketuk.Open();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.protocol = value;
                        else
                            delete message.protocol;
                        continue;
                    }
                case 2: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.bytes()).length)
                            message.readerNonce = value;
                        else
                            delete message.readerNonce;
                        continue;
                    }
                case 3: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.bytes()).length)
                            message.hostNonce = value;
                        else
                            delete message.hostNonce;
                        continue;
                    }
                case 4: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                            message.wallMs = value;
                        else
                            delete message.wallMs;
                        continue;
                    }
                case 5: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.int32())
                            message.role = value;
                        else
                            delete message.role;
                        continue;
                    }
                case 6: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.keyVersion = value;
                        else
                            delete message.keyVersion;
                        continue;
                    }
                case 7: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.bytes()).length)
                            message.authenticator = value;
                        else
                            delete message.authenticator;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return Open;
    })();

    ketuk.Role = (function() {
        const valuesById = $Object.create(null), values = $Object.create(valuesById);
        values[valuesById[0] = "ROLE_NONE"] = 0;
        values[valuesById[1] = "ROLE_TAP"] = 1;
        values[valuesById[2] = "ROLE_OPERATOR"] = 2;
        values[valuesById[3] = "ROLE_ISSUER"] = 3;
        values[valuesById[4] = "ROLE_MAINTAINER"] = 4;
        return values;
    })();

    ketuk.Opened = (function() {

        const Opened = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        Opened.prototype.hostNonce = $util.newBuffer([]);
        Opened.prototype.hello = $util.newBuffer([]);
        Opened.prototype.code = 0;
        Opened.prototype.authenticator = $util.newBuffer([]);

        Opened.create = function(properties) {
            return new Opened(properties);
        };

        Opened.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.hostNonce != null && $Object.hasOwnProperty.call(message, "hostNonce") && message.hostNonce.length)
                writer.uint32(10).bytes(message.hostNonce);
            if (message.hello != null && $Object.hasOwnProperty.call(message, "hello") && message.hello.length)
                writer.uint32(18).bytes(message.hello);
            if (message.code != null && $Object.hasOwnProperty.call(message, "code") && message.code !== 0)
                writer.uint32(24).int32(message.code);
            if (message.authenticator != null && $Object.hasOwnProperty.call(message, "authenticator") && message.authenticator.length)
                writer.uint32(34).bytes(message.authenticator);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        Opened.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.ketuk.Opened();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.bytes()).length)
                            message.hostNonce = value;
                        else
                            delete message.hostNonce;
                        continue;
                    }
                case 2: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.bytes()).length)
                            message.hello = value;
                        else
                            delete message.hello;
                        continue;
                    }
                case 3: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.int32())
                            message.code = value;
                        else
                            delete message.code;
                        continue;
                    }
                case 4: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.bytes()).length)
                            message.authenticator = value;
                        else
                            delete message.authenticator;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return Opened;
    })();

    ketuk.Ack = (function() {

        const Ack = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        Ack.prototype.epoch = 0;
        Ack.prototype.counter = 0;

        Ack.create = function(properties) {
            return new Ack(properties);
        };

        Ack.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.epoch != null && $Object.hasOwnProperty.call(message, "epoch") && message.epoch !== 0)
                writer.uint32(8).uint32(message.epoch);
            if (message.counter != null && $Object.hasOwnProperty.call(message, "counter") && message.counter !== 0)
                writer.uint32(16).uint32(message.counter);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        Ack.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.ketuk.Ack();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.epoch = value;
                        else
                            delete message.epoch;
                        continue;
                    }
                case 2: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.counter = value;
                        else
                            delete message.counter;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return Ack;
    })();

    ketuk.Request = (function() {

        const Request = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        Request.prototype.id = 0;
        Request.prototype.ping = null;
        Request.prototype.getStatus = null;
        Request.prototype.setTime = null;
        Request.prototype.signal = null;
        Request.prototype.setPolicy = null;
        Request.prototype.exchange = null;
        Request.prototype.finish = null;
        Request.prototype.storeKeys = null;
        Request.prototype.factoryReset = null;
        Request.prototype.storeCoupons = null;
        Request.prototype.relay = null;
        Request.prototype.diagnose = null;
        Request.prototype.beginUpdate = null;
        Request.prototype.storeImage = null;
        Request.prototype.finishUpdate = null;
        Request.prototype.lendNext = null;
        Request.prototype.storeMembers = null;
        Request.prototype.getMembers = null;
        Request.prototype.setSpeed = null;

        let $oneOfFields;

        $Object.defineProperty(Request.prototype, "body", {
            get: $util.oneOfGetter($oneOfFields = ["ping", "getStatus", "setTime", "signal", "setPolicy", "exchange", "finish", "storeKeys", "factoryReset", "storeCoupons", "relay", "diagnose", "beginUpdate", "storeImage", "finishUpdate", "lendNext", "storeMembers", "getMembers", "setSpeed"]),
            set: $util.oneOfSetter($oneOfFields)
        });

        Request.create = function(properties) {
            return new Request(properties);
        };

        Request.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.id != null && $Object.hasOwnProperty.call(message, "id") && message.id !== 0)
                writer.uint32(8).uint32(message.id);
            if (message.ping != null && $Object.hasOwnProperty.call(message, "ping"))
                $root.ketuk.Ping.encode(message.ping, writer.uint32(18).fork(), _depth + 1).ldelim();
            if (message.getStatus != null && $Object.hasOwnProperty.call(message, "getStatus"))
                $root.ketuk.GetStatus.encode(message.getStatus, writer.uint32(26).fork(), _depth + 1).ldelim();
            if (message.setTime != null && $Object.hasOwnProperty.call(message, "setTime"))
                $root.ketuk.SetTime.encode(message.setTime, writer.uint32(34).fork(), _depth + 1).ldelim();
            if (message.signal != null && $Object.hasOwnProperty.call(message, "signal"))
                $root.ketuk.Signal.encode(message.signal, writer.uint32(42).fork(), _depth + 1).ldelim();
            if (message.setPolicy != null && $Object.hasOwnProperty.call(message, "setPolicy"))
                $root.ketuk.SetPolicy.encode(message.setPolicy, writer.uint32(50).fork(), _depth + 1).ldelim();
            if (message.exchange != null && $Object.hasOwnProperty.call(message, "exchange"))
                $root.ketuk.Exchange.encode(message.exchange, writer.uint32(58).fork(), _depth + 1).ldelim();
            if (message.finish != null && $Object.hasOwnProperty.call(message, "finish"))
                $root.ketuk.Finish.encode(message.finish, writer.uint32(66).fork(), _depth + 1).ldelim();
            if (message.storeKeys != null && $Object.hasOwnProperty.call(message, "storeKeys"))
                $root.ketuk.StoreKeys.encode(message.storeKeys, writer.uint32(74).fork(), _depth + 1).ldelim();
            if (message.factoryReset != null && $Object.hasOwnProperty.call(message, "factoryReset"))
                $root.ketuk.FactoryReset.encode(message.factoryReset, writer.uint32(82).fork(), _depth + 1).ldelim();
            if (message.storeCoupons != null && $Object.hasOwnProperty.call(message, "storeCoupons"))
                $root.ketuk.StoreCoupons.encode(message.storeCoupons, writer.uint32(90).fork(), _depth + 1).ldelim();
            if (message.relay != null && $Object.hasOwnProperty.call(message, "relay"))
                $root.ketuk.Relay.encode(message.relay, writer.uint32(98).fork(), _depth + 1).ldelim();
            if (message.diagnose != null && $Object.hasOwnProperty.call(message, "diagnose"))
                $root.ketuk.Diagnose.encode(message.diagnose, writer.uint32(106).fork(), _depth + 1).ldelim();
            if (message.beginUpdate != null && $Object.hasOwnProperty.call(message, "beginUpdate"))
                $root.ketuk.BeginUpdate.encode(message.beginUpdate, writer.uint32(114).fork(), _depth + 1).ldelim();
            if (message.storeImage != null && $Object.hasOwnProperty.call(message, "storeImage"))
                $root.ketuk.StoreImage.encode(message.storeImage, writer.uint32(122).fork(), _depth + 1).ldelim();
            if (message.finishUpdate != null && $Object.hasOwnProperty.call(message, "finishUpdate"))
                $root.ketuk.FinishUpdate.encode(message.finishUpdate, writer.uint32(130).fork(), _depth + 1).ldelim();
            if (message.lendNext != null && $Object.hasOwnProperty.call(message, "lendNext"))
                $root.ketuk.LendNext.encode(message.lendNext, writer.uint32(138).fork(), _depth + 1).ldelim();
            if (message.storeMembers != null && $Object.hasOwnProperty.call(message, "storeMembers"))
                $root.ketuk.StoreMembers.encode(message.storeMembers, writer.uint32(146).fork(), _depth + 1).ldelim();
            if (message.getMembers != null && $Object.hasOwnProperty.call(message, "getMembers"))
                $root.ketuk.GetMembers.encode(message.getMembers, writer.uint32(154).fork(), _depth + 1).ldelim();
            if (message.setSpeed != null && $Object.hasOwnProperty.call(message, "setSpeed"))
                $root.ketuk.SetSpeed.encode(message.setSpeed, writer.uint32(162).fork(), _depth + 1).ldelim();
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        Request.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.ketuk.Request();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.id = value;
                        else
                            delete message.id;
                        continue;
                    }
                case 2: {
                        if (wireType !== 2)
                            break;
                        message.ping = $root.ketuk.Ping.decode(reader, reader.size(), $undefined, _depth + 1, message.ping);
                        message.body = "ping";
                        continue;
                    }
                case 3: {
                        if (wireType !== 2)
                            break;
                        message.getStatus = $root.ketuk.GetStatus.decode(reader, reader.size(), $undefined, _depth + 1, message.getStatus);
                        message.body = "getStatus";
                        continue;
                    }
                case 4: {
                        if (wireType !== 2)
                            break;
                        message.setTime = $root.ketuk.SetTime.decode(reader, reader.size(), $undefined, _depth + 1, message.setTime);
                        message.body = "setTime";
                        continue;
                    }
                case 5: {
                        if (wireType !== 2)
                            break;
                        message.signal = $root.ketuk.Signal.decode(reader, reader.size(), $undefined, _depth + 1, message.signal);
                        message.body = "signal";
                        continue;
                    }
                case 6: {
                        if (wireType !== 2)
                            break;
                        message.setPolicy = $root.ketuk.SetPolicy.decode(reader, reader.size(), $undefined, _depth + 1, message.setPolicy);
                        message.body = "setPolicy";
                        continue;
                    }
                case 7: {
                        if (wireType !== 2)
                            break;
                        message.exchange = $root.ketuk.Exchange.decode(reader, reader.size(), $undefined, _depth + 1, message.exchange);
                        message.body = "exchange";
                        continue;
                    }
                case 8: {
                        if (wireType !== 2)
                            break;
                        message.finish = $root.ketuk.Finish.decode(reader, reader.size(), $undefined, _depth + 1, message.finish);
                        message.body = "finish";
                        continue;
                    }
                case 9: {
                        if (wireType !== 2)
                            break;
                        message.storeKeys = $root.ketuk.StoreKeys.decode(reader, reader.size(), $undefined, _depth + 1, message.storeKeys);
                        message.body = "storeKeys";
                        continue;
                    }
                case 10: {
                        if (wireType !== 2)
                            break;
                        message.factoryReset = $root.ketuk.FactoryReset.decode(reader, reader.size(), $undefined, _depth + 1, message.factoryReset);
                        message.body = "factoryReset";
                        continue;
                    }
                case 11: {
                        if (wireType !== 2)
                            break;
                        message.storeCoupons = $root.ketuk.StoreCoupons.decode(reader, reader.size(), $undefined, _depth + 1, message.storeCoupons);
                        message.body = "storeCoupons";
                        continue;
                    }
                case 12: {
                        if (wireType !== 2)
                            break;
                        message.relay = $root.ketuk.Relay.decode(reader, reader.size(), $undefined, _depth + 1, message.relay);
                        message.body = "relay";
                        continue;
                    }
                case 13: {
                        if (wireType !== 2)
                            break;
                        message.diagnose = $root.ketuk.Diagnose.decode(reader, reader.size(), $undefined, _depth + 1, message.diagnose);
                        message.body = "diagnose";
                        continue;
                    }
                case 14: {
                        if (wireType !== 2)
                            break;
                        message.beginUpdate = $root.ketuk.BeginUpdate.decode(reader, reader.size(), $undefined, _depth + 1, message.beginUpdate);
                        message.body = "beginUpdate";
                        continue;
                    }
                case 15: {
                        if (wireType !== 2)
                            break;
                        message.storeImage = $root.ketuk.StoreImage.decode(reader, reader.size(), $undefined, _depth + 1, message.storeImage);
                        message.body = "storeImage";
                        continue;
                    }
                case 16: {
                        if (wireType !== 2)
                            break;
                        message.finishUpdate = $root.ketuk.FinishUpdate.decode(reader, reader.size(), $undefined, _depth + 1, message.finishUpdate);
                        message.body = "finishUpdate";
                        continue;
                    }
                case 17: {
                        if (wireType !== 2)
                            break;
                        message.lendNext = $root.ketuk.LendNext.decode(reader, reader.size(), $undefined, _depth + 1, message.lendNext);
                        message.body = "lendNext";
                        continue;
                    }
                case 18: {
                        if (wireType !== 2)
                            break;
                        message.storeMembers = $root.ketuk.StoreMembers.decode(reader, reader.size(), $undefined, _depth + 1, message.storeMembers);
                        message.body = "storeMembers";
                        continue;
                    }
                case 19: {
                        if (wireType !== 2)
                            break;
                        message.getMembers = $root.ketuk.GetMembers.decode(reader, reader.size(), $undefined, _depth + 1, message.getMembers);
                        message.body = "getMembers";
                        continue;
                    }
                case 20: {
                        if (wireType !== 2)
                            break;
                        message.setSpeed = $root.ketuk.SetSpeed.decode(reader, reader.size(), $undefined, _depth + 1, message.setSpeed);
                        message.body = "setSpeed";
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return Request;
    })();

    ketuk.Answer = (function() {

        const Answer = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        Answer.prototype.id = 0;
        Answer.prototype.code = 0;
        Answer.prototype.status = null;
        Answer.prototype.exchanged = null;
        Answer.prototype.pong = null;
        Answer.prototype.farewell = null;
        Answer.prototype.diagnosis = null;
        Answer.prototype.updateState = null;
        Answer.prototype.members = null;

        let $oneOfFields;

        $Object.defineProperty(Answer.prototype, "body", {
            get: $util.oneOfGetter($oneOfFields = ["status", "exchanged", "pong", "farewell", "diagnosis", "updateState", "members"]),
            set: $util.oneOfSetter($oneOfFields)
        });

        Answer.create = function(properties) {
            return new Answer(properties);
        };

        Answer.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.id != null && $Object.hasOwnProperty.call(message, "id") && message.id !== 0)
                writer.uint32(8).uint32(message.id);
            if (message.code != null && $Object.hasOwnProperty.call(message, "code") && message.code !== 0)
                writer.uint32(16).int32(message.code);
            if (message.status != null && $Object.hasOwnProperty.call(message, "status"))
                $root.ketuk.Status.encode(message.status, writer.uint32(26).fork(), _depth + 1).ldelim();
            if (message.exchanged != null && $Object.hasOwnProperty.call(message, "exchanged"))
                $root.ketuk.Exchanged.encode(message.exchanged, writer.uint32(34).fork(), _depth + 1).ldelim();
            if (message.pong != null && $Object.hasOwnProperty.call(message, "pong"))
                $root.ketuk.Pong.encode(message.pong, writer.uint32(42).fork(), _depth + 1).ldelim();
            if (message.farewell != null && $Object.hasOwnProperty.call(message, "farewell"))
                $root.ketuk.SealedRecord.encode(message.farewell, writer.uint32(50).fork(), _depth + 1).ldelim();
            if (message.diagnosis != null && $Object.hasOwnProperty.call(message, "diagnosis"))
                $root.ketuk.Diagnosis.encode(message.diagnosis, writer.uint32(58).fork(), _depth + 1).ldelim();
            if (message.updateState != null && $Object.hasOwnProperty.call(message, "updateState"))
                $root.ketuk.UpdateState.encode(message.updateState, writer.uint32(66).fork(), _depth + 1).ldelim();
            if (message.members != null && $Object.hasOwnProperty.call(message, "members"))
                $root.ketuk.Members.encode(message.members, writer.uint32(74).fork(), _depth + 1).ldelim();
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        Answer.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.ketuk.Answer();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.id = value;
                        else
                            delete message.id;
                        continue;
                    }
                case 2: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.int32())
                            message.code = value;
                        else
                            delete message.code;
                        continue;
                    }
                case 3: {
                        if (wireType !== 2)
                            break;
                        message.status = $root.ketuk.Status.decode(reader, reader.size(), $undefined, _depth + 1, message.status);
                        message.body = "status";
                        continue;
                    }
                case 4: {
                        if (wireType !== 2)
                            break;
                        message.exchanged = $root.ketuk.Exchanged.decode(reader, reader.size(), $undefined, _depth + 1, message.exchanged);
                        message.body = "exchanged";
                        continue;
                    }
                case 5: {
                        if (wireType !== 2)
                            break;
                        message.pong = $root.ketuk.Pong.decode(reader, reader.size(), $undefined, _depth + 1, message.pong);
                        message.body = "pong";
                        continue;
                    }
                case 6: {
                        if (wireType !== 2)
                            break;
                        message.farewell = $root.ketuk.SealedRecord.decode(reader, reader.size(), $undefined, _depth + 1, message.farewell);
                        message.body = "farewell";
                        continue;
                    }
                case 7: {
                        if (wireType !== 2)
                            break;
                        message.diagnosis = $root.ketuk.Diagnosis.decode(reader, reader.size(), $undefined, _depth + 1, message.diagnosis);
                        message.body = "diagnosis";
                        continue;
                    }
                case 8: {
                        if (wireType !== 2)
                            break;
                        message.updateState = $root.ketuk.UpdateState.decode(reader, reader.size(), $undefined, _depth + 1, message.updateState);
                        message.body = "updateState";
                        continue;
                    }
                case 9: {
                        if (wireType !== 2)
                            break;
                        message.members = $root.ketuk.Members.decode(reader, reader.size(), $undefined, _depth + 1, message.members);
                        message.body = "members";
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return Answer;
    })();

    ketuk.Code = (function() {
        const valuesById = $Object.create(null), values = $Object.create(valuesById);
        values[valuesById[0] = "CODE_OK"] = 0;
        values[valuesById[1] = "CODE_UNIMPLEMENTED"] = 1;
        values[valuesById[2] = "CODE_BAD_REQUEST"] = 2;
        values[valuesById[3] = "CODE_BAD_VERSION"] = 3;
        values[valuesById[4] = "CODE_BAD_NONCE"] = 4;
        values[valuesById[5] = "CODE_BUSY"] = 5;
        values[valuesById[6] = "CODE_NO_CARD"] = 6;
        values[valuesById[7] = "CODE_FORBIDDEN"] = 7;
        values[valuesById[8] = "CODE_FLASH"] = 8;
        values[valuesById[9] = "CODE_TOO_LONG"] = 9;
        values[valuesById[10] = "CODE_NO_KEY"] = 10;
        values[valuesById[11] = "CODE_NOBODY_THERE"] = 11;
        values[valuesById[12] = "CODE_TOO_OLD"] = 12;
        values[valuesById[13] = "CODE_FOREIGN"] = 13;
        values[valuesById[14] = "CODE_NOT_WIRED"] = 14;
        return values;
    })();

    ketuk.Ping = (function() {

        const Ping = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        Ping.create = function(properties) {
            return new Ping(properties);
        };

        Ping.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        Ping.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.ketuk.Ping();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                reader.skipType(tag & 7, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return Ping;
    })();

    ketuk.Pong = (function() {

        const Pong = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        Pong.prototype.uptimeMs = $util.Long ? $util.Long.fromBits(0,0,true) : 0;
        Pong.prototype.wallMs = $util.Long ? $util.Long.fromBits(0,0,true) : 0;
        Pong.prototype.firstCounter = 0;
        Pong.prototype.lastCounter = 0;

        Pong.create = function(properties) {
            return new Pong(properties);
        };

        Pong.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.uptimeMs != null && $Object.hasOwnProperty.call(message, "uptimeMs") && (typeof message.uptimeMs === "object" ? message.uptimeMs.low || message.uptimeMs.high : message.uptimeMs !== 0))
                writer.uint32(8).uint64(message.uptimeMs);
            if (message.wallMs != null && $Object.hasOwnProperty.call(message, "wallMs") && (typeof message.wallMs === "object" ? message.wallMs.low || message.wallMs.high : message.wallMs !== 0))
                writer.uint32(16).uint64(message.wallMs);
            if (message.firstCounter != null && $Object.hasOwnProperty.call(message, "firstCounter") && message.firstCounter !== 0)
                writer.uint32(24).uint32(message.firstCounter);
            if (message.lastCounter != null && $Object.hasOwnProperty.call(message, "lastCounter") && message.lastCounter !== 0)
                writer.uint32(32).uint32(message.lastCounter);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        Pong.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.ketuk.Pong();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                            message.uptimeMs = value;
                        else
                            delete message.uptimeMs;
                        continue;
                    }
                case 2: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                            message.wallMs = value;
                        else
                            delete message.wallMs;
                        continue;
                    }
                case 3: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.firstCounter = value;
                        else
                            delete message.firstCounter;
                        continue;
                    }
                case 4: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.lastCounter = value;
                        else
                            delete message.lastCounter;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return Pong;
    })();

    ketuk.GetStatus = (function() {

        const GetStatus = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        GetStatus.create = function(properties) {
            return new GetStatus(properties);
        };

        GetStatus.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        GetStatus.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.ketuk.GetStatus();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                reader.skipType(tag & 7, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return GetStatus;
    })();

    ketuk.SetTime = (function() {

        const SetTime = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        SetTime.prototype.wallMs = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

        SetTime.create = function(properties) {
            return new SetTime(properties);
        };

        SetTime.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.wallMs != null && $Object.hasOwnProperty.call(message, "wallMs") && (typeof message.wallMs === "object" ? message.wallMs.low || message.wallMs.high : message.wallMs !== 0))
                writer.uint32(8).uint64(message.wallMs);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        SetTime.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.ketuk.SetTime();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                            message.wallMs = value;
                        else
                            delete message.wallMs;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return SetTime;
    })();

    ketuk.SetSpeed = (function() {

        const SetSpeed = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        SetSpeed.prototype.fast = false;

        SetSpeed.create = function(properties) {
            return new SetSpeed(properties);
        };

        SetSpeed.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.fast != null && $Object.hasOwnProperty.call(message, "fast") && message.fast !== false)
                writer.uint32(8).bool(message.fast);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        SetSpeed.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.ketuk.SetSpeed();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.bool())
                            message.fast = value;
                        else
                            delete message.fast;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return SetSpeed;
    })();

    ketuk.Signal = (function() {

        const Signal = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        Signal.prototype.pattern = 0;
        Signal.prototype.durationMs = 0;

        Signal.create = function(properties) {
            return new Signal(properties);
        };

        Signal.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.pattern != null && $Object.hasOwnProperty.call(message, "pattern") && message.pattern !== 0)
                writer.uint32(8).int32(message.pattern);
            if (message.durationMs != null && $Object.hasOwnProperty.call(message, "durationMs") && message.durationMs !== 0)
                writer.uint32(16).uint32(message.durationMs);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        Signal.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.ketuk.Signal();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.int32())
                            message.pattern = value;
                        else
                            delete message.pattern;
                        continue;
                    }
                case 2: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.durationMs = value;
                        else
                            delete message.durationMs;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return Signal;
    })();

    ketuk.Pattern = (function() {
        const valuesById = $Object.create(null), values = $Object.create(valuesById);
        values[valuesById[0] = "PATTERN_OFF"] = 0;
        values[valuesById[1] = "PATTERN_HOLD"] = 1;
        values[valuesById[2] = "PATTERN_ACCEPTED"] = 2;
        values[valuesById[3] = "PATTERN_REFUSED"] = 3;
        values[valuesById[4] = "PATTERN_ERROR"] = 4;
        return values;
    })();

    ketuk.Relay = (function() {

        const Relay = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        Relay.prototype.pulseMs = 0;

        Relay.create = function(properties) {
            return new Relay(properties);
        };

        Relay.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.pulseMs != null && $Object.hasOwnProperty.call(message, "pulseMs") && message.pulseMs !== 0)
                writer.uint32(8).uint32(message.pulseMs);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        Relay.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.ketuk.Relay();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.pulseMs = value;
                        else
                            delete message.pulseMs;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return Relay;
    })();

    ketuk.Diagnose = (function() {

        const Diagnose = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        Diagnose.prototype.check = 0;
        Diagnose.prototype.value = 0;

        Diagnose.create = function(properties) {
            return new Diagnose(properties);
        };

        Diagnose.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.check != null && $Object.hasOwnProperty.call(message, "check") && message.check !== 0)
                writer.uint32(8).int32(message.check);
            if (message.value != null && $Object.hasOwnProperty.call(message, "value") && message.value !== 0)
                writer.uint32(16).uint32(message.value);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        Diagnose.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.ketuk.Diagnose();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.int32())
                            message.check = value;
                        else
                            delete message.check;
                        continue;
                    }
                case 2: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.value = value;
                        else
                            delete message.value;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return Diagnose;
    })();

    ketuk.Check = (function() {
        const valuesById = $Object.create(null), values = $Object.create(valuesById);
        values[valuesById[0] = "CHECK_NONE"] = 0;
        values[valuesById[1] = "CHECK_REGISTERS"] = 1;
        values[valuesById[2] = "CHECK_SELF_TEST"] = 2;
        values[valuesById[3] = "CHECK_RESET_LINE"] = 3;
        values[valuesById[4] = "CHECK_SPI"] = 4;
        values[valuesById[5] = "CHECK_WIRING"] = 5;
        values[valuesById[6] = "CHECK_FIELD"] = 6;
        values[valuesById[7] = "CHECK_MEMORY"] = 7;
        values[valuesById[8] = "CHECK_OPEN"] = 8;
        return values;
    })();

    ketuk.Diagnosis = (function() {

        const Diagnosis = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        Diagnosis.prototype.data = $util.newBuffer([]);
        Diagnosis.prototype.value = 0;
        Diagnosis.prototype.count = 0;

        Diagnosis.create = function(properties) {
            return new Diagnosis(properties);
        };

        Diagnosis.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.data != null && $Object.hasOwnProperty.call(message, "data") && message.data.length)
                writer.uint32(10).bytes(message.data);
            if (message.value != null && $Object.hasOwnProperty.call(message, "value") && message.value !== 0)
                writer.uint32(16).uint32(message.value);
            if (message.count != null && $Object.hasOwnProperty.call(message, "count") && message.count !== 0)
                writer.uint32(24).uint32(message.count);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        Diagnosis.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.ketuk.Diagnosis();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.bytes()).length)
                            message.data = value;
                        else
                            delete message.data;
                        continue;
                    }
                case 2: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.value = value;
                        else
                            delete message.value;
                        continue;
                    }
                case 3: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.count = value;
                        else
                            delete message.count;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return Diagnosis;
    })();

    ketuk.BeginUpdate = (function() {

        const BeginUpdate = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        BeginUpdate.prototype.manifest = $util.newBuffer([]);
        BeginUpdate.prototype.mac = $util.newBuffer([]);

        BeginUpdate.create = function(properties) {
            return new BeginUpdate(properties);
        };

        BeginUpdate.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.manifest != null && $Object.hasOwnProperty.call(message, "manifest") && message.manifest.length)
                writer.uint32(10).bytes(message.manifest);
            if (message.mac != null && $Object.hasOwnProperty.call(message, "mac") && message.mac.length)
                writer.uint32(18).bytes(message.mac);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        BeginUpdate.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.ketuk.BeginUpdate();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.bytes()).length)
                            message.manifest = value;
                        else
                            delete message.manifest;
                        continue;
                    }
                case 2: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.bytes()).length)
                            message.mac = value;
                        else
                            delete message.mac;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return BeginUpdate;
    })();

    ketuk.StoreImage = (function() {

        const StoreImage = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        StoreImage.prototype.offset = 0;
        StoreImage.prototype.data = $util.newBuffer([]);

        StoreImage.create = function(properties) {
            return new StoreImage(properties);
        };

        StoreImage.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.offset != null && $Object.hasOwnProperty.call(message, "offset") && message.offset !== 0)
                writer.uint32(8).uint32(message.offset);
            if (message.data != null && $Object.hasOwnProperty.call(message, "data") && message.data.length)
                writer.uint32(18).bytes(message.data);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        StoreImage.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.ketuk.StoreImage();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.offset = value;
                        else
                            delete message.offset;
                        continue;
                    }
                case 2: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.bytes()).length)
                            message.data = value;
                        else
                            delete message.data;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return StoreImage;
    })();

    ketuk.FinishUpdate = (function() {

        const FinishUpdate = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        FinishUpdate.create = function(properties) {
            return new FinishUpdate(properties);
        };

        FinishUpdate.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        FinishUpdate.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.ketuk.FinishUpdate();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                reader.skipType(tag & 7, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return FinishUpdate;
    })();

    ketuk.UpdateState = (function() {

        const UpdateState = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        UpdateState.prototype.received = 0;
        UpdateState.prototype.number = 0;

        UpdateState.create = function(properties) {
            return new UpdateState(properties);
        };

        UpdateState.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.received != null && $Object.hasOwnProperty.call(message, "received") && message.received !== 0)
                writer.uint32(8).uint32(message.received);
            if (message.number != null && $Object.hasOwnProperty.call(message, "number") && message.number !== 0)
                writer.uint32(16).uint32(message.number);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        UpdateState.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.ketuk.UpdateState();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.received = value;
                        else
                            delete message.received;
                        continue;
                    }
                case 2: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.number = value;
                        else
                            delete message.number;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return UpdateState;
    })();

    ketuk.ImageManifest = (function() {

        const ImageManifest = function (properties) {
            this.boards = [];
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        ImageManifest.prototype.number = 0;
        ImageManifest.prototype.version = "";
        ImageManifest.prototype.size = 0;
        ImageManifest.prototype.digest = $util.newBuffer([]);
        ImageManifest.prototype.boards = $util.emptyArray;

        ImageManifest.create = function(properties) {
            return new ImageManifest(properties);
        };

        ImageManifest.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.number != null && $Object.hasOwnProperty.call(message, "number") && message.number !== 0)
                writer.uint32(8).uint32(message.number);
            if (message.version != null && $Object.hasOwnProperty.call(message, "version") && message.version !== "")
                writer.uint32(18).string(message.version);
            if (message.size != null && $Object.hasOwnProperty.call(message, "size") && message.size !== 0)
                writer.uint32(24).uint32(message.size);
            if (message.digest != null && $Object.hasOwnProperty.call(message, "digest") && message.digest.length)
                writer.uint32(34).bytes(message.digest);
            if (message.boards != null && message.boards.length)
                for (let i = 0; i < message.boards.length; ++i)
                    writer.uint32(42).string(message.boards[i]);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        ImageManifest.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.ketuk.ImageManifest();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.number = value;
                        else
                            delete message.number;
                        continue;
                    }
                case 2: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.version = value;
                        else
                            delete message.version;
                        continue;
                    }
                case 3: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.size = value;
                        else
                            delete message.size;
                        continue;
                    }
                case 4: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.bytes()).length)
                            message.digest = value;
                        else
                            delete message.digest;
                        continue;
                    }
                case 5: {
                        if (wireType !== 2)
                            break;
                        if (!(message.boards && message.boards.length))
                            message.boards = [];
                        message.boards.push(reader.stringVerify());
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return ImageManifest;
    })();

    ketuk.SignedImage = (function() {

        const SignedImage = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        SignedImage.prototype.manifest = $util.newBuffer([]);
        SignedImage.prototype.signature = $util.newBuffer([]);
        SignedImage.prototype.image = $util.newBuffer([]);

        SignedImage.create = function(properties) {
            return new SignedImage(properties);
        };

        SignedImage.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.manifest != null && $Object.hasOwnProperty.call(message, "manifest") && message.manifest.length)
                writer.uint32(10).bytes(message.manifest);
            if (message.signature != null && $Object.hasOwnProperty.call(message, "signature") && message.signature.length)
                writer.uint32(18).bytes(message.signature);
            if (message.image != null && $Object.hasOwnProperty.call(message, "image") && message.image.length)
                writer.uint32(26).bytes(message.image);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        SignedImage.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.ketuk.SignedImage();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.bytes()).length)
                            message.manifest = value;
                        else
                            delete message.manifest;
                        continue;
                    }
                case 2: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.bytes()).length)
                            message.signature = value;
                        else
                            delete message.signature;
                        continue;
                    }
                case 3: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.bytes()).length)
                            message.image = value;
                        else
                            delete message.image;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return SignedImage;
    })();

    ketuk.LendNext = (function() {

        const LendNext = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        LendNext.prototype.withinMs = 0;

        LendNext.create = function(properties) {
            return new LendNext(properties);
        };

        LendNext.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.withinMs != null && $Object.hasOwnProperty.call(message, "withinMs") && message.withinMs !== 0)
                writer.uint32(8).uint32(message.withinMs);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        LendNext.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.ketuk.LendNext();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.withinMs = value;
                        else
                            delete message.withinMs;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return LendNext;
    })();

    ketuk.SetPolicy = (function() {

        const SetPolicy = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        SetPolicy.prototype.policy = $util.newBuffer([]);
        SetPolicy.prototype.mac = $util.newBuffer([]);

        SetPolicy.create = function(properties) {
            return new SetPolicy(properties);
        };

        SetPolicy.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.policy != null && $Object.hasOwnProperty.call(message, "policy") && message.policy.length)
                writer.uint32(10).bytes(message.policy);
            if (message.mac != null && $Object.hasOwnProperty.call(message, "mac") && message.mac.length)
                writer.uint32(18).bytes(message.mac);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        SetPolicy.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.ketuk.SetPolicy();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.bytes()).length)
                            message.policy = value;
                        else
                            delete message.policy;
                        continue;
                    }
                case 2: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.bytes()).length)
                            message.mac = value;
                        else
                            delete message.mac;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return SetPolicy;
    })();

    ketuk.StoreKeys = (function() {

        const StoreKeys = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        StoreKeys.prototype.offset = 0;
        StoreKeys.prototype.data = $util.newBuffer([]);
        StoreKeys.prototype.mac = $util.newBuffer([]);

        StoreKeys.create = function(properties) {
            return new StoreKeys(properties);
        };

        StoreKeys.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.offset != null && $Object.hasOwnProperty.call(message, "offset") && message.offset !== 0)
                writer.uint32(8).uint32(message.offset);
            if (message.data != null && $Object.hasOwnProperty.call(message, "data") && message.data.length)
                writer.uint32(18).bytes(message.data);
            if (message.mac != null && $Object.hasOwnProperty.call(message, "mac") && message.mac.length)
                writer.uint32(26).bytes(message.mac);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        StoreKeys.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.ketuk.StoreKeys();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.offset = value;
                        else
                            delete message.offset;
                        continue;
                    }
                case 2: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.bytes()).length)
                            message.data = value;
                        else
                            delete message.data;
                        continue;
                    }
                case 3: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.bytes()).length)
                            message.mac = value;
                        else
                            delete message.mac;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return StoreKeys;
    })();

    ketuk.StoreCoupons = (function() {

        const StoreCoupons = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        StoreCoupons.prototype.firstCounter = 0;
        StoreCoupons.prototype.offset = 0;
        StoreCoupons.prototype.data = $util.newBuffer([]);

        StoreCoupons.create = function(properties) {
            return new StoreCoupons(properties);
        };

        StoreCoupons.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.firstCounter != null && $Object.hasOwnProperty.call(message, "firstCounter") && message.firstCounter !== 0)
                writer.uint32(8).uint32(message.firstCounter);
            if (message.offset != null && $Object.hasOwnProperty.call(message, "offset") && message.offset !== 0)
                writer.uint32(16).uint32(message.offset);
            if (message.data != null && $Object.hasOwnProperty.call(message, "data") && message.data.length)
                writer.uint32(26).bytes(message.data);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        StoreCoupons.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.ketuk.StoreCoupons();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.firstCounter = value;
                        else
                            delete message.firstCounter;
                        continue;
                    }
                case 2: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.offset = value;
                        else
                            delete message.offset;
                        continue;
                    }
                case 3: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.bytes()).length)
                            message.data = value;
                        else
                            delete message.data;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return StoreCoupons;
    })();

    ketuk.StoreMembers = (function() {

        const StoreMembers = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        StoreMembers.prototype.bucket = 0;
        StoreMembers.prototype.offset = 0;
        StoreMembers.prototype.data = $util.newBuffer([]);
        StoreMembers.prototype.erase = false;

        StoreMembers.create = function(properties) {
            return new StoreMembers(properties);
        };

        StoreMembers.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.bucket != null && $Object.hasOwnProperty.call(message, "bucket") && message.bucket !== 0)
                writer.uint32(8).uint32(message.bucket);
            if (message.offset != null && $Object.hasOwnProperty.call(message, "offset") && message.offset !== 0)
                writer.uint32(16).uint32(message.offset);
            if (message.data != null && $Object.hasOwnProperty.call(message, "data") && message.data.length)
                writer.uint32(26).bytes(message.data);
            if (message.erase != null && $Object.hasOwnProperty.call(message, "erase") && message.erase !== false)
                writer.uint32(32).bool(message.erase);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        StoreMembers.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.ketuk.StoreMembers();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.bucket = value;
                        else
                            delete message.bucket;
                        continue;
                    }
                case 2: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.offset = value;
                        else
                            delete message.offset;
                        continue;
                    }
                case 3: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.bytes()).length)
                            message.data = value;
                        else
                            delete message.data;
                        continue;
                    }
                case 4: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.bool())
                            message.erase = value;
                        else
                            delete message.erase;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return StoreMembers;
    })();

    ketuk.GetMembers = (function() {

        const GetMembers = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        GetMembers.prototype.firstBucket = 0;

        GetMembers.create = function(properties) {
            return new GetMembers(properties);
        };

        GetMembers.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.firstBucket != null && $Object.hasOwnProperty.call(message, "firstBucket") && message.firstBucket !== 0)
                writer.uint32(8).uint32(message.firstBucket);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        GetMembers.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.ketuk.GetMembers();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.firstBucket = value;
                        else
                            delete message.firstBucket;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return GetMembers;
    })();

    ketuk.Members = (function() {

        const Members = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        Members.prototype.digests = $util.newBuffer([]);

        Members.create = function(properties) {
            return new Members(properties);
        };

        Members.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.digests != null && $Object.hasOwnProperty.call(message, "digests") && message.digests.length)
                writer.uint32(10).bytes(message.digests);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        Members.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.ketuk.Members();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.bytes()).length)
                            message.digests = value;
                        else
                            delete message.digests;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return Members;
    })();

    ketuk.FactoryReset = (function() {

        const FactoryReset = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        FactoryReset.prototype.force = false;

        FactoryReset.create = function(properties) {
            return new FactoryReset(properties);
        };

        FactoryReset.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.force != null && $Object.hasOwnProperty.call(message, "force") && message.force !== false)
                writer.uint32(8).bool(message.force);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        FactoryReset.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.ketuk.FactoryReset();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.bool())
                            message.force = value;
                        else
                            delete message.force;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return FactoryReset;
    })();

    ketuk.Exchange = (function() {

        const Exchange = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        Exchange.prototype.apdu = $util.newBuffer([]);
        Exchange.prototype.raw = false;

        Exchange.create = function(properties) {
            return new Exchange(properties);
        };

        Exchange.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.apdu != null && $Object.hasOwnProperty.call(message, "apdu") && message.apdu.length)
                writer.uint32(10).bytes(message.apdu);
            if (message.raw != null && $Object.hasOwnProperty.call(message, "raw") && message.raw !== false)
                writer.uint32(16).bool(message.raw);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        Exchange.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.ketuk.Exchange();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.bytes()).length)
                            message.apdu = value;
                        else
                            delete message.apdu;
                        continue;
                    }
                case 2: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.bool())
                            message.raw = value;
                        else
                            delete message.raw;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return Exchange;
    })();

    ketuk.Exchanged = (function() {

        const Exchanged = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        Exchanged.prototype.apdu = $util.newBuffer([]);

        Exchanged.create = function(properties) {
            return new Exchanged(properties);
        };

        Exchanged.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.apdu != null && $Object.hasOwnProperty.call(message, "apdu") && message.apdu.length)
                writer.uint32(10).bytes(message.apdu);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        Exchanged.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.ketuk.Exchanged();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.bytes()).length)
                            message.apdu = value;
                        else
                            delete message.apdu;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return Exchanged;
    })();

    ketuk.Finish = (function() {

        const Finish = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        Finish.prototype.accepted = false;
        Finish.prototype.credential = $util.newBuffer([]);

        Finish.create = function(properties) {
            return new Finish(properties);
        };

        Finish.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.accepted != null && $Object.hasOwnProperty.call(message, "accepted") && message.accepted !== false)
                writer.uint32(8).bool(message.accepted);
            if (message.credential != null && $Object.hasOwnProperty.call(message, "credential") && message.credential.length)
                writer.uint32(18).bytes(message.credential);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        Finish.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.ketuk.Finish();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.bool())
                            message.accepted = value;
                        else
                            delete message.accepted;
                        continue;
                    }
                case 2: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.bytes()).length)
                            message.credential = value;
                        else
                            delete message.credential;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return Finish;
    })();

    ketuk.Status = (function() {

        const Status = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        Status.prototype.uptimeMs = $util.Long ? $util.Long.fromBits(0,0,true) : 0;
        Status.prototype.chipVersion = 0;
        Status.prototype.polls = 0;
        Status.prototype.taps = 0;
        Status.prototype.removedEarly = 0;
        Status.prototype.severalCards = 0;
        Status.prototype.radioFaults = 0;
        Status.prototype.chipFaults = 0;
        Status.prototype.framesIn = 0;
        Status.prototype.framesBad = 0;
        Status.prototype.pending = 0;
        Status.prototype.refusedFull = 0;
        Status.prototype.memoryFree = 0;
        Status.prototype.wallMs = $util.Long ? $util.Long.fromBits(0,0,true) : 0;
        Status.prototype.chipReinits = 0;
        Status.prototype.chipResets = 0;
        Status.prototype.records = 0;
        Status.prototype.unrecorded = 0;
        Status.prototype.dropped = 0;
        Status.prototype.journalBytes = $util.Long ? $util.Long.fromBits(0,0,true) : 0;
        Status.prototype.journalFree = $util.Long ? $util.Long.fromBits(0,0,true) : 0;
        Status.prototype.journalErases = 0;
        Status.prototype.journalRetired = 0;
        Status.prototype.forbidden = 0;
        Status.prototype.rejected = 0;
        Status.prototype.couponsLeft = 0;
        Status.prototype.unsignedRecords = 0;
        Status.prototype.couponsEnd = 0;
        Status.prototype.door = 0;
        Status.prototype.storageFree = 0;
        Status.prototype.updateReceived = 0;

        Status.create = function(properties) {
            return new Status(properties);
        };

        Status.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.uptimeMs != null && $Object.hasOwnProperty.call(message, "uptimeMs") && (typeof message.uptimeMs === "object" ? message.uptimeMs.low || message.uptimeMs.high : message.uptimeMs !== 0))
                writer.uint32(8).uint64(message.uptimeMs);
            if (message.chipVersion != null && $Object.hasOwnProperty.call(message, "chipVersion") && message.chipVersion !== 0)
                writer.uint32(16).uint32(message.chipVersion);
            if (message.polls != null && $Object.hasOwnProperty.call(message, "polls") && message.polls !== 0)
                writer.uint32(24).uint32(message.polls);
            if (message.taps != null && $Object.hasOwnProperty.call(message, "taps") && message.taps !== 0)
                writer.uint32(32).uint32(message.taps);
            if (message.removedEarly != null && $Object.hasOwnProperty.call(message, "removedEarly") && message.removedEarly !== 0)
                writer.uint32(40).uint32(message.removedEarly);
            if (message.severalCards != null && $Object.hasOwnProperty.call(message, "severalCards") && message.severalCards !== 0)
                writer.uint32(48).uint32(message.severalCards);
            if (message.radioFaults != null && $Object.hasOwnProperty.call(message, "radioFaults") && message.radioFaults !== 0)
                writer.uint32(56).uint32(message.radioFaults);
            if (message.chipFaults != null && $Object.hasOwnProperty.call(message, "chipFaults") && message.chipFaults !== 0)
                writer.uint32(64).uint32(message.chipFaults);
            if (message.framesIn != null && $Object.hasOwnProperty.call(message, "framesIn") && message.framesIn !== 0)
                writer.uint32(72).uint32(message.framesIn);
            if (message.framesBad != null && $Object.hasOwnProperty.call(message, "framesBad") && message.framesBad !== 0)
                writer.uint32(80).uint32(message.framesBad);
            if (message.pending != null && $Object.hasOwnProperty.call(message, "pending") && message.pending !== 0)
                writer.uint32(88).uint32(message.pending);
            if (message.refusedFull != null && $Object.hasOwnProperty.call(message, "refusedFull") && message.refusedFull !== 0)
                writer.uint32(96).uint32(message.refusedFull);
            if (message.memoryFree != null && $Object.hasOwnProperty.call(message, "memoryFree") && message.memoryFree !== 0)
                writer.uint32(104).uint32(message.memoryFree);
            if (message.wallMs != null && $Object.hasOwnProperty.call(message, "wallMs") && (typeof message.wallMs === "object" ? message.wallMs.low || message.wallMs.high : message.wallMs !== 0))
                writer.uint32(112).uint64(message.wallMs);
            if (message.chipReinits != null && $Object.hasOwnProperty.call(message, "chipReinits") && message.chipReinits !== 0)
                writer.uint32(120).uint32(message.chipReinits);
            if (message.chipResets != null && $Object.hasOwnProperty.call(message, "chipResets") && message.chipResets !== 0)
                writer.uint32(128).uint32(message.chipResets);
            if (message.records != null && $Object.hasOwnProperty.call(message, "records") && message.records !== 0)
                writer.uint32(136).uint32(message.records);
            if (message.unrecorded != null && $Object.hasOwnProperty.call(message, "unrecorded") && message.unrecorded !== 0)
                writer.uint32(144).uint32(message.unrecorded);
            if (message.dropped != null && $Object.hasOwnProperty.call(message, "dropped") && message.dropped !== 0)
                writer.uint32(152).uint32(message.dropped);
            if (message.journalBytes != null && $Object.hasOwnProperty.call(message, "journalBytes") && (typeof message.journalBytes === "object" ? message.journalBytes.low || message.journalBytes.high : message.journalBytes !== 0))
                writer.uint32(160).uint64(message.journalBytes);
            if (message.journalFree != null && $Object.hasOwnProperty.call(message, "journalFree") && (typeof message.journalFree === "object" ? message.journalFree.low || message.journalFree.high : message.journalFree !== 0))
                writer.uint32(168).uint64(message.journalFree);
            if (message.journalErases != null && $Object.hasOwnProperty.call(message, "journalErases") && message.journalErases !== 0)
                writer.uint32(176).uint32(message.journalErases);
            if (message.journalRetired != null && $Object.hasOwnProperty.call(message, "journalRetired") && message.journalRetired !== 0)
                writer.uint32(184).uint32(message.journalRetired);
            if (message.forbidden != null && $Object.hasOwnProperty.call(message, "forbidden") && message.forbidden !== 0)
                writer.uint32(192).uint32(message.forbidden);
            if (message.rejected != null && $Object.hasOwnProperty.call(message, "rejected") && message.rejected !== 0)
                writer.uint32(200).uint32(message.rejected);
            if (message.couponsLeft != null && $Object.hasOwnProperty.call(message, "couponsLeft") && message.couponsLeft !== 0)
                writer.uint32(208).uint32(message.couponsLeft);
            if (message.unsignedRecords != null && $Object.hasOwnProperty.call(message, "unsignedRecords") && message.unsignedRecords !== 0)
                writer.uint32(216).uint32(message.unsignedRecords);
            if (message.couponsEnd != null && $Object.hasOwnProperty.call(message, "couponsEnd") && message.couponsEnd !== 0)
                writer.uint32(224).uint32(message.couponsEnd);
            if (message.door != null && $Object.hasOwnProperty.call(message, "door") && message.door !== 0)
                writer.uint32(232).int32(message.door);
            if (message.storageFree != null && $Object.hasOwnProperty.call(message, "storageFree") && message.storageFree !== 0)
                writer.uint32(240).uint32(message.storageFree);
            if (message.updateReceived != null && $Object.hasOwnProperty.call(message, "updateReceived") && message.updateReceived !== 0)
                writer.uint32(248).uint32(message.updateReceived);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        Status.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.ketuk.Status();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                            message.uptimeMs = value;
                        else
                            delete message.uptimeMs;
                        continue;
                    }
                case 2: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.chipVersion = value;
                        else
                            delete message.chipVersion;
                        continue;
                    }
                case 3: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.polls = value;
                        else
                            delete message.polls;
                        continue;
                    }
                case 4: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.taps = value;
                        else
                            delete message.taps;
                        continue;
                    }
                case 5: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.removedEarly = value;
                        else
                            delete message.removedEarly;
                        continue;
                    }
                case 6: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.severalCards = value;
                        else
                            delete message.severalCards;
                        continue;
                    }
                case 7: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.radioFaults = value;
                        else
                            delete message.radioFaults;
                        continue;
                    }
                case 8: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.chipFaults = value;
                        else
                            delete message.chipFaults;
                        continue;
                    }
                case 9: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.framesIn = value;
                        else
                            delete message.framesIn;
                        continue;
                    }
                case 10: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.framesBad = value;
                        else
                            delete message.framesBad;
                        continue;
                    }
                case 11: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.pending = value;
                        else
                            delete message.pending;
                        continue;
                    }
                case 12: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.refusedFull = value;
                        else
                            delete message.refusedFull;
                        continue;
                    }
                case 13: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.memoryFree = value;
                        else
                            delete message.memoryFree;
                        continue;
                    }
                case 14: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                            message.wallMs = value;
                        else
                            delete message.wallMs;
                        continue;
                    }
                case 15: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.chipReinits = value;
                        else
                            delete message.chipReinits;
                        continue;
                    }
                case 16: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.chipResets = value;
                        else
                            delete message.chipResets;
                        continue;
                    }
                case 17: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.records = value;
                        else
                            delete message.records;
                        continue;
                    }
                case 18: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.unrecorded = value;
                        else
                            delete message.unrecorded;
                        continue;
                    }
                case 19: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.dropped = value;
                        else
                            delete message.dropped;
                        continue;
                    }
                case 20: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                            message.journalBytes = value;
                        else
                            delete message.journalBytes;
                        continue;
                    }
                case 21: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                            message.journalFree = value;
                        else
                            delete message.journalFree;
                        continue;
                    }
                case 22: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.journalErases = value;
                        else
                            delete message.journalErases;
                        continue;
                    }
                case 23: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.journalRetired = value;
                        else
                            delete message.journalRetired;
                        continue;
                    }
                case 24: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.forbidden = value;
                        else
                            delete message.forbidden;
                        continue;
                    }
                case 25: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.rejected = value;
                        else
                            delete message.rejected;
                        continue;
                    }
                case 26: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.couponsLeft = value;
                        else
                            delete message.couponsLeft;
                        continue;
                    }
                case 27: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.unsignedRecords = value;
                        else
                            delete message.unsignedRecords;
                        continue;
                    }
                case 28: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.couponsEnd = value;
                        else
                            delete message.couponsEnd;
                        continue;
                    }
                case 29: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.int32())
                            message.door = value;
                        else
                            delete message.door;
                        continue;
                    }
                case 30: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.storageFree = value;
                        else
                            delete message.storageFree;
                        continue;
                    }
                case 31: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.updateReceived = value;
                        else
                            delete message.updateReceived;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return Status;
    })();

    ketuk.Door = (function() {
        const valuesById = $Object.create(null), values = $Object.create(valuesById);
        values[valuesById[0] = "DOOR_UNKNOWN"] = 0;
        values[valuesById[1] = "DOOR_CLOSED"] = 1;
        values[valuesById[2] = "DOOR_OPEN"] = 2;
        return values;
    })();

    ketuk.Notice = (function() {

        const Notice = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        Notice.prototype.kind = 0;
        Notice.prototype.fault = 0;
        Notice.prototype.value = 0;
        Notice.prototype.uptimeMs = $util.Long ? $util.Long.fromBits(0,0,true) : 0;
        Notice.prototype.uid = $util.newBuffer([]);
        Notice.prototype.profile = 0;
        Notice.prototype.remedy = 0;
        Notice.prototype.atqa = $util.newBuffer([]);
        Notice.prototype.sak = 0;
        Notice.prototype.ats = $util.newBuffer([]);

        Notice.create = function(properties) {
            return new Notice(properties);
        };

        Notice.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.kind != null && $Object.hasOwnProperty.call(message, "kind") && message.kind !== 0)
                writer.uint32(8).int32(message.kind);
            if (message.fault != null && $Object.hasOwnProperty.call(message, "fault") && message.fault !== 0)
                writer.uint32(16).int32(message.fault);
            if (message.value != null && $Object.hasOwnProperty.call(message, "value") && message.value !== 0)
                writer.uint32(24).uint32(message.value);
            if (message.uptimeMs != null && $Object.hasOwnProperty.call(message, "uptimeMs") && (typeof message.uptimeMs === "object" ? message.uptimeMs.low || message.uptimeMs.high : message.uptimeMs !== 0))
                writer.uint32(32).uint64(message.uptimeMs);
            if (message.uid != null && $Object.hasOwnProperty.call(message, "uid") && message.uid.length)
                writer.uint32(42).bytes(message.uid);
            if (message.profile != null && $Object.hasOwnProperty.call(message, "profile") && message.profile !== 0)
                writer.uint32(48).uint32(message.profile);
            if (message.remedy != null && $Object.hasOwnProperty.call(message, "remedy") && message.remedy !== 0)
                writer.uint32(56).int32(message.remedy);
            if (message.atqa != null && $Object.hasOwnProperty.call(message, "atqa") && message.atqa.length)
                writer.uint32(66).bytes(message.atqa);
            if (message.sak != null && $Object.hasOwnProperty.call(message, "sak") && message.sak !== 0)
                writer.uint32(72).uint32(message.sak);
            if (message.ats != null && $Object.hasOwnProperty.call(message, "ats") && message.ats.length)
                writer.uint32(82).bytes(message.ats);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        Notice.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.ketuk.Notice();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.int32())
                            message.kind = value;
                        else
                            delete message.kind;
                        continue;
                    }
                case 2: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.int32())
                            message.fault = value;
                        else
                            delete message.fault;
                        continue;
                    }
                case 3: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.value = value;
                        else
                            delete message.value;
                        continue;
                    }
                case 4: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                            message.uptimeMs = value;
                        else
                            delete message.uptimeMs;
                        continue;
                    }
                case 5: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.bytes()).length)
                            message.uid = value;
                        else
                            delete message.uid;
                        continue;
                    }
                case 6: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.profile = value;
                        else
                            delete message.profile;
                        continue;
                    }
                case 7: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.int32())
                            message.remedy = value;
                        else
                            delete message.remedy;
                        continue;
                    }
                case 8: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.bytes()).length)
                            message.atqa = value;
                        else
                            delete message.atqa;
                        continue;
                    }
                case 9: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.sak = value;
                        else
                            delete message.sak;
                        continue;
                    }
                case 10: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.bytes()).length)
                            message.ats = value;
                        else
                            delete message.ats;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return Notice;
    })();

    ketuk.NoticeKind = (function() {
        const valuesById = $Object.create(null), values = $Object.create(valuesById);
        values[valuesById[0] = "NOTICE_KIND_NONE"] = 0;
        values[valuesById[1] = "NOTICE_KIND_CARD_ARRIVED"] = 1;
        values[valuesById[2] = "NOTICE_KIND_CARD_REMOVED"] = 2;
        values[valuesById[3] = "NOTICE_KIND_REMOVED_EARLY"] = 3;
        values[valuesById[4] = "NOTICE_KIND_SEVERAL_CARDS"] = 4;
        values[valuesById[5] = "NOTICE_KIND_FAULT"] = 5;
        values[valuesById[6] = "NOTICE_KIND_FAULT_CLEARED"] = 6;
        values[valuesById[7] = "NOTICE_KIND_FULL"] = 7;
        values[valuesById[8] = "NOTICE_KIND_CARD_LENT"] = 8;
        values[valuesById[9] = "NOTICE_KIND_DOOR_OPENED"] = 9;
        values[valuesById[10] = "NOTICE_KIND_DOOR_CLOSED"] = 10;
        values[valuesById[11] = "NOTICE_KIND_DOOR_HELD"] = 11;
        return values;
    })();

    ketuk.Fault = (function() {
        const valuesById = $Object.create(null), values = $Object.create(valuesById);
        values[valuesById[0] = "FAULT_NONE"] = 0;
        values[valuesById[1] = "FAULT_CHIP_SILENT"] = 1;
        values[valuesById[2] = "FAULT_CHIP_FOREIGN"] = 2;
        values[valuesById[3] = "FAULT_CHIP_LOST"] = 3;
        values[valuesById[4] = "FAULT_FLASH"] = 4;
        values[valuesById[5] = "FAULT_CONFIG"] = 5;
        values[valuesById[6] = "FAULT_INTERPRETER"] = 6;
        values[valuesById[7] = "FAULT_FLASH_WORN"] = 7;
        values[valuesById[8] = "FAULT_RANDOM"] = 8;
        values[valuesById[9] = "FAULT_COUPONS"] = 9;
        values[valuesById[10] = "FAULT_CONSOLE"] = 10;
        return values;
    })();

    ketuk.Remedy = (function() {
        const valuesById = $Object.create(null), values = $Object.create(valuesById);
        values[valuesById[0] = "REMEDY_NONE"] = 0;
        values[valuesById[1] = "REMEDY_REINIT"] = 1;
        values[valuesById[2] = "REMEDY_HARD_RESET"] = 2;
        values[valuesById[3] = "REMEDY_REBOOT"] = 3;
        return values;
    })();

    ketuk.SealedRecord = (function() {

        const SealedRecord = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        SealedRecord.prototype.record = $util.newBuffer([]);
        SealedRecord.prototype.mac = $util.newBuffer([]);
        SealedRecord.prototype.signature = $util.newBuffer([]);

        SealedRecord.create = function(properties) {
            return new SealedRecord(properties);
        };

        SealedRecord.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.record != null && $Object.hasOwnProperty.call(message, "record") && message.record.length)
                writer.uint32(10).bytes(message.record);
            if (message.mac != null && $Object.hasOwnProperty.call(message, "mac") && message.mac.length)
                writer.uint32(18).bytes(message.mac);
            if (message.signature != null && $Object.hasOwnProperty.call(message, "signature") && message.signature.length)
                writer.uint32(26).bytes(message.signature);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        SealedRecord.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.ketuk.SealedRecord();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.bytes()).length)
                            message.record = value;
                        else
                            delete message.record;
                        continue;
                    }
                case 2: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.bytes()).length)
                            message.mac = value;
                        else
                            delete message.mac;
                        continue;
                    }
                case 3: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.bytes()).length)
                            message.signature = value;
                        else
                            delete message.signature;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return SealedRecord;
    })();

    ketuk.Certificate = (function() {

        const Certificate = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        Certificate.prototype.body = $util.newBuffer([]);
        Certificate.prototype.signature = $util.newBuffer([]);

        Certificate.create = function(properties) {
            return new Certificate(properties);
        };

        Certificate.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.body != null && $Object.hasOwnProperty.call(message, "body") && message.body.length)
                writer.uint32(10).bytes(message.body);
            if (message.signature != null && $Object.hasOwnProperty.call(message, "signature") && message.signature.length)
                writer.uint32(18).bytes(message.signature);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        Certificate.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.ketuk.Certificate();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.bytes()).length)
                            message.body = value;
                        else
                            delete message.body;
                        continue;
                    }
                case 2: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.bytes()).length)
                            message.signature = value;
                        else
                            delete message.signature;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return Certificate;
    })();

    ketuk.CertificateBody = (function() {

        const CertificateBody = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        CertificateBody.prototype.readerId = "";
        CertificateBody.prototype.publicKey = $util.newBuffer([]);
        CertificateBody.prototype.notBeforeMs = $util.Long ? $util.Long.fromBits(0,0,true) : 0;
        CertificateBody.prototype.notAfterMs = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

        CertificateBody.create = function(properties) {
            return new CertificateBody(properties);
        };

        CertificateBody.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.readerId != null && $Object.hasOwnProperty.call(message, "readerId") && message.readerId !== "")
                writer.uint32(10).string(message.readerId);
            if (message.publicKey != null && $Object.hasOwnProperty.call(message, "publicKey") && message.publicKey.length)
                writer.uint32(18).bytes(message.publicKey);
            if (message.notBeforeMs != null && $Object.hasOwnProperty.call(message, "notBeforeMs") && (typeof message.notBeforeMs === "object" ? message.notBeforeMs.low || message.notBeforeMs.high : message.notBeforeMs !== 0))
                writer.uint32(24).uint64(message.notBeforeMs);
            if (message.notAfterMs != null && $Object.hasOwnProperty.call(message, "notAfterMs") && (typeof message.notAfterMs === "object" ? message.notAfterMs.low || message.notAfterMs.high : message.notAfterMs !== 0))
                writer.uint32(32).uint64(message.notAfterMs);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        CertificateBody.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.ketuk.CertificateBody();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.readerId = value;
                        else
                            delete message.readerId;
                        continue;
                    }
                case 2: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.bytes()).length)
                            message.publicKey = value;
                        else
                            delete message.publicKey;
                        continue;
                    }
                case 3: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                            message.notBeforeMs = value;
                        else
                            delete message.notBeforeMs;
                        continue;
                    }
                case 4: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                            message.notAfterMs = value;
                        else
                            delete message.notAfterMs;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return CertificateBody;
    })();

    ketuk.Record = (function() {

        const Record = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        Record.prototype.readerId = "";
        Record.prototype.epoch = 0;
        Record.prototype.counter = 0;
        Record.prototype.boot = 0;
        Record.prototype.uptimeMs = $util.Long ? $util.Long.fromBits(0,0,true) : 0;
        Record.prototype.wallMs = $util.Long ? $util.Long.fromBits(0,0,true) : 0;
        Record.prototype.wallSource = 0;
        Record.prototype.previous = $util.newBuffer([]);
        Record.prototype.keyVersion = 0;
        Record.prototype.tap = null;
        Record.prototype.bootRecord = null;
        Record.prototype.timeSet = null;
        Record.prototype.gap = null;
        Record.prototype.fault = null;
        Record.prototype.keyChange = null;
        Record.prototype.forbidden = null;
        Record.prototype.farewell = null;
        Record.prototype.firmwareChange = null;

        let $oneOfFields;

        $Object.defineProperty(Record.prototype, "what", {
            get: $util.oneOfGetter($oneOfFields = ["tap", "bootRecord", "timeSet", "gap", "fault", "keyChange", "forbidden", "farewell", "firmwareChange"]),
            set: $util.oneOfSetter($oneOfFields)
        });

        Record.create = function(properties) {
            return new Record(properties);
        };

        Record.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.readerId != null && $Object.hasOwnProperty.call(message, "readerId") && message.readerId !== "")
                writer.uint32(10).string(message.readerId);
            if (message.epoch != null && $Object.hasOwnProperty.call(message, "epoch") && message.epoch !== 0)
                writer.uint32(16).uint32(message.epoch);
            if (message.counter != null && $Object.hasOwnProperty.call(message, "counter") && message.counter !== 0)
                writer.uint32(24).uint32(message.counter);
            if (message.boot != null && $Object.hasOwnProperty.call(message, "boot") && message.boot !== 0)
                writer.uint32(32).uint32(message.boot);
            if (message.uptimeMs != null && $Object.hasOwnProperty.call(message, "uptimeMs") && (typeof message.uptimeMs === "object" ? message.uptimeMs.low || message.uptimeMs.high : message.uptimeMs !== 0))
                writer.uint32(40).uint64(message.uptimeMs);
            if (message.wallMs != null && $Object.hasOwnProperty.call(message, "wallMs") && (typeof message.wallMs === "object" ? message.wallMs.low || message.wallMs.high : message.wallMs !== 0))
                writer.uint32(48).uint64(message.wallMs);
            if (message.wallSource != null && $Object.hasOwnProperty.call(message, "wallSource") && message.wallSource !== 0)
                writer.uint32(56).int32(message.wallSource);
            if (message.previous != null && $Object.hasOwnProperty.call(message, "previous") && message.previous.length)
                writer.uint32(66).bytes(message.previous);
            if (message.keyVersion != null && $Object.hasOwnProperty.call(message, "keyVersion") && message.keyVersion !== 0)
                writer.uint32(72).uint32(message.keyVersion);
            if (message.tap != null && $Object.hasOwnProperty.call(message, "tap"))
                $root.ketuk.Tap.encode(message.tap, writer.uint32(82).fork(), _depth + 1).ldelim();
            if (message.bootRecord != null && $Object.hasOwnProperty.call(message, "bootRecord"))
                $root.ketuk.Boot.encode(message.bootRecord, writer.uint32(90).fork(), _depth + 1).ldelim();
            if (message.timeSet != null && $Object.hasOwnProperty.call(message, "timeSet"))
                $root.ketuk.TimeSet.encode(message.timeSet, writer.uint32(98).fork(), _depth + 1).ldelim();
            if (message.gap != null && $Object.hasOwnProperty.call(message, "gap"))
                $root.ketuk.Gap.encode(message.gap, writer.uint32(106).fork(), _depth + 1).ldelim();
            if (message.fault != null && $Object.hasOwnProperty.call(message, "fault"))
                $root.ketuk.FaultReport.encode(message.fault, writer.uint32(114).fork(), _depth + 1).ldelim();
            if (message.keyChange != null && $Object.hasOwnProperty.call(message, "keyChange"))
                $root.ketuk.KeyChange.encode(message.keyChange, writer.uint32(122).fork(), _depth + 1).ldelim();
            if (message.forbidden != null && $Object.hasOwnProperty.call(message, "forbidden"))
                $root.ketuk.ForbiddenRequest.encode(message.forbidden, writer.uint32(130).fork(), _depth + 1).ldelim();
            if (message.farewell != null && $Object.hasOwnProperty.call(message, "farewell"))
                $root.ketuk.Farewell.encode(message.farewell, writer.uint32(138).fork(), _depth + 1).ldelim();
            if (message.firmwareChange != null && $Object.hasOwnProperty.call(message, "firmwareChange"))
                $root.ketuk.FirmwareChange.encode(message.firmwareChange, writer.uint32(146).fork(), _depth + 1).ldelim();
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        Record.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.ketuk.Record();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.readerId = value;
                        else
                            delete message.readerId;
                        continue;
                    }
                case 2: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.epoch = value;
                        else
                            delete message.epoch;
                        continue;
                    }
                case 3: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.counter = value;
                        else
                            delete message.counter;
                        continue;
                    }
                case 4: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.boot = value;
                        else
                            delete message.boot;
                        continue;
                    }
                case 5: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                            message.uptimeMs = value;
                        else
                            delete message.uptimeMs;
                        continue;
                    }
                case 6: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                            message.wallMs = value;
                        else
                            delete message.wallMs;
                        continue;
                    }
                case 7: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.int32())
                            message.wallSource = value;
                        else
                            delete message.wallSource;
                        continue;
                    }
                case 8: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.bytes()).length)
                            message.previous = value;
                        else
                            delete message.previous;
                        continue;
                    }
                case 9: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.keyVersion = value;
                        else
                            delete message.keyVersion;
                        continue;
                    }
                case 10: {
                        if (wireType !== 2)
                            break;
                        message.tap = $root.ketuk.Tap.decode(reader, reader.size(), $undefined, _depth + 1, message.tap);
                        message.what = "tap";
                        continue;
                    }
                case 11: {
                        if (wireType !== 2)
                            break;
                        message.bootRecord = $root.ketuk.Boot.decode(reader, reader.size(), $undefined, _depth + 1, message.bootRecord);
                        message.what = "bootRecord";
                        continue;
                    }
                case 12: {
                        if (wireType !== 2)
                            break;
                        message.timeSet = $root.ketuk.TimeSet.decode(reader, reader.size(), $undefined, _depth + 1, message.timeSet);
                        message.what = "timeSet";
                        continue;
                    }
                case 13: {
                        if (wireType !== 2)
                            break;
                        message.gap = $root.ketuk.Gap.decode(reader, reader.size(), $undefined, _depth + 1, message.gap);
                        message.what = "gap";
                        continue;
                    }
                case 14: {
                        if (wireType !== 2)
                            break;
                        message.fault = $root.ketuk.FaultReport.decode(reader, reader.size(), $undefined, _depth + 1, message.fault);
                        message.what = "fault";
                        continue;
                    }
                case 15: {
                        if (wireType !== 2)
                            break;
                        message.keyChange = $root.ketuk.KeyChange.decode(reader, reader.size(), $undefined, _depth + 1, message.keyChange);
                        message.what = "keyChange";
                        continue;
                    }
                case 16: {
                        if (wireType !== 2)
                            break;
                        message.forbidden = $root.ketuk.ForbiddenRequest.decode(reader, reader.size(), $undefined, _depth + 1, message.forbidden);
                        message.what = "forbidden";
                        continue;
                    }
                case 17: {
                        if (wireType !== 2)
                            break;
                        message.farewell = $root.ketuk.Farewell.decode(reader, reader.size(), $undefined, _depth + 1, message.farewell);
                        message.what = "farewell";
                        continue;
                    }
                case 18: {
                        if (wireType !== 2)
                            break;
                        message.firmwareChange = $root.ketuk.FirmwareChange.decode(reader, reader.size(), $undefined, _depth + 1, message.firmwareChange);
                        message.what = "firmwareChange";
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return Record;
    })();

    ketuk.ClockSource = (function() {
        const valuesById = $Object.create(null), values = $Object.create(valuesById);
        values[valuesById[0] = "CLOCK_SOURCE_NONE"] = 0;
        values[valuesById[1] = "CLOCK_SOURCE_HOST"] = 1;
        return values;
    })();

    ketuk.RecordHead = (function() {

        const RecordHead = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        RecordHead.prototype.readerId = "";
        RecordHead.prototype.epoch = 0;
        RecordHead.prototype.counter = 0;
        RecordHead.prototype.keyVersion = 0;
        RecordHead.prototype.tap = null;
        RecordHead.prototype.gap = null;

        RecordHead.create = function(properties) {
            return new RecordHead(properties);
        };

        RecordHead.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.readerId != null && $Object.hasOwnProperty.call(message, "readerId") && message.readerId !== "")
                writer.uint32(10).string(message.readerId);
            if (message.epoch != null && $Object.hasOwnProperty.call(message, "epoch") && message.epoch !== 0)
                writer.uint32(16).uint32(message.epoch);
            if (message.counter != null && $Object.hasOwnProperty.call(message, "counter") && message.counter !== 0)
                writer.uint32(24).uint32(message.counter);
            if (message.keyVersion != null && $Object.hasOwnProperty.call(message, "keyVersion") && message.keyVersion !== 0)
                writer.uint32(72).uint32(message.keyVersion);
            if (message.tap != null && $Object.hasOwnProperty.call(message, "tap"))
                $root.ketuk.TapHead.encode(message.tap, writer.uint32(82).fork(), _depth + 1).ldelim();
            if (message.gap != null && $Object.hasOwnProperty.call(message, "gap"))
                $root.ketuk.Gap.encode(message.gap, writer.uint32(106).fork(), _depth + 1).ldelim();
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        RecordHead.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.ketuk.RecordHead();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.readerId = value;
                        else
                            delete message.readerId;
                        continue;
                    }
                case 2: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.epoch = value;
                        else
                            delete message.epoch;
                        continue;
                    }
                case 3: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.counter = value;
                        else
                            delete message.counter;
                        continue;
                    }
                case 9: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.keyVersion = value;
                        else
                            delete message.keyVersion;
                        continue;
                    }
                case 10: {
                        if (wireType !== 2)
                            break;
                        message.tap = $root.ketuk.TapHead.decode(reader, reader.size(), $undefined, _depth + 1, message.tap);
                        continue;
                    }
                case 13: {
                        if (wireType !== 2)
                            break;
                        message.gap = $root.ketuk.Gap.decode(reader, reader.size(), $undefined, _depth + 1, message.gap);
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return RecordHead;
    })();

    ketuk.TimeSet = (function() {

        const TimeSet = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        TimeSet.prototype.beforeMs = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

        TimeSet.create = function(properties) {
            return new TimeSet(properties);
        };

        TimeSet.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.beforeMs != null && $Object.hasOwnProperty.call(message, "beforeMs") && (typeof message.beforeMs === "object" ? message.beforeMs.low || message.beforeMs.high : message.beforeMs !== 0))
                writer.uint32(8).uint64(message.beforeMs);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        TimeSet.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.ketuk.TimeSet();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                            message.beforeMs = value;
                        else
                            delete message.beforeMs;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return TimeSet;
    })();

    ketuk.Gap = (function() {

        const Gap = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        Gap.prototype.firstCounter = 0;
        Gap.prototype.lastCounter = 0;
        Gap.prototype.records = 0;

        Gap.create = function(properties) {
            return new Gap(properties);
        };

        Gap.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.firstCounter != null && $Object.hasOwnProperty.call(message, "firstCounter") && message.firstCounter !== 0)
                writer.uint32(8).uint32(message.firstCounter);
            if (message.lastCounter != null && $Object.hasOwnProperty.call(message, "lastCounter") && message.lastCounter !== 0)
                writer.uint32(16).uint32(message.lastCounter);
            if (message.records != null && $Object.hasOwnProperty.call(message, "records") && message.records !== 0)
                writer.uint32(24).uint32(message.records);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        Gap.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.ketuk.Gap();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.firstCounter = value;
                        else
                            delete message.firstCounter;
                        continue;
                    }
                case 2: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.lastCounter = value;
                        else
                            delete message.lastCounter;
                        continue;
                    }
                case 3: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.records = value;
                        else
                            delete message.records;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return Gap;
    })();

    ketuk.FaultReport = (function() {

        const FaultReport = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        FaultReport.prototype.fault = 0;
        FaultReport.prototype.remedy = 0;
        FaultReport.prototype.value = 0;
        FaultReport.prototype.count = 0;

        FaultReport.create = function(properties) {
            return new FaultReport(properties);
        };

        FaultReport.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.fault != null && $Object.hasOwnProperty.call(message, "fault") && message.fault !== 0)
                writer.uint32(8).int32(message.fault);
            if (message.remedy != null && $Object.hasOwnProperty.call(message, "remedy") && message.remedy !== 0)
                writer.uint32(16).int32(message.remedy);
            if (message.value != null && $Object.hasOwnProperty.call(message, "value") && message.value !== 0)
                writer.uint32(24).uint32(message.value);
            if (message.count != null && $Object.hasOwnProperty.call(message, "count") && message.count !== 0)
                writer.uint32(32).uint32(message.count);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        FaultReport.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.ketuk.FaultReport();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.int32())
                            message.fault = value;
                        else
                            delete message.fault;
                        continue;
                    }
                case 2: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.int32())
                            message.remedy = value;
                        else
                            delete message.remedy;
                        continue;
                    }
                case 3: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.value = value;
                        else
                            delete message.value;
                        continue;
                    }
                case 4: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.count = value;
                        else
                            delete message.count;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return FaultReport;
    })();

    ketuk.ForbiddenRequest = (function() {

        const ForbiddenRequest = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        ForbiddenRequest.prototype.role = 0;
        ForbiddenRequest.prototype.request = 0;
        ForbiddenRequest.prototype.count = 0;

        ForbiddenRequest.create = function(properties) {
            return new ForbiddenRequest(properties);
        };

        ForbiddenRequest.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.role != null && $Object.hasOwnProperty.call(message, "role") && message.role !== 0)
                writer.uint32(8).int32(message.role);
            if (message.request != null && $Object.hasOwnProperty.call(message, "request") && message.request !== 0)
                writer.uint32(16).uint32(message.request);
            if (message.count != null && $Object.hasOwnProperty.call(message, "count") && message.count !== 0)
                writer.uint32(24).uint32(message.count);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        ForbiddenRequest.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.ketuk.ForbiddenRequest();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.int32())
                            message.role = value;
                        else
                            delete message.role;
                        continue;
                    }
                case 2: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.request = value;
                        else
                            delete message.request;
                        continue;
                    }
                case 3: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.count = value;
                        else
                            delete message.count;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return ForbiddenRequest;
    })();

    ketuk.Farewell = (function() {

        const Farewell = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        Farewell.prototype.givenUp = 0;

        Farewell.create = function(properties) {
            return new Farewell(properties);
        };

        Farewell.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.givenUp != null && $Object.hasOwnProperty.call(message, "givenUp") && message.givenUp !== 0)
                writer.uint32(8).uint32(message.givenUp);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        Farewell.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.ketuk.Farewell();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.givenUp = value;
                        else
                            delete message.givenUp;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return Farewell;
    })();

    ketuk.FirmwareChange = (function() {

        const FirmwareChange = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        FirmwareChange.prototype.step = 0;
        FirmwareChange.prototype.number = 0;
        FirmwareChange.prototype.previousNumber = 0;
        FirmwareChange.prototype.digest = $util.newBuffer([]);

        FirmwareChange.create = function(properties) {
            return new FirmwareChange(properties);
        };

        FirmwareChange.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.step != null && $Object.hasOwnProperty.call(message, "step") && message.step !== 0)
                writer.uint32(8).int32(message.step);
            if (message.number != null && $Object.hasOwnProperty.call(message, "number") && message.number !== 0)
                writer.uint32(16).uint32(message.number);
            if (message.previousNumber != null && $Object.hasOwnProperty.call(message, "previousNumber") && message.previousNumber !== 0)
                writer.uint32(24).uint32(message.previousNumber);
            if (message.digest != null && $Object.hasOwnProperty.call(message, "digest") && message.digest.length)
                writer.uint32(34).bytes(message.digest);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        FirmwareChange.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.ketuk.FirmwareChange();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.int32())
                            message.step = value;
                        else
                            delete message.step;
                        continue;
                    }
                case 2: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.number = value;
                        else
                            delete message.number;
                        continue;
                    }
                case 3: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.previousNumber = value;
                        else
                            delete message.previousNumber;
                        continue;
                    }
                case 4: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.bytes()).length)
                            message.digest = value;
                        else
                            delete message.digest;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return FirmwareChange;
    })();

    ketuk.FirmwareStep = (function() {
        const valuesById = $Object.create(null), values = $Object.create(valuesById);
        values[valuesById[0] = "FIRMWARE_STEP_NONE"] = 0;
        values[valuesById[1] = "FIRMWARE_STEP_STORED"] = 1;
        values[valuesById[2] = "FIRMWARE_STEP_CONFIRMED"] = 2;
        values[valuesById[3] = "FIRMWARE_STEP_TAKEN_BACK"] = 3;
        return values;
    })();

    ketuk.KeyChange = (function() {

        const KeyChange = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        KeyChange.prototype.previousEpoch = 0;
        KeyChange.prototype.previousKeyVersion = 0;

        KeyChange.create = function(properties) {
            return new KeyChange(properties);
        };

        KeyChange.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.previousEpoch != null && $Object.hasOwnProperty.call(message, "previousEpoch") && message.previousEpoch !== 0)
                writer.uint32(8).uint32(message.previousEpoch);
            if (message.previousKeyVersion != null && $Object.hasOwnProperty.call(message, "previousKeyVersion") && message.previousKeyVersion !== 0)
                writer.uint32(16).uint32(message.previousKeyVersion);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        KeyChange.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.ketuk.KeyChange();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.previousEpoch = value;
                        else
                            delete message.previousEpoch;
                        continue;
                    }
                case 2: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.previousKeyVersion = value;
                        else
                            delete message.previousKeyVersion;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return KeyChange;
    })();

    ketuk.Boot = (function() {

        const Boot = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        Boot.prototype.resetReason = 0;
        Boot.prototype.firmwareHash = $util.newBuffer([]);
        Boot.prototype.interpreter = "";

        Boot.create = function(properties) {
            return new Boot(properties);
        };

        Boot.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.resetReason != null && $Object.hasOwnProperty.call(message, "resetReason") && message.resetReason !== 0)
                writer.uint32(8).int32(message.resetReason);
            if (message.firmwareHash != null && $Object.hasOwnProperty.call(message, "firmwareHash") && message.firmwareHash.length)
                writer.uint32(18).bytes(message.firmwareHash);
            if (message.interpreter != null && $Object.hasOwnProperty.call(message, "interpreter") && message.interpreter !== "")
                writer.uint32(26).string(message.interpreter);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        Boot.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.ketuk.Boot();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.int32())
                            message.resetReason = value;
                        else
                            delete message.resetReason;
                        continue;
                    }
                case 2: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.bytes()).length)
                            message.firmwareHash = value;
                        else
                            delete message.firmwareHash;
                        continue;
                    }
                case 3: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.interpreter = value;
                        else
                            delete message.interpreter;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return Boot;
    })();

    ketuk.Tap = (function() {

        const Tap = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        Tap.prototype.family = 0;
        Tap.prototype.uid = $util.newBuffer([]);
        Tap.prototype.atqa = $util.newBuffer([]);
        Tap.prototype.sak = 0;
        Tap.prototype.ats = $util.newBuffer([]);
        Tap.prototype.assurance = 0;
        Tap.prototype.method = 0;
        Tap.prototype.refusal = 0;
        Tap.prototype.keySlot = 0;
        Tap.prototype.keyVersion = 0;
        Tap.prototype.credential = $util.newBuffer([]);
        Tap.prototype.activateUs = 0;
        Tap.prototype.authenticateUs = 0;
        Tap.prototype.readUs = 0;
        Tap.prototype.randomUid = false;
        Tap.prototype.profile = 0;
        Tap.prototype.slow = false;
        Tap.prototype.originality = $util.newBuffer([]);
        Tap.prototype.policyVersion = 0;
        Tap.prototype.exchanges = $util.newBuffer([]);
        Tap.prototype.weakness = 0;
        Tap.prototype.cardCounter = 0;
        Tap.prototype.gate = 0;
        Tap.prototype.gateUs = 0;

        Tap.create = function(properties) {
            return new Tap(properties);
        };

        Tap.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.family != null && $Object.hasOwnProperty.call(message, "family") && message.family !== 0)
                writer.uint32(8).int32(message.family);
            if (message.uid != null && $Object.hasOwnProperty.call(message, "uid") && message.uid.length)
                writer.uint32(18).bytes(message.uid);
            if (message.atqa != null && $Object.hasOwnProperty.call(message, "atqa") && message.atqa.length)
                writer.uint32(26).bytes(message.atqa);
            if (message.sak != null && $Object.hasOwnProperty.call(message, "sak") && message.sak !== 0)
                writer.uint32(32).uint32(message.sak);
            if (message.ats != null && $Object.hasOwnProperty.call(message, "ats") && message.ats.length)
                writer.uint32(42).bytes(message.ats);
            if (message.assurance != null && $Object.hasOwnProperty.call(message, "assurance") && message.assurance !== 0)
                writer.uint32(48).int32(message.assurance);
            if (message.method != null && $Object.hasOwnProperty.call(message, "method") && message.method !== 0)
                writer.uint32(56).int32(message.method);
            if (message.refusal != null && $Object.hasOwnProperty.call(message, "refusal") && message.refusal !== 0)
                writer.uint32(64).int32(message.refusal);
            if (message.keySlot != null && $Object.hasOwnProperty.call(message, "keySlot") && message.keySlot !== 0)
                writer.uint32(72).uint32(message.keySlot);
            if (message.keyVersion != null && $Object.hasOwnProperty.call(message, "keyVersion") && message.keyVersion !== 0)
                writer.uint32(80).uint32(message.keyVersion);
            if (message.credential != null && $Object.hasOwnProperty.call(message, "credential") && message.credential.length)
                writer.uint32(90).bytes(message.credential);
            if (message.activateUs != null && $Object.hasOwnProperty.call(message, "activateUs") && message.activateUs !== 0)
                writer.uint32(96).uint32(message.activateUs);
            if (message.authenticateUs != null && $Object.hasOwnProperty.call(message, "authenticateUs") && message.authenticateUs !== 0)
                writer.uint32(104).uint32(message.authenticateUs);
            if (message.readUs != null && $Object.hasOwnProperty.call(message, "readUs") && message.readUs !== 0)
                writer.uint32(112).uint32(message.readUs);
            if (message.randomUid != null && $Object.hasOwnProperty.call(message, "randomUid") && message.randomUid !== false)
                writer.uint32(120).bool(message.randomUid);
            if (message.profile != null && $Object.hasOwnProperty.call(message, "profile") && message.profile !== 0)
                writer.uint32(128).uint32(message.profile);
            if (message.slow != null && $Object.hasOwnProperty.call(message, "slow") && message.slow !== false)
                writer.uint32(136).bool(message.slow);
            if (message.originality != null && $Object.hasOwnProperty.call(message, "originality") && message.originality.length)
                writer.uint32(146).bytes(message.originality);
            if (message.policyVersion != null && $Object.hasOwnProperty.call(message, "policyVersion") && message.policyVersion !== 0)
                writer.uint32(152).uint32(message.policyVersion);
            if (message.exchanges != null && $Object.hasOwnProperty.call(message, "exchanges") && message.exchanges.length)
                writer.uint32(162).bytes(message.exchanges);
            if (message.weakness != null && $Object.hasOwnProperty.call(message, "weakness") && message.weakness !== 0)
                writer.uint32(168).uint32(message.weakness);
            if (message.cardCounter != null && $Object.hasOwnProperty.call(message, "cardCounter") && message.cardCounter !== 0)
                writer.uint32(176).uint32(message.cardCounter);
            if (message.gate != null && $Object.hasOwnProperty.call(message, "gate") && message.gate !== 0)
                writer.uint32(184).int32(message.gate);
            if (message.gateUs != null && $Object.hasOwnProperty.call(message, "gateUs") && message.gateUs !== 0)
                writer.uint32(192).uint32(message.gateUs);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        Tap.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.ketuk.Tap();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.int32())
                            message.family = value;
                        else
                            delete message.family;
                        continue;
                    }
                case 2: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.bytes()).length)
                            message.uid = value;
                        else
                            delete message.uid;
                        continue;
                    }
                case 3: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.bytes()).length)
                            message.atqa = value;
                        else
                            delete message.atqa;
                        continue;
                    }
                case 4: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.sak = value;
                        else
                            delete message.sak;
                        continue;
                    }
                case 5: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.bytes()).length)
                            message.ats = value;
                        else
                            delete message.ats;
                        continue;
                    }
                case 6: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.int32())
                            message.assurance = value;
                        else
                            delete message.assurance;
                        continue;
                    }
                case 7: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.int32())
                            message.method = value;
                        else
                            delete message.method;
                        continue;
                    }
                case 8: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.int32())
                            message.refusal = value;
                        else
                            delete message.refusal;
                        continue;
                    }
                case 9: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.keySlot = value;
                        else
                            delete message.keySlot;
                        continue;
                    }
                case 10: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.keyVersion = value;
                        else
                            delete message.keyVersion;
                        continue;
                    }
                case 11: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.bytes()).length)
                            message.credential = value;
                        else
                            delete message.credential;
                        continue;
                    }
                case 12: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.activateUs = value;
                        else
                            delete message.activateUs;
                        continue;
                    }
                case 13: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.authenticateUs = value;
                        else
                            delete message.authenticateUs;
                        continue;
                    }
                case 14: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.readUs = value;
                        else
                            delete message.readUs;
                        continue;
                    }
                case 15: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.bool())
                            message.randomUid = value;
                        else
                            delete message.randomUid;
                        continue;
                    }
                case 16: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.profile = value;
                        else
                            delete message.profile;
                        continue;
                    }
                case 17: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.bool())
                            message.slow = value;
                        else
                            delete message.slow;
                        continue;
                    }
                case 18: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.bytes()).length)
                            message.originality = value;
                        else
                            delete message.originality;
                        continue;
                    }
                case 19: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.policyVersion = value;
                        else
                            delete message.policyVersion;
                        continue;
                    }
                case 20: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.bytes()).length)
                            message.exchanges = value;
                        else
                            delete message.exchanges;
                        continue;
                    }
                case 21: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.weakness = value;
                        else
                            delete message.weakness;
                        continue;
                    }
                case 22: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.cardCounter = value;
                        else
                            delete message.cardCounter;
                        continue;
                    }
                case 23: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.int32())
                            message.gate = value;
                        else
                            delete message.gate;
                        continue;
                    }
                case 24: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.gateUs = value;
                        else
                            delete message.gateUs;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return Tap;
    })();

    ketuk.Gate = (function() {
        const valuesById = $Object.create(null), values = $Object.create(valuesById);
        values[valuesById[0] = "GATE_NONE"] = 0;
        values[valuesById[1] = "GATE_ADMITTED"] = 1;
        values[valuesById[2] = "GATE_NOT_LISTED"] = 2;
        values[valuesById[3] = "GATE_PASSED_BACK"] = 3;
        values[valuesById[4] = "GATE_WRONG_TIME"] = 4;
        values[valuesById[5] = "GATE_NO_CLOCK"] = 5;
        values[valuesById[6] = "GATE_TOO_WEAK"] = 6;
        return values;
    })();

    ketuk.TapHead = (function() {

        const TapHead = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        TapHead.prototype.uid = $util.newBuffer([]);
        TapHead.prototype.gate = 0;

        TapHead.create = function(properties) {
            return new TapHead(properties);
        };

        TapHead.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.uid != null && $Object.hasOwnProperty.call(message, "uid") && message.uid.length)
                writer.uint32(18).bytes(message.uid);
            if (message.gate != null && $Object.hasOwnProperty.call(message, "gate") && message.gate !== 0)
                writer.uint32(184).int32(message.gate);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        TapHead.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.ketuk.TapHead();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 2: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.bytes()).length)
                            message.uid = value;
                        else
                            delete message.uid;
                        continue;
                    }
                case 23: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.int32())
                            message.gate = value;
                        else
                            delete message.gate;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return TapHead;
    })();

    ketuk.Weakness = (function() {
        const valuesById = $Object.create(null), values = $Object.create(valuesById);
        values[valuesById[0] = "WEAKNESS_OPEN_CONFIGURATION"] = 0;
        values[valuesById[1] = "WEAKNESS_NO_MESSAGING"] = 1;
        values[valuesById[2] = "WEAKNESS_BACKDOOR"] = 2;
        values[valuesById[3] = "WEAKNESS_UID_UNPROVED"] = 3;
        values[valuesById[4] = "WEAKNESS_PLAIN_CREDENTIAL"] = 4;
        return values;
    })();

    ketuk.Family = (function() {
        const valuesById = $Object.create(null), values = $Object.create(valuesById);
        values[valuesById[0] = "FAMILY_UNKNOWN"] = 0;
        values[valuesById[1] = "FAMILY_DESFIRE"] = 1;
        values[valuesById[2] = "FAMILY_NTAG424"] = 2;
        values[valuesById[3] = "FAMILY_ULTRALIGHT_AES"] = 3;
        values[valuesById[4] = "FAMILY_ULTRALIGHT"] = 4;
        values[valuesById[5] = "FAMILY_CLASSIC"] = 5;
        values[valuesById[6] = "FAMILY_ISODEP"] = 6;
        return values;
    })();

    ketuk.Assurance = (function() {
        const valuesById = $Object.create(null), values = $Object.create(valuesById);
        values[valuesById[0] = "ASSURANCE_NONE"] = 0;
        values[valuesById[1] = "ASSURANCE_UID"] = 1;
        values[valuesById[2] = "ASSURANCE_PASSWORD"] = 2;
        values[valuesById[3] = "ASSURANCE_CRYPTO1"] = 3;
        values[valuesById[4] = "ASSURANCE_MUTUAL_AES"] = 4;
        return values;
    })();

    ketuk.Method = (function() {
        const valuesById = $Object.create(null), values = $Object.create(valuesById);
        values[valuesById[0] = "METHOD_NONE"] = 0;
        values[valuesById[1] = "METHOD_UID"] = 1;
        values[valuesById[2] = "METHOD_DESFIRE_EV2"] = 2;
        values[valuesById[3] = "METHOD_DESFIRE_EV1"] = 3;
        values[valuesById[4] = "METHOD_NTAG424"] = 4;
        values[valuesById[5] = "METHOD_ULTRALIGHT_AES"] = 5;
        values[valuesById[6] = "METHOD_PASSWORD"] = 6;
        values[valuesById[7] = "METHOD_CLASSIC"] = 7;
        values[valuesById[8] = "METHOD_HOST"] = 8;
        return values;
    })();

    ketuk.Refusal = (function() {
        const valuesById = $Object.create(null), values = $Object.create(valuesById);
        values[valuesById[0] = "REFUSAL_NONE"] = 0;
        values[valuesById[1] = "REFUSAL_WRONG_KEY"] = 1;
        values[valuesById[2] = "REFUSAL_CARD_ERROR"] = 2;
        values[valuesById[3] = "REFUSAL_NOT_ACCEPTED"] = 3;
        values[valuesById[4] = "REFUSAL_DELAYED"] = 4;
        values[valuesById[5] = "REFUSAL_TOO_WEAK"] = 5;
        values[valuesById[6] = "REFUSAL_HOST"] = 6;
        values[valuesById[7] = "REFUSAL_GATE"] = 7;
        return values;
    })();

    ketuk.ReaderConfig = (function() {

        const ReaderConfig = function (properties) {
            this.cardKeys = [];
            this.roleKeys = [];
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        ReaderConfig.prototype.readerId = "";
        ReaderConfig.prototype.epoch = 0;
        ReaderConfig.prototype.tapKey = $util.newBuffer([]);
        ReaderConfig.prototype.tapKeyVersion = 0;
        ReaderConfig.prototype.randomKey = $util.newBuffer([]);
        ReaderConfig.prototype.cardKeys = $util.emptyArray;
        ReaderConfig.prototype.policy = null;
        ReaderConfig.prototype.policyKey = $util.newBuffer([]);
        ReaderConfig.prototype.overflow = 0;
        ReaderConfig.prototype.journalArea = 0;
        ReaderConfig.prototype.roleKeys = $util.emptyArray;
        ReaderConfig.prototype.signingKey = null;
        ReaderConfig.prototype.gate = false;

        ReaderConfig.create = function(properties) {
            return new ReaderConfig(properties);
        };

        ReaderConfig.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.readerId != null && $Object.hasOwnProperty.call(message, "readerId") && message.readerId !== "")
                writer.uint32(10).string(message.readerId);
            if (message.epoch != null && $Object.hasOwnProperty.call(message, "epoch") && message.epoch !== 0)
                writer.uint32(16).uint32(message.epoch);
            if (message.tapKey != null && $Object.hasOwnProperty.call(message, "tapKey") && message.tapKey.length)
                writer.uint32(26).bytes(message.tapKey);
            if (message.tapKeyVersion != null && $Object.hasOwnProperty.call(message, "tapKeyVersion") && message.tapKeyVersion !== 0)
                writer.uint32(32).uint32(message.tapKeyVersion);
            if (message.randomKey != null && $Object.hasOwnProperty.call(message, "randomKey") && message.randomKey.length)
                writer.uint32(42).bytes(message.randomKey);
            if (message.cardKeys != null && message.cardKeys.length)
                for (let i = 0; i < message.cardKeys.length; ++i)
                    $root.ketuk.CardKey.encode(message.cardKeys[i], writer.uint32(50).fork(), _depth + 1).ldelim();
            if (message.policy != null && $Object.hasOwnProperty.call(message, "policy"))
                $root.ketuk.AcceptancePolicy.encode(message.policy, writer.uint32(58).fork(), _depth + 1).ldelim();
            if (message.policyKey != null && $Object.hasOwnProperty.call(message, "policyKey") && message.policyKey.length)
                writer.uint32(66).bytes(message.policyKey);
            if (message.overflow != null && $Object.hasOwnProperty.call(message, "overflow") && message.overflow !== 0)
                writer.uint32(72).int32(message.overflow);
            if (message.journalArea != null && $Object.hasOwnProperty.call(message, "journalArea") && message.journalArea !== 0)
                writer.uint32(80).int32(message.journalArea);
            if (message.roleKeys != null && message.roleKeys.length)
                for (let i = 0; i < message.roleKeys.length; ++i)
                    $root.ketuk.RoleKey.encode(message.roleKeys[i], writer.uint32(90).fork(), _depth + 1).ldelim();
            if (message.signingKey != null && $Object.hasOwnProperty.call(message, "signingKey"))
                $root.ketuk.SigningKey.encode(message.signingKey, writer.uint32(98).fork(), _depth + 1).ldelim();
            if (message.gate != null && $Object.hasOwnProperty.call(message, "gate") && message.gate !== false)
                writer.uint32(104).bool(message.gate);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        ReaderConfig.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.ketuk.ReaderConfig();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.readerId = value;
                        else
                            delete message.readerId;
                        continue;
                    }
                case 2: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.epoch = value;
                        else
                            delete message.epoch;
                        continue;
                    }
                case 3: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.bytes()).length)
                            message.tapKey = value;
                        else
                            delete message.tapKey;
                        continue;
                    }
                case 4: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.tapKeyVersion = value;
                        else
                            delete message.tapKeyVersion;
                        continue;
                    }
                case 5: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.bytes()).length)
                            message.randomKey = value;
                        else
                            delete message.randomKey;
                        continue;
                    }
                case 6: {
                        if (wireType !== 2)
                            break;
                        if (!(message.cardKeys && message.cardKeys.length))
                            message.cardKeys = [];
                        message.cardKeys.push($root.ketuk.CardKey.decode(reader, reader.size(), $undefined, _depth + 1));
                        continue;
                    }
                case 7: {
                        if (wireType !== 2)
                            break;
                        message.policy = $root.ketuk.AcceptancePolicy.decode(reader, reader.size(), $undefined, _depth + 1, message.policy);
                        continue;
                    }
                case 8: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.bytes()).length)
                            message.policyKey = value;
                        else
                            delete message.policyKey;
                        continue;
                    }
                case 9: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.int32())
                            message.overflow = value;
                        else
                            delete message.overflow;
                        continue;
                    }
                case 10: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.int32())
                            message.journalArea = value;
                        else
                            delete message.journalArea;
                        continue;
                    }
                case 11: {
                        if (wireType !== 2)
                            break;
                        if (!(message.roleKeys && message.roleKeys.length))
                            message.roleKeys = [];
                        message.roleKeys.push($root.ketuk.RoleKey.decode(reader, reader.size(), $undefined, _depth + 1));
                        continue;
                    }
                case 12: {
                        if (wireType !== 2)
                            break;
                        message.signingKey = $root.ketuk.SigningKey.decode(reader, reader.size(), $undefined, _depth + 1, message.signingKey);
                        continue;
                    }
                case 13: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.bool())
                            message.gate = value;
                        else
                            delete message.gate;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return ReaderConfig;
    })();

    ketuk.Board = (function() {

        const Board = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        Board.prototype.pins = $util.newBuffer([]);
        Board.prototype.name = "";
        Board.prototype.activeLow = 0;
        Board.prototype.relayLimitMs = 0;
        Board.prototype.doorLimitMs = 0;
        Board.prototype.spiHz = 0;

        Board.create = function(properties) {
            return new Board(properties);
        };

        Board.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.pins != null && $Object.hasOwnProperty.call(message, "pins") && message.pins.length)
                writer.uint32(10).bytes(message.pins);
            if (message.name != null && $Object.hasOwnProperty.call(message, "name") && message.name !== "")
                writer.uint32(18).string(message.name);
            if (message.activeLow != null && $Object.hasOwnProperty.call(message, "activeLow") && message.activeLow !== 0)
                writer.uint32(24).uint32(message.activeLow);
            if (message.relayLimitMs != null && $Object.hasOwnProperty.call(message, "relayLimitMs") && message.relayLimitMs !== 0)
                writer.uint32(32).uint32(message.relayLimitMs);
            if (message.doorLimitMs != null && $Object.hasOwnProperty.call(message, "doorLimitMs") && message.doorLimitMs !== 0)
                writer.uint32(40).uint32(message.doorLimitMs);
            if (message.spiHz != null && $Object.hasOwnProperty.call(message, "spiHz") && message.spiHz !== 0)
                writer.uint32(48).uint32(message.spiHz);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        Board.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.ketuk.Board();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.bytes()).length)
                            message.pins = value;
                        else
                            delete message.pins;
                        continue;
                    }
                case 2: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.name = value;
                        else
                            delete message.name;
                        continue;
                    }
                case 3: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.activeLow = value;
                        else
                            delete message.activeLow;
                        continue;
                    }
                case 4: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.relayLimitMs = value;
                        else
                            delete message.relayLimitMs;
                        continue;
                    }
                case 5: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.doorLimitMs = value;
                        else
                            delete message.doorLimitMs;
                        continue;
                    }
                case 6: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.spiHz = value;
                        else
                            delete message.spiHz;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return Board;
    })();

    ketuk.BoardPin = (function() {
        const valuesById = $Object.create(null), values = $Object.create(valuesById);
        values[valuesById[0] = "BOARD_PIN_BUTTON"] = 0;
        values[valuesById[1] = "BOARD_PIN_SCK"] = 1;
        values[valuesById[2] = "BOARD_PIN_MISO"] = 2;
        values[valuesById[3] = "BOARD_PIN_MOSI"] = 3;
        values[valuesById[4] = "BOARD_PIN_CS"] = 4;
        values[valuesById[5] = "BOARD_PIN_RST"] = 5;
        values[valuesById[6] = "BOARD_PIN_IRQ"] = 6;
        values[valuesById[7] = "BOARD_PIN_HOLD"] = 7;
        values[valuesById[8] = "BOARD_PIN_ACCEPTED"] = 8;
        values[valuesById[9] = "BOARD_PIN_REFUSED"] = 9;
        values[valuesById[10] = "BOARD_PIN_BUZZER"] = 10;
        values[valuesById[11] = "BOARD_PIN_RELAY"] = 11;
        values[valuesById[12] = "BOARD_PIN_DOOR"] = 12;
        return values;
    })();

    ketuk.SigningKey = (function() {

        const SigningKey = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        SigningKey.prototype.table = $util.newBuffer([]);
        SigningKey.prototype.nonceSeed = $util.newBuffer([]);
        SigningKey.prototype.publicKey = $util.newBuffer([]);
        SigningKey.prototype.certificate = $util.newBuffer([]);
        SigningKey.prototype.firstCounter = 0;
        SigningKey.prototype.coupons = 0;
        SigningKey.prototype.required = false;

        SigningKey.create = function(properties) {
            return new SigningKey(properties);
        };

        SigningKey.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.table != null && $Object.hasOwnProperty.call(message, "table") && message.table.length)
                writer.uint32(10).bytes(message.table);
            if (message.nonceSeed != null && $Object.hasOwnProperty.call(message, "nonceSeed") && message.nonceSeed.length)
                writer.uint32(18).bytes(message.nonceSeed);
            if (message.publicKey != null && $Object.hasOwnProperty.call(message, "publicKey") && message.publicKey.length)
                writer.uint32(26).bytes(message.publicKey);
            if (message.certificate != null && $Object.hasOwnProperty.call(message, "certificate") && message.certificate.length)
                writer.uint32(34).bytes(message.certificate);
            if (message.firstCounter != null && $Object.hasOwnProperty.call(message, "firstCounter") && message.firstCounter !== 0)
                writer.uint32(40).uint32(message.firstCounter);
            if (message.coupons != null && $Object.hasOwnProperty.call(message, "coupons") && message.coupons !== 0)
                writer.uint32(48).uint32(message.coupons);
            if (message.required != null && $Object.hasOwnProperty.call(message, "required") && message.required !== false)
                writer.uint32(56).bool(message.required);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        SigningKey.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.ketuk.SigningKey();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.bytes()).length)
                            message.table = value;
                        else
                            delete message.table;
                        continue;
                    }
                case 2: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.bytes()).length)
                            message.nonceSeed = value;
                        else
                            delete message.nonceSeed;
                        continue;
                    }
                case 3: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.bytes()).length)
                            message.publicKey = value;
                        else
                            delete message.publicKey;
                        continue;
                    }
                case 4: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.bytes()).length)
                            message.certificate = value;
                        else
                            delete message.certificate;
                        continue;
                    }
                case 5: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.firstCounter = value;
                        else
                            delete message.firstCounter;
                        continue;
                    }
                case 6: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.coupons = value;
                        else
                            delete message.coupons;
                        continue;
                    }
                case 7: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.bool())
                            message.required = value;
                        else
                            delete message.required;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return SigningKey;
    })();

    ketuk.RoleKey = (function() {

        const RoleKey = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        RoleKey.prototype.role = 0;
        RoleKey.prototype.version = 0;
        RoleKey.prototype.key = $util.newBuffer([]);

        RoleKey.create = function(properties) {
            return new RoleKey(properties);
        };

        RoleKey.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.role != null && $Object.hasOwnProperty.call(message, "role") && message.role !== 0)
                writer.uint32(8).int32(message.role);
            if (message.version != null && $Object.hasOwnProperty.call(message, "version") && message.version !== 0)
                writer.uint32(16).uint32(message.version);
            if (message.key != null && $Object.hasOwnProperty.call(message, "key") && message.key.length)
                writer.uint32(26).bytes(message.key);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        RoleKey.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.ketuk.RoleKey();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.int32())
                            message.role = value;
                        else
                            delete message.role;
                        continue;
                    }
                case 2: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.version = value;
                        else
                            delete message.version;
                        continue;
                    }
                case 3: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.bytes()).length)
                            message.key = value;
                        else
                            delete message.key;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return RoleKey;
    })();

    ketuk.Overflow = (function() {
        const valuesById = $Object.create(null), values = $Object.create(valuesById);
        values[valuesById[0] = "OVERFLOW_REFUSE"] = 0;
        values[valuesById[1] = "OVERFLOW_DROP_OLDEST"] = 1;
        return values;
    })();

    ketuk.JournalArea = (function() {
        const valuesById = $Object.create(null), values = $Object.create(valuesById);
        values[valuesById[0] = "JOURNAL_AREA_SMALL"] = 0;
        values[valuesById[1] = "JOURNAL_AREA_LARGE"] = 1;
        return values;
    })();

    ketuk.CardKey = (function() {

        const CardKey = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        CardKey.prototype.slot = 0;
        CardKey.prototype.version = 0;
        CardKey.prototype.key = $util.newBuffer([]);

        CardKey.create = function(properties) {
            return new CardKey(properties);
        };

        CardKey.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.slot != null && $Object.hasOwnProperty.call(message, "slot") && message.slot !== 0)
                writer.uint32(8).uint32(message.slot);
            if (message.version != null && $Object.hasOwnProperty.call(message, "version") && message.version !== 0)
                writer.uint32(16).uint32(message.version);
            if (message.key != null && $Object.hasOwnProperty.call(message, "key") && message.key.length)
                writer.uint32(26).bytes(message.key);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        CardKey.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.ketuk.CardKey();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.slot = value;
                        else
                            delete message.slot;
                        continue;
                    }
                case 2: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.version = value;
                        else
                            delete message.version;
                        continue;
                    }
                case 3: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.bytes()).length)
                            message.key = value;
                        else
                            delete message.key;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return CardKey;
    })();

    ketuk.AcceptancePolicy = (function() {

        const AcceptancePolicy = function (properties) {
            this.profiles = [];
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        AcceptancePolicy.prototype.version = 0;
        AcceptancePolicy.prototype.profiles = $util.emptyArray;
        AcceptancePolicy.prototype.acceptUid = false;
        AcceptancePolicy.prototype.severalCards = 0;
        AcceptancePolicy.prototype.slowUs = 0;
        AcceptancePolicy.prototype.gate = null;

        AcceptancePolicy.create = function(properties) {
            return new AcceptancePolicy(properties);
        };

        AcceptancePolicy.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.version != null && $Object.hasOwnProperty.call(message, "version") && message.version !== 0)
                writer.uint32(8).uint32(message.version);
            if (message.profiles != null && message.profiles.length)
                for (let i = 0; i < message.profiles.length; ++i)
                    $root.ketuk.Profile.encode(message.profiles[i], writer.uint32(18).fork(), _depth + 1).ldelim();
            if (message.acceptUid != null && $Object.hasOwnProperty.call(message, "acceptUid") && message.acceptUid !== false)
                writer.uint32(24).bool(message.acceptUid);
            if (message.severalCards != null && $Object.hasOwnProperty.call(message, "severalCards") && message.severalCards !== 0)
                writer.uint32(32).int32(message.severalCards);
            if (message.slowUs != null && $Object.hasOwnProperty.call(message, "slowUs") && message.slowUs !== 0)
                writer.uint32(40).uint32(message.slowUs);
            if (message.gate != null && $Object.hasOwnProperty.call(message, "gate"))
                $root.ketuk.GateRules.encode(message.gate, writer.uint32(50).fork(), _depth + 1).ldelim();
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        AcceptancePolicy.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.ketuk.AcceptancePolicy();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.version = value;
                        else
                            delete message.version;
                        continue;
                    }
                case 2: {
                        if (wireType !== 2)
                            break;
                        if (!(message.profiles && message.profiles.length))
                            message.profiles = [];
                        message.profiles.push($root.ketuk.Profile.decode(reader, reader.size(), $undefined, _depth + 1));
                        continue;
                    }
                case 3: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.bool())
                            message.acceptUid = value;
                        else
                            delete message.acceptUid;
                        continue;
                    }
                case 4: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.int32())
                            message.severalCards = value;
                        else
                            delete message.severalCards;
                        continue;
                    }
                case 5: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.slowUs = value;
                        else
                            delete message.slowUs;
                        continue;
                    }
                case 6: {
                        if (wireType !== 2)
                            break;
                        message.gate = $root.ketuk.GateRules.decode(reader, reader.size(), $undefined, _depth + 1, message.gate);
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return AcceptancePolicy;
    })();

    ketuk.GateRules = (function() {

        const GateRules = function (properties) {
            this.windows = [];
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        GateRules.prototype.openMs = 0;
        GateRules.prototype.passbackMs = 0;
        GateRules.prototype.windows = $util.emptyArray;
        GateRules.prototype.zoneMinutes = 0;
        GateRules.prototype.openWithoutClock = false;
        GateRules.prototype.minimum = 0;

        GateRules.create = function(properties) {
            return new GateRules(properties);
        };

        GateRules.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.openMs != null && $Object.hasOwnProperty.call(message, "openMs") && message.openMs !== 0)
                writer.uint32(8).uint32(message.openMs);
            if (message.passbackMs != null && $Object.hasOwnProperty.call(message, "passbackMs") && message.passbackMs !== 0)
                writer.uint32(16).uint32(message.passbackMs);
            if (message.windows != null && message.windows.length)
                for (let i = 0; i < message.windows.length; ++i)
                    $root.ketuk.TimeWindow.encode(message.windows[i], writer.uint32(26).fork(), _depth + 1).ldelim();
            if (message.zoneMinutes != null && $Object.hasOwnProperty.call(message, "zoneMinutes") && message.zoneMinutes !== 0)
                writer.uint32(32).uint32(message.zoneMinutes);
            if (message.openWithoutClock != null && $Object.hasOwnProperty.call(message, "openWithoutClock") && message.openWithoutClock !== false)
                writer.uint32(40).bool(message.openWithoutClock);
            if (message.minimum != null && $Object.hasOwnProperty.call(message, "minimum") && message.minimum !== 0)
                writer.uint32(48).int32(message.minimum);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        GateRules.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.ketuk.GateRules();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.openMs = value;
                        else
                            delete message.openMs;
                        continue;
                    }
                case 2: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.passbackMs = value;
                        else
                            delete message.passbackMs;
                        continue;
                    }
                case 3: {
                        if (wireType !== 2)
                            break;
                        if (!(message.windows && message.windows.length))
                            message.windows = [];
                        message.windows.push($root.ketuk.TimeWindow.decode(reader, reader.size(), $undefined, _depth + 1));
                        continue;
                    }
                case 4: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.zoneMinutes = value;
                        else
                            delete message.zoneMinutes;
                        continue;
                    }
                case 5: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.bool())
                            message.openWithoutClock = value;
                        else
                            delete message.openWithoutClock;
                        continue;
                    }
                case 6: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.int32())
                            message.minimum = value;
                        else
                            delete message.minimum;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return GateRules;
    })();

    ketuk.TimeWindow = (function() {

        const TimeWindow = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        TimeWindow.prototype.group = 0;
        TimeWindow.prototype.days = 0;
        TimeWindow.prototype.fromMinute = 0;
        TimeWindow.prototype.toMinute = 0;

        TimeWindow.create = function(properties) {
            return new TimeWindow(properties);
        };

        TimeWindow.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.group != null && $Object.hasOwnProperty.call(message, "group") && message.group !== 0)
                writer.uint32(8).uint32(message.group);
            if (message.days != null && $Object.hasOwnProperty.call(message, "days") && message.days !== 0)
                writer.uint32(16).uint32(message.days);
            if (message.fromMinute != null && $Object.hasOwnProperty.call(message, "fromMinute") && message.fromMinute !== 0)
                writer.uint32(24).uint32(message.fromMinute);
            if (message.toMinute != null && $Object.hasOwnProperty.call(message, "toMinute") && message.toMinute !== 0)
                writer.uint32(32).uint32(message.toMinute);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        TimeWindow.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.ketuk.TimeWindow();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.group = value;
                        else
                            delete message.group;
                        continue;
                    }
                case 2: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.days = value;
                        else
                            delete message.days;
                        continue;
                    }
                case 3: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.fromMinute = value;
                        else
                            delete message.fromMinute;
                        continue;
                    }
                case 4: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.toMinute = value;
                        else
                            delete message.toMinute;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return TimeWindow;
    })();

    ketuk.SeveralCards = (function() {
        const valuesById = $Object.create(null), values = $Object.create(valuesById);
        values[valuesById[0] = "SEVERAL_CARDS_REJECT"] = 0;
        values[valuesById[1] = "SEVERAL_CARDS_STRONGEST"] = 1;
        return values;
    })();

    ketuk.Profile = (function() {

        const Profile = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        Profile.prototype.family = 0;
        Profile.prototype.applicationId = $util.newBuffer([]);
        Profile.prototype.keyNumber = 0;
        Profile.prototype.keySlot = 0;
        Profile.prototype.file = 0;
        Profile.prototype.offset = 0;
        Profile.prototype.length = 0;
        Profile.prototype.mode = 0;
        Profile.prototype.diversified = false;
        Profile.prototype.systemId = $util.newBuffer([]);
        Profile.prototype.legacyAes = false;
        Profile.prototype.wrapped = false;
        Profile.prototype.minimum = 0;
        Profile.prototype.hostHeld = false;
        Profile.prototype.uidKeySlot = 0;
        Profile.prototype.uidKeyNumber = 0;
        Profile.prototype.originality = false;
        Profile.prototype.block = 0;
        Profile.prototype.keyB = false;
        Profile.prototype.counter = 0;

        Profile.create = function(properties) {
            return new Profile(properties);
        };

        Profile.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.family != null && $Object.hasOwnProperty.call(message, "family") && message.family !== 0)
                writer.uint32(8).int32(message.family);
            if (message.applicationId != null && $Object.hasOwnProperty.call(message, "applicationId") && message.applicationId.length)
                writer.uint32(18).bytes(message.applicationId);
            if (message.keyNumber != null && $Object.hasOwnProperty.call(message, "keyNumber") && message.keyNumber !== 0)
                writer.uint32(24).uint32(message.keyNumber);
            if (message.keySlot != null && $Object.hasOwnProperty.call(message, "keySlot") && message.keySlot !== 0)
                writer.uint32(32).uint32(message.keySlot);
            if (message.file != null && $Object.hasOwnProperty.call(message, "file") && message.file !== 0)
                writer.uint32(40).uint32(message.file);
            if (message.offset != null && $Object.hasOwnProperty.call(message, "offset") && message.offset !== 0)
                writer.uint32(48).uint32(message.offset);
            if (message.length != null && $Object.hasOwnProperty.call(message, "length") && message.length !== 0)
                writer.uint32(56).uint32(message.length);
            if (message.mode != null && $Object.hasOwnProperty.call(message, "mode") && message.mode !== 0)
                writer.uint32(64).int32(message.mode);
            if (message.diversified != null && $Object.hasOwnProperty.call(message, "diversified") && message.diversified !== false)
                writer.uint32(72).bool(message.diversified);
            if (message.systemId != null && $Object.hasOwnProperty.call(message, "systemId") && message.systemId.length)
                writer.uint32(82).bytes(message.systemId);
            if (message.legacyAes != null && $Object.hasOwnProperty.call(message, "legacyAes") && message.legacyAes !== false)
                writer.uint32(88).bool(message.legacyAes);
            if (message.wrapped != null && $Object.hasOwnProperty.call(message, "wrapped") && message.wrapped !== false)
                writer.uint32(96).bool(message.wrapped);
            if (message.minimum != null && $Object.hasOwnProperty.call(message, "minimum") && message.minimum !== 0)
                writer.uint32(104).int32(message.minimum);
            if (message.hostHeld != null && $Object.hasOwnProperty.call(message, "hostHeld") && message.hostHeld !== false)
                writer.uint32(112).bool(message.hostHeld);
            if (message.uidKeySlot != null && $Object.hasOwnProperty.call(message, "uidKeySlot") && message.uidKeySlot !== 0)
                writer.uint32(120).uint32(message.uidKeySlot);
            if (message.uidKeyNumber != null && $Object.hasOwnProperty.call(message, "uidKeyNumber") && message.uidKeyNumber !== 0)
                writer.uint32(128).uint32(message.uidKeyNumber);
            if (message.originality != null && $Object.hasOwnProperty.call(message, "originality") && message.originality !== false)
                writer.uint32(136).bool(message.originality);
            if (message.block != null && $Object.hasOwnProperty.call(message, "block") && message.block !== 0)
                writer.uint32(144).uint32(message.block);
            if (message.keyB != null && $Object.hasOwnProperty.call(message, "keyB") && message.keyB !== false)
                writer.uint32(152).bool(message.keyB);
            if (message.counter != null && $Object.hasOwnProperty.call(message, "counter") && message.counter !== 0)
                writer.uint32(160).uint32(message.counter);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        Profile.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.ketuk.Profile();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.int32())
                            message.family = value;
                        else
                            delete message.family;
                        continue;
                    }
                case 2: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.bytes()).length)
                            message.applicationId = value;
                        else
                            delete message.applicationId;
                        continue;
                    }
                case 3: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.keyNumber = value;
                        else
                            delete message.keyNumber;
                        continue;
                    }
                case 4: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.keySlot = value;
                        else
                            delete message.keySlot;
                        continue;
                    }
                case 5: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.file = value;
                        else
                            delete message.file;
                        continue;
                    }
                case 6: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.offset = value;
                        else
                            delete message.offset;
                        continue;
                    }
                case 7: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.length = value;
                        else
                            delete message.length;
                        continue;
                    }
                case 8: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.int32())
                            message.mode = value;
                        else
                            delete message.mode;
                        continue;
                    }
                case 9: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.bool())
                            message.diversified = value;
                        else
                            delete message.diversified;
                        continue;
                    }
                case 10: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.bytes()).length)
                            message.systemId = value;
                        else
                            delete message.systemId;
                        continue;
                    }
                case 11: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.bool())
                            message.legacyAes = value;
                        else
                            delete message.legacyAes;
                        continue;
                    }
                case 12: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.bool())
                            message.wrapped = value;
                        else
                            delete message.wrapped;
                        continue;
                    }
                case 13: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.int32())
                            message.minimum = value;
                        else
                            delete message.minimum;
                        continue;
                    }
                case 14: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.bool())
                            message.hostHeld = value;
                        else
                            delete message.hostHeld;
                        continue;
                    }
                case 15: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.uidKeySlot = value;
                        else
                            delete message.uidKeySlot;
                        continue;
                    }
                case 16: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.uidKeyNumber = value;
                        else
                            delete message.uidKeyNumber;
                        continue;
                    }
                case 17: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.bool())
                            message.originality = value;
                        else
                            delete message.originality;
                        continue;
                    }
                case 18: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.block = value;
                        else
                            delete message.block;
                        continue;
                    }
                case 19: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.bool())
                            message.keyB = value;
                        else
                            delete message.keyB;
                        continue;
                    }
                case 20: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.counter = value;
                        else
                            delete message.counter;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return Profile;
    })();

    ketuk.CommunicationMode = (function() {
        const valuesById = $Object.create(null), values = $Object.create(valuesById);
        values[valuesById[0] = "COMMUNICATION_MODE_PLAIN"] = 0;
        values[valuesById[1] = "COMMUNICATION_MODE_MAC"] = 1;
        values[valuesById[3] = "COMMUNICATION_MODE_FULL"] = 3;
        return values;
    })();

    return ketuk;
})();

export {
  $root as default
};
