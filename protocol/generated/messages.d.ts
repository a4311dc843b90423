import * as $protobuf from "../protobuf.js";
import type { Long } from "../protobuf.js";

/** Namespace ketuk. */
export namespace ketuk {

    /**
     * Properties of a Hello.
     * @deprecated Use ketuk.Hello.$Properties instead.
     */
    interface IHello extends ketuk.Hello.$Properties {
    }

    /**
     * Reader to host, once a second until a session is open, and in answer to HelloRequest. Within a session it comes only on
     * request; one that nobody asked for means that the reader has restarted. The nonce is renewed when a session opens.
     */
    class Hello {

        /**
         * Constructs a new Hello.
         * @param [properties] Properties to set
         */
        constructor(properties?: ketuk.Hello.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** lowest protocol major the reader speaks */
        protocolMin: number;

        /** highest protocol major the reader speaks */
        protocolMax: number;

        /** 1 to 32 of [A-Za-z0-9._-]; empty in lab state */
        readerId: string;

        /** counts starts of this reader, from 1; never repeats */
        boot: number;

        /** Hello resetReason. */
        resetReason: ketuk.ResetReason;

        /** largest burst in bytes the reader takes without loss; the host pauses after each */
        receiveLimit: number;

        /** largest frame towards the reader, in bytes before escaping */
        frameLimit: number;

        /** Hello state. */
        state: ketuk.ReaderState;

        /** 16 bytes, new for every boot and every closed session */
        nonce: Uint8Array;

        /** rises when keys or the journal are wiped; (reader_id, epoch, counter) names a record */
        epoch: number;

        /** oldest record the reader still holds; 0 when it holds none */
        firstCounter: number;

        /** newest record of the reader; 0 before the first */
        lastCounter: number;

        /** MFRC522 VersionReg; 0x91 and 0x92 are genuine, 0x00 and 0xFF mean no chip */
        chipVersion: number;

        /** first 8 bytes of the SHA-256 over the firmware file */
        firmwareHash: Uint8Array;

        /** Hello firmwareVersion. */
        firmwareVersion: string;

        /** "VERSION BOARD" of the Espruino build */
        interpreter: string;

        /** bit set of Feature, values are bit numbers */
        features: number;

        /** since the start of this boot: the host dates records that were made without a wall clock */
        uptimeMs: (number|Long);

        /** newest version of the reader's role keys; 0 in lab state */
        roleKeyVersion: number;

        /** an encoded Certificate of the key that signs its records; empty where it signs none */
        certificate: Uint8Array;

        /** Board.name */
        board: string;

        /** ImageManifest.number of the firmware that runs */
        firmwareNumber: number;

        /**
         * Creates a new Hello instance using the specified properties.
         * @param [properties] Properties to set
         * @returns Hello instance
         */
        static create(properties: ketuk.Hello.$Shape): ketuk.Hello & ketuk.Hello.$Shape;
        static create(properties?: ketuk.Hello.$Properties): ketuk.Hello;

        /**
         * Encodes the specified Hello message.
         * @param message Hello message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: ketuk.Hello.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a Hello message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {ketuk.Hello & ketuk.Hello.$Shape} Hello
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): ketuk.Hello & ketuk.Hello.$Shape;
    }

    namespace Hello {

        /** Properties of a Hello. */
        interface $Properties {

            /** lowest protocol major the reader speaks */
            protocolMin?: (number|null);

            /** highest protocol major the reader speaks */
            protocolMax?: (number|null);

            /** 1 to 32 of [A-Za-z0-9._-]; empty in lab state */
            readerId?: (string|null);

            /** counts starts of this reader, from 1; never repeats */
            boot?: (number|null);

            /** Hello resetReason */
            resetReason?: (ketuk.ResetReason|null);

            /** largest burst in bytes the reader takes without loss; the host pauses after each */
            receiveLimit?: (number|null);

            /** largest frame towards the reader, in bytes before escaping */
            frameLimit?: (number|null);

            /** Hello state */
            state?: (ketuk.ReaderState|null);

            /** 16 bytes, new for every boot and every closed session */
            nonce?: (Uint8Array|null);

            /** rises when keys or the journal are wiped; (reader_id, epoch, counter) names a record */
            epoch?: (number|null);

            /** oldest record the reader still holds; 0 when it holds none */
            firstCounter?: (number|null);

            /** newest record of the reader; 0 before the first */
            lastCounter?: (number|null);

            /** MFRC522 VersionReg; 0x91 and 0x92 are genuine, 0x00 and 0xFF mean no chip */
            chipVersion?: (number|null);

            /** first 8 bytes of the SHA-256 over the firmware file */
            firmwareHash?: (Uint8Array|null);

            /** Hello firmwareVersion */
            firmwareVersion?: (string|null);

            /** "VERSION BOARD" of the Espruino build */
            interpreter?: (string|null);

            /** bit set of Feature, values are bit numbers */
            features?: (number|null);

            /** since the start of this boot: the host dates records that were made without a wall clock */
            uptimeMs?: (number|Long|null);

            /** newest version of the reader's role keys; 0 in lab state */
            roleKeyVersion?: (number|null);

            /** an encoded Certificate of the key that signs its records; empty where it signs none */
            certificate?: (Uint8Array|null);

            /** Board.name */
            board?: (string|null);

            /** ImageManifest.number of the firmware that runs */
            firmwareNumber?: (number|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of Hello. @internal */
        type $Shape = ketuk.Hello.$Properties;
    }

    /** What a reader can do beyond protocol 1; older ones say nothing. */
    enum Feature {

        /** BeginUpdate, StoreImage, FinishUpdate */
        FEATURE_UPDATE = 0,

        /** Diagnose */
        FEATURE_DIAGNOSE = 1,

        /** LendNext, Exchange.raw */
        FEATURE_LEND_NEXT = 2,

        /** a relay is wired */
        FEATURE_RELAY = 3,

        /** a door contact is wired */
        FEATURE_DOOR = 4,

        /** ReaderConfig.gate: StoreMembers, GetMembers */
        FEATURE_GATE = 5,

        /** SetSpeed */
        FEATURE_SPEED = 6
    }

    /**
     * Properties of a HelloRequest.
     * @deprecated Use ketuk.HelloRequest.$Properties instead.
     */
    interface IHelloRequest extends ketuk.HelloRequest.$Properties {
    }

    /** Host to reader: say Hello now. */
    class HelloRequest {

        /**
         * Constructs a new HelloRequest.
         * @param [properties] Properties to set
         */
        constructor(properties?: ketuk.HelloRequest.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** highest protocol major the host speaks */
        protocolMax: number;

        /**
         * Creates a new HelloRequest instance using the specified properties.
         * @param [properties] Properties to set
         * @returns HelloRequest instance
         */
        static create(properties: ketuk.HelloRequest.$Shape): ketuk.HelloRequest & ketuk.HelloRequest.$Shape;
        static create(properties?: ketuk.HelloRequest.$Properties): ketuk.HelloRequest;

        /**
         * Encodes the specified HelloRequest message.
         * @param message HelloRequest message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: ketuk.HelloRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a HelloRequest message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {ketuk.HelloRequest & ketuk.HelloRequest.$Shape} HelloRequest
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): ketuk.HelloRequest & ketuk.HelloRequest.$Shape;
    }

    namespace HelloRequest {

        /** Properties of a HelloRequest. */
        interface $Properties {

            /** highest protocol major the host speaks */
            protocolMax?: (number|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of HelloRequest. @internal */
        type $Shape = ketuk.HelloRequest.$Properties;
    }

    /** ResetReason enum. */
    enum ResetReason {

        /** RESET_REASON_UNKNOWN value */
        RESET_REASON_UNKNOWN = 0,

        /** power, or the EN line, as by a host that opens the port */
        RESET_REASON_POWER = 1,

        /** the firmware hung */
        RESET_REASON_WATCHDOG = 2,

        /** the firmware restarted itself; the fault record before says why */
        RESET_REASON_SOFTWARE = 3,

        /** the supply dipped */
        RESET_REASON_BROWNOUT = 4
    }

    /** ReaderState enum. */
    enum ReaderState {

        /** no keys: taps leave the reader unsealed and are worth nothing */
        READER_STATE_LAB = 0,

        /** READER_STATE_PROVISIONED value */
        READER_STATE_PROVISIONED = 1
    }

    /**
     * Properties of a ToReader.
     * @deprecated Use ketuk.ToReader.$Properties instead.
     */
    interface IToReader extends ketuk.ToReader.$Properties {
    }

    /** Host to reader. */
    class ToReader {

        /**
         * Constructs a new ToReader.
         * @param [properties] Properties to set
         */
        constructor(properties?: ketuk.ToReader.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** as given in Opened; 0 with Open */
        session: number;

        /** ToReader open. */
        open?: (ketuk.Open.$Properties|null);

        /** ToReader ack. */
        ack?: (ketuk.Ack.$Properties|null);

        /** ToReader request. */
        request?: (ketuk.Request.$Properties|null);

        /** ToReader body. */
        body?: ("open"|"ack"|"request");

        /**
         * Creates a new ToReader instance using the specified properties.
         * @param [properties] Properties to set
         * @returns ToReader instance
         */
        static create(properties: ketuk.ToReader.$Shape): ketuk.ToReader & ketuk.ToReader.$Shape;
        static create(properties?: ketuk.ToReader.$Properties): ketuk.ToReader;

        /**
         * Encodes the specified ToReader message.
         * @param message ToReader message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: ketuk.ToReader.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a ToReader message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {ketuk.ToReader & ketuk.ToReader.$Shape} ToReader
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): ketuk.ToReader & ketuk.ToReader.$Shape;
    }

    namespace ToReader {

        /** Properties of a ToReader. */
        interface $Properties {

            /** as given in Opened; 0 with Open */
            session?: (number|null);

            /** ToReader open */
            open?: (ketuk.Open.$Properties|null);

            /** ToReader ack */
            ack?: (ketuk.Ack.$Properties|null);

            /** ToReader request */
            request?: (ketuk.Request.$Properties|null);

            /** ToReader body */
            body?: ("open"|"ack"|"request");

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Narrowed shape of ToReader. @internal */
        type $Shape = {
          session?: number|null;
          open?: ketuk.Open.$Shape|null;
          ack?: ketuk.Ack.$Shape|null;
          request?: ketuk.Request.$Shape|null;
          $unknowns?: Uint8Array[];
        } & (
          ({ body?: undefined; open?: null; ack?: null; request?: null }|{ body?: "open"; open: ketuk.Open.$Shape; ack?: null; request?: null }|{ body?: "ack"; open?: null; ack: ketuk.Ack.$Shape; request?: null }|{ body?: "request"; open?: null; ack?: null; request: ketuk.Request.$Shape })
        );
    }

    /**
     * Properties of a ToHost.
     * @deprecated Use ketuk.ToHost.$Properties instead.
     */
    interface IToHost extends ketuk.ToHost.$Properties {
    }

    /** Reader to host. */
    class ToHost {

        /**
         * Constructs a new ToHost.
         * @param [properties] Properties to set
         */
        constructor(properties?: ketuk.ToHost.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** ToHost session. */
        session: number;

        /** ToHost opened. */
        opened?: (ketuk.Opened.$Properties|null);

        /** ToHost record. */
        record?: (ketuk.SealedRecord.$Properties|null);

        /** ToHost answer. */
        answer?: (ketuk.Answer.$Properties|null);

        /** ToHost notice. */
        notice?: (ketuk.Notice.$Properties|null);

        /** ToHost body. */
        body?: ("opened"|"record"|"answer"|"notice");

        /**
         * Creates a new ToHost instance using the specified properties.
         * @param [properties] Properties to set
         * @returns ToHost instance
         */
        static create(properties: ketuk.ToHost.$Shape): ketuk.ToHost & ketuk.ToHost.$Shape;
        static create(properties?: ketuk.ToHost.$Properties): ketuk.ToHost;

        /**
         * Encodes the specified ToHost message.
         * @param message ToHost message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: ketuk.ToHost.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a ToHost message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {ketuk.ToHost & ketuk.ToHost.$Shape} ToHost
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): ketuk.ToHost & ketuk.ToHost.$Shape;
    }

    namespace ToHost {

        /** Properties of a ToHost. */
        interface $Properties {

            /** ToHost session */
            session?: (number|null);

            /** ToHost opened */
            opened?: (ketuk.Opened.$Properties|null);

            /** ToHost record */
            record?: (ketuk.SealedRecord.$Properties|null);

            /** ToHost answer */
            answer?: (ketuk.Answer.$Properties|null);

            /** ToHost notice */
            notice?: (ketuk.Notice.$Properties|null);

            /** ToHost body */
            body?: ("opened"|"record"|"answer"|"notice");

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Narrowed shape of ToHost. @internal */
        type $Shape = {
          session?: number|null;
          opened?: ketuk.Opened.$Shape|null;
          record?: ketuk.SealedRecord.$Shape|null;
          answer?: ketuk.Answer.$Shape|null;
          notice?: ketuk.Notice.$Shape|null;
          $unknowns?: Uint8Array[];
        } & (
          ({ body?: undefined; opened?: null; record?: null; answer?: null; notice?: null }|{ body?: "opened"; opened: ketuk.Opened.$Shape; record?: null; answer?: null; notice?: null }|{ body?: "record"; opened?: null; record: ketuk.SealedRecord.$Shape; answer?: null; notice?: null }|{ body?: "answer"; opened?: null; record?: null; answer: ketuk.Answer.$Shape; notice?: null }|{ body?: "notice"; opened?: null; record?: null; answer?: null; notice: ketuk.Notice.$Shape })
        );
    }

    /**
     * Properties of an Open.
     * @deprecated Use ketuk.Open.$Properties instead.
     */
    interface IOpen extends ketuk.Open.$Properties {
    }

    /**
     * Opens a session; one before it ends. The reader answers Opened, then sends every record it still holds. An Open with the
     * host_nonce of the present session is a repeat: it gets the same Opened again, and the records behind it; nothing else
     * changes.
     */
    class Open {

        /**
         * Constructs a new Open.
         * @param [properties] Properties to set
         */
        constructor(properties?: ketuk.Open.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** the major chosen by the host, within the range of Hello */
        protocol: number;

        /** Hello.nonce, so that an Open recorded earlier is refused */
        readerNonce: Uint8Array;

        /** 16 random bytes */
        hostNonce: Uint8Array;

        /** the host's clock, milliseconds since 1970 UTC; 0 leaves the reader's clock alone */
        wallMs: (number|Long);

        /** what this session may do; ROLE_NONE in lab state */
        role: ketuk.Role;

        /** of the role key */
        keyVersion: number;

        /** 16 bytes: the host has the role key; see protocol/README.md. Empty in lab state */
        authenticator: Uint8Array;

        /**
         * Creates a new Open instance using the specified properties.
         * @param [properties] Properties to set
         * @returns Open instance
         */
        static create(properties: ketuk.Open.$Shape): ketuk.Open & ketuk.Open.$Shape;
        static create(properties?: ketuk.Open.$Properties): ketuk.Open;

        /**
         * Encodes the specified Open message.
         * @param message Open message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: ketuk.Open.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes an Open message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {ketuk.Open & ketuk.Open.$Shape} Open
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): ketuk.Open & ketuk.Open.$Shape;
    }

    namespace Open {

        /** Properties of an Open. */
        interface $Properties {

            /** the major chosen by the host, within the range of Hello */
            protocol?: (number|null);

            /** Hello.nonce, so that an Open recorded earlier is refused */
            readerNonce?: (Uint8Array|null);

            /** 16 random bytes */
            hostNonce?: (Uint8Array|null);

            /** the host's clock, milliseconds since 1970 UTC; 0 leaves the reader's clock alone */
            wallMs?: (number|Long|null);

            /** what this session may do; ROLE_NONE in lab state */
            role?: (ketuk.Role|null);

            /** of the role key */
            keyVersion?: (number|null);

            /** 16 bytes: the host has the role key; see protocol/README.md. Empty in lab state */
            authenticator?: (Uint8Array|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of Open. @internal */
        type $Shape = ketuk.Open.$Properties;
    }

    /**
     * What a session may do; each role may do what those before it may. Every role has a key of its own, so that a till holds
     * none that could change a reader.
     */
    enum Role {

        /** ROLE_NONE value */
        ROLE_NONE = 0,

        /** receive and acknowledge records, ask how the reader is, raise the speed of the line */
        ROLE_TAP = 1,

        /** signal, relay, set the clock, look into the parts of the reader */
        ROLE_OPERATOR = 2,

        /** borrow cards and speak to them */
        ROLE_ISSUER = 3,

        /** change policy, members, keys and firmware */
        ROLE_MAINTAINER = 4
    }

    /**
     * Properties of an Opened.
     * @deprecated Use ketuk.Opened.$Properties instead.
     */
    interface IOpened extends ketuk.Opened.$Properties {
    }

    /** The answer to Open. */
    class Opened {

        /**
         * Constructs a new Opened.
         * @param [properties] Properties to set
         */
        constructor(properties?: ketuk.Opened.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** as in Open */
        hostNonce: Uint8Array;

        /** an encoded Hello: what the reader said in clear, said again, under the authenticator */
        hello: Uint8Array;

        /** CODE_OK, or why there is no session */
        code: ketuk.Code;

        /** 16 bytes: the reader has the role key. Empty in lab state and with another code than CODE_OK */
        authenticator: Uint8Array;

        /**
         * Creates a new Opened instance using the specified properties.
         * @param [properties] Properties to set
         * @returns Opened instance
         */
        static create(properties: ketuk.Opened.$Shape): ketuk.Opened & ketuk.Opened.$Shape;
        static create(properties?: ketuk.Opened.$Properties): ketuk.Opened;

        /**
         * Encodes the specified Opened message.
         * @param message Opened message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: ketuk.Opened.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes an Opened message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {ketuk.Opened & ketuk.Opened.$Shape} Opened
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): ketuk.Opened & ketuk.Opened.$Shape;
    }

    namespace Opened {

        /** Properties of an Opened. */
        interface $Properties {

            /** as in Open */
            hostNonce?: (Uint8Array|null);

            /** an encoded Hello: what the reader said in clear, said again, under the authenticator */
            hello?: (Uint8Array|null);

            /** CODE_OK, or why there is no session */
            code?: (ketuk.Code|null);

            /** 16 bytes: the reader has the role key. Empty in lab state and with another code than CODE_OK */
            authenticator?: (Uint8Array|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of Opened. @internal */
        type $Shape = ketuk.Opened.$Properties;
    }

    /**
     * Properties of an Ack.
     * @deprecated Use ketuk.Ack.$Properties instead.
     */
    interface IAck extends ketuk.Ack.$Properties {
    }

    /** The one acknowledgement that matters: the host has stored every record up to this one durably. Cumulative. */
    class Ack {

        /**
         * Constructs a new Ack.
         * @param [properties] Properties to set
         */
        constructor(properties?: ketuk.Ack.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** Ack epoch. */
        epoch: number;

        /** Ack counter. */
        counter: number;

        /**
         * Creates a new Ack instance using the specified properties.
         * @param [properties] Properties to set
         * @returns Ack instance
         */
        static create(properties: ketuk.Ack.$Shape): ketuk.Ack & ketuk.Ack.$Shape;
        static create(properties?: ketuk.Ack.$Properties): ketuk.Ack;

        /**
         * Encodes the specified Ack message.
         * @param message Ack message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: ketuk.Ack.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes an Ack message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {ketuk.Ack & ketuk.Ack.$Shape} Ack
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): ketuk.Ack & ketuk.Ack.$Shape;
    }

    namespace Ack {

        /** Properties of an Ack. */
        interface $Properties {

            /** Ack epoch */
            epoch?: (number|null);

            /** Ack counter */
            counter?: (number|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of Ack. @internal */
        type $Shape = ketuk.Ack.$Properties;
    }

    /**
     * Properties of a Request.
     * @deprecated Use ketuk.Request.$Properties instead.
     */
    interface IRequest extends ketuk.Request.$Properties {
    }

    /** A question or command of the host. A retry repeats the id; the reader then repeats its answer and does nothing twice. */
    class Request {

        /**
         * Constructs a new Request.
         * @param [properties] Properties to set
         */
        constructor(properties?: ketuk.Request.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** 1 and up within a session */
        id: number;

        /** Request ping. */
        ping?: (ketuk.Ping.$Properties|null);

        /** Request getStatus. */
        getStatus?: (ketuk.GetStatus.$Properties|null);

        /** Request setTime. */
        setTime?: (ketuk.SetTime.$Properties|null);

        /** Request signal. */
        signal?: (ketuk.Signal.$Properties|null);

        /** Request setPolicy. */
        setPolicy?: (ketuk.SetPolicy.$Properties|null);

        /** Request exchange. */
        exchange?: (ketuk.Exchange.$Properties|null);

        /** Request finish. */
        finish?: (ketuk.Finish.$Properties|null);

        /** Request storeKeys. */
        storeKeys?: (ketuk.StoreKeys.$Properties|null);

        /** Request factoryReset. */
        factoryReset?: (ketuk.FactoryReset.$Properties|null);

        /** Request storeCoupons. */
        storeCoupons?: (ketuk.StoreCoupons.$Properties|null);

        /** Request relay. */
        relay?: (ketuk.Relay.$Properties|null);

        /** Request diagnose. */
        diagnose?: (ketuk.Diagnose.$Properties|null);

        /** Request beginUpdate. */
        beginUpdate?: (ketuk.BeginUpdate.$Properties|null);

        /** Request storeImage. */
        storeImage?: (ketuk.StoreImage.$Properties|null);

        /** Request finishUpdate. */
        finishUpdate?: (ketuk.FinishUpdate.$Properties|null);

        /** Request lendNext. */
        lendNext?: (ketuk.LendNext.$Properties|null);

        /** Request storeMembers. */
        storeMembers?: (ketuk.StoreMembers.$Properties|null);

        /** Request getMembers. */
        getMembers?: (ketuk.GetMembers.$Properties|null);

        /** Request setSpeed. */
        setSpeed?: (ketuk.SetSpeed.$Properties|null);

        /** Request body. */
        body?: ("ping"|"getStatus"|"setTime"|"signal"|"setPolicy"|"exchange"|"finish"|"storeKeys"|"factoryReset"|"storeCoupons"|"relay"|"diagnose"|"beginUpdate"|"storeImage"|"finishUpdate"|"lendNext"|"storeMembers"|"getMembers"|"setSpeed");

        /**
         * Creates a new Request instance using the specified properties.
         * @param [properties] Properties to set
         * @returns Request instance
         */
        static create(properties: ketuk.Request.$Shape): ketuk.Request & ketuk.Request.$Shape;
        static create(properties?: ketuk.Request.$Properties): ketuk.Request;

        /**
         * Encodes the specified Request message.
         * @param message Request message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: ketuk.Request.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a Request message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {ketuk.Request & ketuk.Request.$Shape} Request
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): ketuk.Request & ketuk.Request.$Shape;
    }

    namespace Request {

        /** Properties of a Request. */
        interface $Properties {

            /** 1 and up within a session */
            id?: (number|null);

            /** Request ping */
            ping?: (ketuk.Ping.$Properties|null);

            /** Request getStatus */
            getStatus?: (ketuk.GetStatus.$Properties|null);

            /** Request setTime */
            setTime?: (ketuk.SetTime.$Properties|null);

            /** Request signal */
            signal?: (ketuk.Signal.$Properties|null);

            /** Request setPolicy */
            setPolicy?: (ketuk.SetPolicy.$Properties|null);

            /** Request exchange */
            exchange?: (ketuk.Exchange.$Properties|null);

            /** Request finish */
            finish?: (ketuk.Finish.$Properties|null);

            /** Request storeKeys */
            storeKeys?: (ketuk.StoreKeys.$Properties|null);

            /** Request factoryReset */
            factoryReset?: (ketuk.FactoryReset.$Properties|null);

            /** Request storeCoupons */
            storeCoupons?: (ketuk.StoreCoupons.$Properties|null);

            /** Request relay */
            relay?: (ketuk.Relay.$Properties|null);

            /** Request diagnose */
            diagnose?: (ketuk.Diagnose.$Properties|null);

            /** Request beginUpdate */
            beginUpdate?: (ketuk.BeginUpdate.$Properties|null);

            /** Request storeImage */
            storeImage?: (ketuk.StoreImage.$Properties|null);

            /** Request finishUpdate */
            finishUpdate?: (ketuk.FinishUpdate.$Properties|null);

            /** Request lendNext */
            lendNext?: (ketuk.LendNext.$Properties|null);

            /** Request storeMembers */
            storeMembers?: (ketuk.StoreMembers.$Properties|null);

            /** Request getMembers */
            getMembers?: (ketuk.GetMembers.$Properties|null);

            /** Request setSpeed */
            setSpeed?: (ketuk.SetSpeed.$Properties|null);

            /** Request body */
            body?: ("ping"|"getStatus"|"setTime"|"signal"|"setPolicy"|"exchange"|"finish"|"storeKeys"|"factoryReset"|"storeCoupons"|"relay"|"diagnose"|"beginUpdate"|"storeImage"|"finishUpdate"|"lendNext"|"storeMembers"|"getMembers"|"setSpeed");

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Narrowed shape of Request. @internal */
        type $Shape = {
          id?: number|null;
          ping?: ketuk.Ping.$Shape|null;
          getStatus?: ketuk.GetStatus.$Shape|null;
          setTime?: ketuk.SetTime.$Shape|null;
          signal?: ketuk.Signal.$Shape|null;
          setPolicy?: ketuk.SetPolicy.$Shape|null;
          exchange?: ketuk.Exchange.$Shape|null;
          finish?: ketuk.Finish.$Shape|null;
          storeKeys?: ketuk.StoreKeys.$Shape|null;
          factoryReset?: ketuk.FactoryReset.$Shape|null;
          storeCoupons?: ketuk.StoreCoupons.$Shape|null;
          relay?: ketuk.Relay.$Shape|null;
          diagnose?: ketuk.Diagnose.$Shape|null;
          beginUpdate?: ketuk.BeginUpdate.$Shape|null;
          storeImage?: ketuk.StoreImage.$Shape|null;
          finishUpdate?: ketuk.FinishUpdate.$Shape|null;
          lendNext?: ketuk.LendNext.$Shape|null;
          storeMembers?: ketuk.StoreMembers.$Shape|null;
          getMembers?: ketuk.GetMembers.$Shape|null;
          setSpeed?: ketuk.SetSpeed.$Shape|null;
          $unknowns?: Uint8Array[];
        } & (
          ({ body?: undefined; ping?: null; getStatus?: null; setTime?: null; signal?: null; setPolicy?: null; exchange?: null; finish?: null; storeKeys?: null; factoryReset?: null; storeCoupons?: null; relay?: null; diagnose?: null; beginUpdate?: null; storeImage?: null; finishUpdate?: null; lendNext?: null; storeMembers?: null; getMembers?: null; setSpeed?: null }|{ body?: "ping"; ping: ketuk.Ping.$Shape; getStatus?: null; setTime?: null; signal?: null; setPolicy?: null; exchange?: null; finish?: null; storeKeys?: null; factoryReset?: null; storeCoupons?: null; relay?: null; diagnose?: null; beginUpdate?: null; storeImage?: null; finishUpdate?: null; lendNext?: null; storeMembers?: null; getMembers?: null; setSpeed?: null }|{ body?: "getStatus"; ping?: null; getStatus: ketuk.GetStatus.$Shape; setTime?: null; signal?: null; setPolicy?: null; exchange?: null; finish?: null; storeKeys?: null; factoryReset?: null; storeCoupons?: null; relay?: null; diagnose?: null; beginUpdate?: null; storeImage?: null; finishUpdate?: null; lendNext?: null; storeMembers?: null; getMembers?: null; setSpeed?: null }|{ body?: "setTime"; ping?: null; getStatus?: null; setTime: ketuk.SetTime.$Shape; signal?: null; setPolicy?: null; exchange?: null; finish?: null; storeKeys?: null; factoryReset?: null; storeCoupons?: null; relay?: null; diagnose?: null; beginUpdate?: null; storeImage?: null; finishUpdate?: null; lendNext?: null; storeMembers?: null; getMembers?: null; setSpeed?: null }|{ body?: "signal"; ping?: null; getStatus?: null; setTime?: null; signal: ketuk.Signal.$Shape; setPolicy?: null; exchange?: null; finish?: null; storeKeys?: null; factoryReset?: null; storeCoupons?: null; relay?: null; diagnose?: null; beginUpdate?: null; storeImage?: null; finishUpdate?: null; lendNext?: null; storeMembers?: null; getMembers?: null; setSpeed?: null }|{ body?: "setPolicy"; ping?: null; getStatus?: null; setTime?: null; signal?: null; setPolicy: ketuk.SetPolicy.$Shape; exchange?: null; finish?: null; storeKeys?: null; factoryReset?: null; storeCoupons?: null; relay?: null; diagnose?: null; beginUpdate?: null; storeImage?: null; finishUpdate?: null; lendNext?: null; storeMembers?: null; getMembers?: null; setSpeed?: null }|{ body?: "exchange"; ping?: null; getStatus?: null; setTime?: null; signal?: null; setPolicy?: null; exchange: ketuk.Exchange.$Shape; finish?: null; storeKeys?: null; factoryReset?: null; storeCoupons?: null; relay?: null; diagnose?: null; beginUpdate?: null; storeImage?: null; finishUpdate?: null; lendNext?: null; storeMembers?: null; getMembers?: null; setSpeed?: null }|{ body?: "finish"; ping?: null; getStatus?: null; setTime?: null; signal?: null; setPolicy?: null; exchange?: null; finish: ketuk.Finish.$Shape; storeKeys?: null; factoryReset?: null; storeCoupons?: null; relay?: null; diagnose?: null; beginUpdate?: null; storeImage?: null; finishUpdate?: null; lendNext?: null; storeMembers?: null; getMembers?: null; setSpeed?: null }|{ body?: "storeKeys"; ping?: null; getStatus?: null; setTime?: null; signal?: null; setPolicy?: null; exchange?: null; finish?: null; storeKeys: ketuk.StoreKeys.$Shape; factoryReset?: null; storeCoupons?: null; relay?: null; diagnose?: null; beginUpdate?: null; storeImage?: null; finishUpdate?: null; lendNext?: null; storeMembers?: null; getMembers?: null; setSpeed?: null }|{ body?: "factoryReset"; ping?: null; getStatus?: null; setTime?: null; signal?: null; setPolicy?: null; exchange?: null; finish?: null; storeKeys?: null; factoryReset: ketuk.FactoryReset.$Shape; storeCoupons?: null; relay?: null; diagnose?: null; beginUpdate?: null; storeImage?: null; finishUpdate?: null; lendNext?: null; storeMembers?: null; getMembers?: null; setSpeed?: null }|{ body?: "storeCoupons"; ping?: null; getStatus?: null; setTime?: null; signal?: null; setPolicy?: null; exchange?: null; finish?: null; storeKeys?: null; factoryReset?: null; storeCoupons: ketuk.StoreCoupons.$Shape; relay?: null; diagnose?: null; beginUpdate?: null; storeImage?: null; finishUpdate?: null; lendNext?: null; storeMembers?: null; getMembers?: null; setSpeed?: null }|{ body?: "relay"; ping?: null; getStatus?: null; setTime?: null; signal?: null; setPolicy?: null; exchange?: null; finish?: null; storeKeys?: null; factoryReset?: null; storeCoupons?: null; relay: ketuk.Relay.$Shape; diagnose?: null; beginUpdate?: null; storeImage?: null; finishUpdate?: null; lendNext?: null; storeMembers?: null; getMembers?: null; setSpeed?: null }|{ body?: "diagnose"; ping?: null; getStatus?: null; setTime?: null; signal?: null; setPolicy?: null; exchange?: null; finish?: null; storeKeys?: null; factoryReset?: null; storeCoupons?: null; relay?: null; diagnose: ketuk.Diagnose.$Shape; beginUpdate?: null; storeImage?: null; finishUpdate?: null; lendNext?: null; storeMembers?: null; getMembers?: null; setSpeed?: null }|{ body?: "beginUpdate"; ping?: null; getStatus?: null; setTime?: null; signal?: null; setPolicy?: null; exchange?: null; finish?: null; storeKeys?: null; factoryReset?: null; storeCoupons?: null; relay?: null; diagnose?: null; beginUpdate: ketuk.BeginUpdate.$Shape; storeImage?: null; finishUpdate?: null; lendNext?: null; storeMembers?: null; getMembers?: null; setSpeed?: null }|{ body?: "storeImage"; ping?: null; getStatus?: null; setTime?: null; signal?: null; setPolicy?: null; exchange?: null; finish?: null; storeKeys?: null; factoryReset?: null; storeCoupons?: null; relay?: null; diagnose?: null; beginUpdate?: null; storeImage: ketuk.StoreImage.$Shape; finishUpdate?: null; lendNext?: null; storeMembers?: null; getMembers?: null; setSpeed?: null }|{ body?: "finishUpdate"; ping?: null; getStatus?: null; setTime?: null; signal?: null; setPolicy?: null; exchange?: null; finish?: null; storeKeys?: null; factoryReset?: null; storeCoupons?: null; relay?: null; diagnose?: null; beginUpdate?: null; storeImage?: null; finishUpdate: ketuk.FinishUpdate.$Shape; lendNext?: null; storeMembers?: null; getMembers?: null; setSpeed?: null }|{ body?: "lendNext"; ping?: null; getStatus?: null; setTime?: null; signal?: null; setPolicy?: null; exchange?: null; finish?: null; storeKeys?: null; factoryReset?: null; storeCoupons?: null; relay?: null; diagnose?: null; beginUpdate?: null; storeImage?: null; finishUpdate?: null; lendNext: ketuk.LendNext.$Shape; storeMembers?: null; getMembers?: null; setSpeed?: null }|{ body?: "storeMembers"; ping?: null; getStatus?: null; setTime?: null; signal?: null; setPolicy?: null; exchange?: null; finish?: null; storeKeys?: null; factoryReset?: null; storeCoupons?: null; relay?: null; diagnose?: null; beginUpdate?: null; storeImage?: null; finishUpdate?: null; lendNext?: null; storeMembers: ketuk.StoreMembers.$Shape; getMembers?: null; setSpeed?: null }|{ body?: "getMembers"; ping?: null; getStatus?: null; setTime?: null; signal?: null; setPolicy?: null; exchange?: null; finish?: null; storeKeys?: null; factoryReset?: null; storeCoupons?: null; relay?: null; diagnose?: null; beginUpdate?: null; storeImage?: null; finishUpdate?: null; lendNext?: null; storeMembers?: null; getMembers: ketuk.GetMembers.$Shape; setSpeed?: null }|{ body?: "setSpeed"; ping?: null; getStatus?: null; setTime?: null; signal?: null; setPolicy?: null; exchange?: null; finish?: null; storeKeys?: null; factoryReset?: null; storeCoupons?: null; relay?: null; diagnose?: null; beginUpdate?: null; storeImage?: null; finishUpdate?: null; lendNext?: null; storeMembers?: null; getMembers?: null; setSpeed: ketuk.SetSpeed.$Shape })
        );
    }

    /**
     * Properties of an Answer.
     * @deprecated Use ketuk.Answer.$Properties instead.
     */
    interface IAnswer extends ketuk.Answer.$Properties {
    }

    /** Represents an Answer. */
    class Answer {

        /**
         * Constructs a new Answer.
         * @param [properties] Properties to set
         */
        constructor(properties?: ketuk.Answer.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** of the Request */
        id: number;

        /** Answer code. */
        code: ketuk.Code;

        /** Answer status. */
        status?: (ketuk.Status.$Properties|null);

        /** Answer exchanged. */
        exchanged?: (ketuk.Exchanged.$Properties|null);

        /** Answer pong. */
        pong?: (ketuk.Pong.$Properties|null);

        /** to FactoryReset: nobody can ask for it afterwards */
        farewell?: (ketuk.SealedRecord.$Properties|null);

        /** Answer diagnosis. */
        diagnosis?: (ketuk.Diagnosis.$Properties|null);

        /** Answer updateState. */
        updateState?: (ketuk.UpdateState.$Properties|null);

        /** Answer members. */
        members?: (ketuk.Members.$Properties|null);

        /** Answer body. */
        body?: ("status"|"exchanged"|"pong"|"farewell"|"diagnosis"|"updateState"|"members");

        /**
         * Creates a new Answer instance using the specified properties.
         * @param [properties] Properties to set
         * @returns Answer instance
         */
        static create(properties: ketuk.Answer.$Shape): ketuk.Answer & ketuk.Answer.$Shape;
        static create(properties?: ketuk.Answer.$Properties): ketuk.Answer;

        /**
         * Encodes the specified Answer message.
         * @param message Answer message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: ketuk.Answer.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes an Answer message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {ketuk.Answer & ketuk.Answer.$Shape} Answer
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): ketuk.Answer & ketuk.Answer.$Shape;
    }

    namespace Answer {

        /** Properties of an Answer. */
        interface $Properties {

            /** of the Request */
            id?: (number|null);

            /** Answer code */
            code?: (ketuk.Code|null);

            /** Answer status */
            status?: (ketuk.Status.$Properties|null);

            /** Answer exchanged */
            exchanged?: (ketuk.Exchanged.$Properties|null);

            /** Answer pong */
            pong?: (ketuk.Pong.$Properties|null);

            /** to FactoryReset: nobody can ask for it afterwards */
            farewell?: (ketuk.SealedRecord.$Properties|null);

            /** Answer diagnosis */
            diagnosis?: (ketuk.Diagnosis.$Properties|null);

            /** Answer updateState */
            updateState?: (ketuk.UpdateState.$Properties|null);

            /** Answer members */
            members?: (ketuk.Members.$Properties|null);

            /** Answer body */
            body?: ("status"|"exchanged"|"pong"|"farewell"|"diagnosis"|"updateState"|"members");

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Narrowed shape of Answer. @internal */
        type $Shape = {
          id?: number|null;
          code?: ketuk.Code|null;
          status?: ketuk.Status.$Shape|null;
          exchanged?: ketuk.Exchanged.$Shape|null;
          pong?: ketuk.Pong.$Shape|null;
          farewell?: ketuk.SealedRecord.$Shape|null;
          diagnosis?: ketuk.Diagnosis.$Shape|null;
          updateState?: ketuk.UpdateState.$Shape|null;
          members?: ketuk.Members.$Shape|null;
          $unknowns?: Uint8Array[];
        } & (
          ({ body?: undefined; status?: null; exchanged?: null; pong?: null; farewell?: null; diagnosis?: null; updateState?: null; members?: null }|{ body?: "status"; status: ketuk.Status.$Shape; exchanged?: null; pong?: null; farewell?: null; diagnosis?: null; updateState?: null; members?: null }|{ body?: "exchanged"; status?: null; exchanged: ketuk.Exchanged.$Shape; pong?: null; farewell?: null; diagnosis?: null; updateState?: null; members?: null }|{ body?: "pong"; status?: null; exchanged?: null; pong: ketuk.Pong.$Shape; farewell?: null; diagnosis?: null; updateState?: null; members?: null }|{ body?: "farewell"; status?: null; exchanged?: null; pong?: null; farewell: ketuk.SealedRecord.$Shape; diagnosis?: null; updateState?: null; members?: null }|{ body?: "diagnosis"; status?: null; exchanged?: null; pong?: null; farewell?: null; diagnosis: ketuk.Diagnosis.$Shape; updateState?: null; members?: null }|{ body?: "updateState"; status?: null; exchanged?: null; pong?: null; farewell?: null; diagnosis?: null; updateState: ketuk.UpdateState.$Shape; members?: null }|{ body?: "members"; status?: null; exchanged?: null; pong?: null; farewell?: null; diagnosis?: null; updateState?: null; members: ketuk.Members.$Shape })
        );
    }

    /** Code enum. */
    enum Code {

        /** CODE_OK value */
        CODE_OK = 0,

        /** the reader does not know this request */
        CODE_UNIMPLEMENTED = 1,

        /** a value is missing or out of range */
        CODE_BAD_REQUEST = 2,

        /** Open.protocol is outside the range of Hello */
        CODE_BAD_VERSION = 3,

        /** Open.reader_nonce is not the current one */
        CODE_BAD_NONCE = 4,

        /** a card is being served; ask again */
        CODE_BUSY = 5,

        /** Exchange, Finish: the card has gone, or was never lent to the host */
        CODE_NO_CARD = 6,

        /** the role may not; Open: wrong authenticator; SetPolicy: wrong MAC or no higher version */
        CODE_FORBIDDEN = 7,

        /** SetPolicy: could not be stored */
        CODE_FLASH = 8,

        /** Exchange: the card's answer does not fit into a frame; ask for it in pieces */
        CODE_TOO_LONG = 9,

        /** Open: the reader has no key of this role and version */
        CODE_NO_KEY = 10,

        /** FactoryReset: BOOT is not held */
        CODE_NOBODY_THERE = 11,

        /** BeginUpdate: not newer than the firmware that runs */
        CODE_TOO_OLD = 12,

        /** BeginUpdate, FinishUpdate: not an image for this board, or not the one of the manifest */
        CODE_FOREIGN = 13,

        /** Relay: this board has none; Diagnose: the chip's pins are not known */
        CODE_NOT_WIRED = 14
    }

    /**
     * Properties of a Ping.
     * @deprecated Use ketuk.Ping.$Properties instead.
     */
    interface IPing extends ketuk.Ping.$Properties {
    }

    /** Is the reader there, and how does its clock run? */
    class Ping {

        /**
         * Constructs a new Ping.
         * @param [properties] Properties to set
         */
        constructor(properties?: ketuk.Ping.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /**
         * Creates a new Ping instance using the specified properties.
         * @param [properties] Properties to set
         * @returns Ping instance
         */
        static create(properties: ketuk.Ping.$Shape): ketuk.Ping & ketuk.Ping.$Shape;
        static create(properties?: ketuk.Ping.$Properties): ketuk.Ping;

        /**
         * Encodes the specified Ping message.
         * @param message Ping message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: ketuk.Ping.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a Ping message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {ketuk.Ping & ketuk.Ping.$Shape} Ping
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): ketuk.Ping & ketuk.Ping.$Shape;
    }

    namespace Ping {

        /** Properties of a Ping. */
        interface $Properties {

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of Ping. @internal */
        type $Shape = ketuk.Ping.$Properties;
    }

    /**
     * Properties of a Pong.
     * @deprecated Use ketuk.Pong.$Properties instead.
     */
    interface IPong extends ketuk.Pong.$Properties {
    }

    /** Represents a Pong. */
    class Pong {

        /**
         * Constructs a new Pong.
         * @param [properties] Properties to set
         */
        constructor(properties?: ketuk.Pong.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** Pong uptimeMs. */
        uptimeMs: (number|Long);

        /** 0 when the reader does not know the time */
        wallMs: (number|Long);

        /** as in Hello, which comes in clear and may be anybody's: within a session these are believed */
        firstCounter: number;

        /** Pong lastCounter. */
        lastCounter: number;

        /**
         * Creates a new Pong instance using the specified properties.
         * @param [properties] Properties to set
         * @returns Pong instance
         */
        static create(properties: ketuk.Pong.$Shape): ketuk.Pong & ketuk.Pong.$Shape;
        static create(properties?: ketuk.Pong.$Properties): ketuk.Pong;

        /**
         * Encodes the specified Pong message.
         * @param message Pong message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: ketuk.Pong.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a Pong message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {ketuk.Pong & ketuk.Pong.$Shape} Pong
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): ketuk.Pong & ketuk.Pong.$Shape;
    }

    namespace Pong {

        /** Properties of a Pong. */
        interface $Properties {

            /** Pong uptimeMs */
            uptimeMs?: (number|Long|null);

            /** 0 when the reader does not know the time */
            wallMs?: (number|Long|null);

            /** as in Hello, which comes in clear and may be anybody's: within a session these are believed */
            firstCounter?: (number|null);

            /** Pong lastCounter */
            lastCounter?: (number|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of Pong. @internal */
        type $Shape = ketuk.Pong.$Properties;
    }

    /**
     * Properties of a GetStatus.
     * @deprecated Use ketuk.GetStatus.$Properties instead.
     */
    interface IGetStatus extends ketuk.GetStatus.$Properties {
    }

    /** Represents a GetStatus. */
    class GetStatus {

        /**
         * Constructs a new GetStatus.
         * @param [properties] Properties to set
         */
        constructor(properties?: ketuk.GetStatus.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /**
         * Creates a new GetStatus instance using the specified properties.
         * @param [properties] Properties to set
         * @returns GetStatus instance
         */
        static create(properties: ketuk.GetStatus.$Shape): ketuk.GetStatus & ketuk.GetStatus.$Shape;
        static create(properties?: ketuk.GetStatus.$Properties): ketuk.GetStatus;

        /**
         * Encodes the specified GetStatus message.
         * @param message GetStatus message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: ketuk.GetStatus.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a GetStatus message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {ketuk.GetStatus & ketuk.GetStatus.$Shape} GetStatus
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): ketuk.GetStatus & ketuk.GetStatus.$Shape;
    }

    namespace GetStatus {

        /** Properties of a GetStatus. */
        interface $Properties {

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of GetStatus. @internal */
        type $Shape = ketuk.GetStatus.$Properties;
    }

    /**
     * Properties of a SetTime.
     * @deprecated Use ketuk.SetTime.$Properties instead.
     */
    interface ISetTime extends ketuk.SetTime.$Properties {
    }

    /** Sets the wall clock of the reader. */
    class SetTime {

        /**
         * Constructs a new SetTime.
         * @param [properties] Properties to set
         */
        constructor(properties?: ketuk.SetTime.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** milliseconds since 1970 UTC */
        wallMs: (number|Long);

        /**
         * Creates a new SetTime instance using the specified properties.
         * @param [properties] Properties to set
         * @returns SetTime instance
         */
        static create(properties: ketuk.SetTime.$Shape): ketuk.SetTime & ketuk.SetTime.$Shape;
        static create(properties?: ketuk.SetTime.$Properties): ketuk.SetTime;

        /**
         * Encodes the specified SetTime message.
         * @param message SetTime message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: ketuk.SetTime.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a SetTime message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {ketuk.SetTime & ketuk.SetTime.$Shape} SetTime
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): ketuk.SetTime & ketuk.SetTime.$Shape;
    }

    namespace SetTime {

        /** Properties of a SetTime. */
        interface $Properties {

            /** milliseconds since 1970 UTC */
            wallMs?: (number|Long|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of SetTime. @internal */
        type $Shape = ketuk.SetTime.$Properties;
    }

    /**
     * Properties of a SetSpeed.
     * @deprecated Use ketuk.SetSpeed.$Properties instead.
     */
    interface ISetSpeed extends ketuk.SetSpeed.$Properties {
    }

    /** Another speed of the serial line; see "Speed" in protocol/README.md. The answer still comes at the present one. */
    class SetSpeed {

        /**
         * Constructs a new SetSpeed.
         * @param [properties] Properties to set
         */
        constructor(properties?: ketuk.SetSpeed.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** 921,600 baud; else 115,200, as at the start */
        fast: boolean;

        /**
         * Creates a new SetSpeed instance using the specified properties.
         * @param [properties] Properties to set
         * @returns SetSpeed instance
         */
        static create(properties: ketuk.SetSpeed.$Shape): ketuk.SetSpeed & ketuk.SetSpeed.$Shape;
        static create(properties?: ketuk.SetSpeed.$Properties): ketuk.SetSpeed;

        /**
         * Encodes the specified SetSpeed message.
         * @param message SetSpeed message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: ketuk.SetSpeed.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a SetSpeed message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {ketuk.SetSpeed & ketuk.SetSpeed.$Shape} SetSpeed
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): ketuk.SetSpeed & ketuk.SetSpeed.$Shape;
    }

    namespace SetSpeed {

        /** Properties of a SetSpeed. */
        interface $Properties {

            /** 921,600 baud; else 115,200, as at the start */
            fast?: (boolean|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of SetSpeed. @internal */
        type $Shape = ketuk.SetSpeed.$Properties;
    }

    /**
     * Properties of a Signal.
     * @deprecated Use ketuk.Signal.$Properties instead.
     */
    interface ISignal extends ketuk.Signal.$Properties {
    }

    /** Shows a pattern to the person at the reader. */
    class Signal {

        /**
         * Constructs a new Signal.
         * @param [properties] Properties to set
         */
        constructor(properties?: ketuk.Signal.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** Signal pattern. */
        pattern: ketuk.Pattern;

        /** the board ends it then, and after 10 s at the latest; 0: as long as the pattern usually lasts */
        durationMs: number;

        /**
         * Creates a new Signal instance using the specified properties.
         * @param [properties] Properties to set
         * @returns Signal instance
         */
        static create(properties: ketuk.Signal.$Shape): ketuk.Signal & ketuk.Signal.$Shape;
        static create(properties?: ketuk.Signal.$Properties): ketuk.Signal;

        /**
         * Encodes the specified Signal message.
         * @param message Signal message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: ketuk.Signal.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a Signal message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {ketuk.Signal & ketuk.Signal.$Shape} Signal
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): ketuk.Signal & ketuk.Signal.$Shape;
    }

    namespace Signal {

        /** Properties of a Signal. */
        interface $Properties {

            /** Signal pattern */
            pattern?: (ketuk.Pattern|null);

            /** the board ends it then, and after 10 s at the latest; 0: as long as the pattern usually lasts */
            durationMs?: (number|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of Signal. @internal */
        type $Shape = ketuk.Signal.$Properties;
    }

    /** Pattern enum. */
    enum Pattern {

        /** PATTERN_OFF value */
        PATTERN_OFF = 0,

        /** hold still */
        PATTERN_HOLD = 1,

        /** PATTERN_ACCEPTED value */
        PATTERN_ACCEPTED = 2,

        /** PATTERN_REFUSED value */
        PATTERN_REFUSED = 3,

        /** PATTERN_ERROR value */
        PATTERN_ERROR = 4
    }

    /**
     * Properties of a Relay.
     * @deprecated Use ketuk.Relay.$Properties instead.
     */
    interface IRelay extends ketuk.Relay.$Properties {
    }

    /** Closes the relay for a while. The board opens it by itself, whatever becomes of the host, and at a restart. */
    class Relay {

        /**
         * Constructs a new Relay.
         * @param [properties] Properties to set
         */
        constructor(properties?: ketuk.Relay.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** at most Board.relay_limit_ms; 0 opens it now */
        pulseMs: number;

        /**
         * Creates a new Relay instance using the specified properties.
         * @param [properties] Properties to set
         * @returns Relay instance
         */
        static create(properties: ketuk.Relay.$Shape): ketuk.Relay & ketuk.Relay.$Shape;
        static create(properties?: ketuk.Relay.$Properties): ketuk.Relay;

        /**
         * Encodes the specified Relay message.
         * @param message Relay message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: ketuk.Relay.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a Relay message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {ketuk.Relay & ketuk.Relay.$Shape} Relay
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): ketuk.Relay & ketuk.Relay.$Shape;
    }

    namespace Relay {

        /** Properties of a Relay. */
        interface $Properties {

            /** at most Board.relay_limit_ms; 0 opens it now */
            pulseMs?: (number|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of Relay. @internal */
        type $Shape = ketuk.Relay.$Properties;
    }

    /**
     * Properties of a Diagnose.
     * @deprecated Use ketuk.Diagnose.$Properties instead.
     */
    interface IDiagnose extends ketuk.Diagnose.$Properties {
    }

    /**
     * Looks into one part of the reader while no card is there, and leaves the reader working. CODE_BUSY: a card is there.
     * The exception is CHECK_FIELD, which is also for a card that lies there; only one that is with the host refuses it.
     * CODE_NOT_WIRED: the reader does not know on which pins its chip is.
     */
    class Diagnose {

        /**
         * Constructs a new Diagnose.
         * @param [properties] Properties to set
         */
        constructor(properties?: ketuk.Diagnose.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** Diagnose check. */
        check: ketuk.Check;

        /** as the check says */
        value: number;

        /**
         * Creates a new Diagnose instance using the specified properties.
         * @param [properties] Properties to set
         * @returns Diagnose instance
         */
        static create(properties: ketuk.Diagnose.$Shape): ketuk.Diagnose & ketuk.Diagnose.$Shape;
        static create(properties?: ketuk.Diagnose.$Properties): ketuk.Diagnose;

        /**
         * Encodes the specified Diagnose message.
         * @param message Diagnose message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: ketuk.Diagnose.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a Diagnose message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {ketuk.Diagnose & ketuk.Diagnose.$Shape} Diagnose
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): ketuk.Diagnose & ketuk.Diagnose.$Shape;
    }

    namespace Diagnose {

        /** Properties of a Diagnose. */
        interface $Properties {

            /** Diagnose check */
            check?: (ketuk.Check|null);

            /** as the check says */
            value?: (number|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of Diagnose. @internal */
        type $Shape = ketuk.Diagnose.$Properties;
    }

    /** Check enum. */
    enum Check {

        /** CHECK_NONE value */
        CHECK_NONE = 0,

        /** data: all 64 registers of the chip, in the order of their addresses */
        CHECK_REGISTERS = 1,

        /** data: the 64 bytes of the chip's digital self-test, MFRC522 data sheet 16.1; value: VersionReg */
        CHECK_SELF_TEST = 2,

        /** value: bit 0, the chip is silent while RST is low; bit 1, it answers again afterwards; bit 2, level of IRQ */
        CHECK_RESET_LINE = 3,

        /** value: clock in Hz, 0 for that of the board. data: none; count: rounds of 64 bytes written and read back; value: rounds with an error */
        CHECK_SPI = 4,

        /** value: bit set of ways of wiring under which a chip answers: 0 as configured, 1 MISO and MOSI swapped, 2 SCK and CS swapped */
        CHECK_WIRING = 5,

        /** value: receiver gain, 0 to 7. count: calls for a card; value: how many were answered; data: TxControlReg, RFCfgReg, ErrorReg */
        CHECK_FIELD = 6,

        /** value: bytes free in Storage; count: JsVars free after a collection */
        CHECK_MEMORY = 7,

        /** value: bit set of what would let somebody in: 0 the line is the console's, 1 Bluetooth, 2 Wi-Fi, 3 telnet (cannot be asked for: with Wi-Fi where the build has it) */
        CHECK_OPEN = 8
    }

    /**
     * Properties of a Diagnosis.
     * @deprecated Use ketuk.Diagnosis.$Properties instead.
     */
    interface IDiagnosis extends ketuk.Diagnosis.$Properties {
    }

    /** Represents a Diagnosis. */
    class Diagnosis {

        /**
         * Constructs a new Diagnosis.
         * @param [properties] Properties to set
         */
        constructor(properties?: ketuk.Diagnosis.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** Diagnosis data. */
        data: Uint8Array;

        /** Diagnosis value. */
        value: number;

        /** Diagnosis count. */
        count: number;

        /**
         * Creates a new Diagnosis instance using the specified properties.
         * @param [properties] Properties to set
         * @returns Diagnosis instance
         */
        static create(properties: ketuk.Diagnosis.$Shape): ketuk.Diagnosis & ketuk.Diagnosis.$Shape;
        static create(properties?: ketuk.Diagnosis.$Properties): ketuk.Diagnosis;

        /**
         * Encodes the specified Diagnosis message.
         * @param message Diagnosis message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: ketuk.Diagnosis.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a Diagnosis message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {ketuk.Diagnosis & ketuk.Diagnosis.$Shape} Diagnosis
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): ketuk.Diagnosis & ketuk.Diagnosis.$Shape;
    }

    namespace Diagnosis {

        /** Properties of a Diagnosis. */
        interface $Properties {

            /** Diagnosis data */
            data?: (Uint8Array|null);

            /** Diagnosis value */
            value?: (number|null);

            /** Diagnosis count */
            count?: (number|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of Diagnosis. @internal */
        type $Shape = ketuk.Diagnosis.$Properties;
    }

    /**
     * Properties of a BeginUpdate.
     * @deprecated Use ketuk.BeginUpdate.$Properties instead.
     */
    interface IBeginUpdate extends ketuk.BeginUpdate.$Properties {
    }

    /** Announces another firmware. The answer is UpdateState: an image that was announced before goes on where it stopped. */
    class BeginUpdate {

        /**
         * Constructs a new BeginUpdate.
         * @param [properties] Properties to set
         */
        constructor(properties?: ketuk.BeginUpdate.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** an encoded ImageManifest with a higher number than the firmware that runs */
        manifest: Uint8Array;

        /** HMAC-SHA256(role key of the session, "ketuk update" 00 manifest || 00 00 00 01) */
        mac: Uint8Array;

        /**
         * Creates a new BeginUpdate instance using the specified properties.
         * @param [properties] Properties to set
         * @returns BeginUpdate instance
         */
        static create(properties: ketuk.BeginUpdate.$Shape): ketuk.BeginUpdate & ketuk.BeginUpdate.$Shape;
        static create(properties?: ketuk.BeginUpdate.$Properties): ketuk.BeginUpdate;

        /**
         * Encodes the specified BeginUpdate message.
         * @param message BeginUpdate message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: ketuk.BeginUpdate.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a BeginUpdate message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {ketuk.BeginUpdate & ketuk.BeginUpdate.$Shape} BeginUpdate
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): ketuk.BeginUpdate & ketuk.BeginUpdate.$Shape;
    }

    namespace BeginUpdate {

        /** Properties of a BeginUpdate. */
        interface $Properties {

            /** an encoded ImageManifest with a higher number than the firmware that runs */
            manifest?: (Uint8Array|null);

            /** HMAC-SHA256(role key of the session, "ketuk update" 00 manifest || 00 00 00 01) */
            mac?: (Uint8Array|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of BeginUpdate. @internal */
        type $Shape = ketuk.BeginUpdate.$Properties;
    }

    /**
     * Properties of a StoreImage.
     * @deprecated Use ketuk.StoreImage.$Properties instead.
     */
    interface IStoreImage extends ketuk.StoreImage.$Properties {
    }

    /** A piece of the image, in order. */
    class StoreImage {

        /**
         * Constructs a new StoreImage.
         * @param [properties] Properties to set
         */
        constructor(properties?: ketuk.StoreImage.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** UpdateState.received */
        offset: number;

        /** at most 256 bytes; a multiple of 4 unless it is the last */
        data: Uint8Array;

        /**
         * Creates a new StoreImage instance using the specified properties.
         * @param [properties] Properties to set
         * @returns StoreImage instance
         */
        static create(properties: ketuk.StoreImage.$Shape): ketuk.StoreImage & ketuk.StoreImage.$Shape;
        static create(properties?: ketuk.StoreImage.$Properties): ketuk.StoreImage;

        /**
         * Encodes the specified StoreImage message.
         * @param message StoreImage message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: ketuk.StoreImage.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a StoreImage message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {ketuk.StoreImage & ketuk.StoreImage.$Shape} StoreImage
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): ketuk.StoreImage & ketuk.StoreImage.$Shape;
    }

    namespace StoreImage {

        /** Properties of a StoreImage. */
        interface $Properties {

            /** UpdateState.received */
            offset?: (number|null);

            /** at most 256 bytes; a multiple of 4 unless it is the last */
            data?: (Uint8Array|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of StoreImage. @internal */
        type $Shape = ketuk.StoreImage.$Properties;
    }

    /**
     * Properties of a FinishUpdate.
     * @deprecated Use ketuk.FinishUpdate.$Properties instead.
     */
    interface IFinishUpdate extends ketuk.FinishUpdate.$Properties {
    }

    /**
     * The image is complete: it is checked against the manifest, and the reader restarts with it. Where no session is opened and
     * no chip found within three starts, the firmware before comes back. CODE_FOREIGN: not the image of the manifest.
     */
    class FinishUpdate {

        /**
         * Constructs a new FinishUpdate.
         * @param [properties] Properties to set
         */
        constructor(properties?: ketuk.FinishUpdate.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /**
         * Creates a new FinishUpdate instance using the specified properties.
         * @param [properties] Properties to set
         * @returns FinishUpdate instance
         */
        static create(properties: ketuk.FinishUpdate.$Shape): ketuk.FinishUpdate & ketuk.FinishUpdate.$Shape;
        static create(properties?: ketuk.FinishUpdate.$Properties): ketuk.FinishUpdate;

        /**
         * Encodes the specified FinishUpdate message.
         * @param message FinishUpdate message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: ketuk.FinishUpdate.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a FinishUpdate message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {ketuk.FinishUpdate & ketuk.FinishUpdate.$Shape} FinishUpdate
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): ketuk.FinishUpdate & ketuk.FinishUpdate.$Shape;
    }

    namespace FinishUpdate {

        /** Properties of a FinishUpdate. */
        interface $Properties {

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of FinishUpdate. @internal */
        type $Shape = ketuk.FinishUpdate.$Properties;
    }

    /**
     * Properties of an UpdateState.
     * @deprecated Use ketuk.UpdateState.$Properties instead.
     */
    interface IUpdateState extends ketuk.UpdateState.$Properties {
    }

    /** Represents an UpdateState. */
    class UpdateState {

        /**
         * Constructs a new UpdateState.
         * @param [properties] Properties to set
         */
        constructor(properties?: ketuk.UpdateState.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** bytes of the announced image that are in flash */
        received: number;

        /** ImageManifest.number of the announced image */
        number: number;

        /**
         * Creates a new UpdateState instance using the specified properties.
         * @param [properties] Properties to set
         * @returns UpdateState instance
         */
        static create(properties: ketuk.UpdateState.$Shape): ketuk.UpdateState & ketuk.UpdateState.$Shape;
        static create(properties?: ketuk.UpdateState.$Properties): ketuk.UpdateState;

        /**
         * Encodes the specified UpdateState message.
         * @param message UpdateState message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: ketuk.UpdateState.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes an UpdateState message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {ketuk.UpdateState & ketuk.UpdateState.$Shape} UpdateState
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): ketuk.UpdateState & ketuk.UpdateState.$Shape;
    }

    namespace UpdateState {

        /** Properties of an UpdateState. */
        interface $Properties {

            /** bytes of the announced image that are in flash */
            received?: (number|null);

            /** ImageManifest.number of the announced image */
            number?: (number|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of UpdateState. @internal */
        type $Shape = ketuk.UpdateState.$Properties;
    }

    /**
     * Properties of an ImageManifest.
     * @deprecated Use ketuk.ImageManifest.$Properties instead.
     */
    interface IImageManifest extends ketuk.ImageManifest.$Properties {
    }

    /** Says what a firmware image is. Fixed when it is built and signed by its maker; see "Updates" in protocol/README.md. */
    class ImageManifest {

        /**
         * Constructs a new ImageManifest.
         * @param [properties] Properties to set
         */
        constructor(properties?: ketuk.ImageManifest.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** rises with every release */
        number: number;

        /** "1.2.3", for people */
        version: string;

        /** bytes, at most 65,536 */
        size: number;

        /** SHA-256 over the SHA-256 of every 4,096 bytes, the last piece shorter */
        digest: Uint8Array;

        /** names of Board that it runs on; none: all */
        boards: string[];

        /**
         * Creates a new ImageManifest instance using the specified properties.
         * @param [properties] Properties to set
         * @returns ImageManifest instance
         */
        static create(properties: ketuk.ImageManifest.$Shape): ketuk.ImageManifest & ketuk.ImageManifest.$Shape;
        static create(properties?: ketuk.ImageManifest.$Properties): ketuk.ImageManifest;

        /**
         * Encodes the specified ImageManifest message.
         * @param message ImageManifest message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: ketuk.ImageManifest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes an ImageManifest message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {ketuk.ImageManifest & ketuk.ImageManifest.$Shape} ImageManifest
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): ketuk.ImageManifest & ketuk.ImageManifest.$Shape;
    }

    namespace ImageManifest {

        /** Properties of an ImageManifest. */
        interface $Properties {

            /** rises with every release */
            number?: (number|null);

            /** "1.2.3", for people */
            version?: (string|null);

            /** bytes, at most 65,536 */
            size?: (number|null);

            /** SHA-256 over the SHA-256 of every 4,096 bytes, the last piece shorter */
            digest?: (Uint8Array|null);

            /** names of Board that it runs on; none: all */
            boards?: (string[]|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of ImageManifest. @internal */
        type $Shape = ketuk.ImageManifest.$Properties;
    }

    /**
     * Properties of a SignedImage.
     * @deprecated Use ketuk.SignedImage.$Properties instead.
     */
    interface ISignedImage extends ketuk.SignedImage.$Properties {
    }

    /** A file with a firmware image. */
    class SignedImage {

        /**
         * Constructs a new SignedImage.
         * @param [properties] Properties to set
         */
        constructor(properties?: ketuk.SignedImage.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** an encoded ImageManifest, exactly as signed */
        manifest: Uint8Array;

        /** Ed25519 by the maker's release key over "ketuk firmware 1" 00 manifest, 64 bytes */
        signature: Uint8Array;

        /** SignedImage image. */
        image: Uint8Array;

        /**
         * Creates a new SignedImage instance using the specified properties.
         * @param [properties] Properties to set
         * @returns SignedImage instance
         */
        static create(properties: ketuk.SignedImage.$Shape): ketuk.SignedImage & ketuk.SignedImage.$Shape;
        static create(properties?: ketuk.SignedImage.$Properties): ketuk.SignedImage;

        /**
         * Encodes the specified SignedImage message.
         * @param message SignedImage message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: ketuk.SignedImage.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a SignedImage message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {ketuk.SignedImage & ketuk.SignedImage.$Shape} SignedImage
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): ketuk.SignedImage & ketuk.SignedImage.$Shape;
    }

    namespace SignedImage {

        /** Properties of a SignedImage. */
        interface $Properties {

            /** an encoded ImageManifest, exactly as signed */
            manifest?: (Uint8Array|null);

            /** Ed25519 by the maker's release key over "ketuk firmware 1" 00 manifest, 64 bytes */
            signature?: (Uint8Array|null);

            /** SignedImage image */
            image?: (Uint8Array|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of SignedImage. @internal */
        type $Shape = ketuk.SignedImage.$Properties;
    }

    /**
     * Properties of a LendNext.
     * @deprecated Use ketuk.LendNext.$Properties instead.
     */
    interface ILendNext extends ketuk.LendNext.$Properties {
    }

    /**
     * The next card that comes is lent to the host, whatever the policy says of it: no record is made of it unless the host
     * says Finish.
     */
    class LendNext {

        /**
         * Constructs a new LendNext.
         * @param [properties] Properties to set
         */
        constructor(properties?: ketuk.LendNext.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** how long the reader waits for it, at most 60,000; 0 takes the offer back */
        withinMs: number;

        /**
         * Creates a new LendNext instance using the specified properties.
         * @param [properties] Properties to set
         * @returns LendNext instance
         */
        static create(properties: ketuk.LendNext.$Shape): ketuk.LendNext & ketuk.LendNext.$Shape;
        static create(properties?: ketuk.LendNext.$Properties): ketuk.LendNext;

        /**
         * Encodes the specified LendNext message.
         * @param message LendNext message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: ketuk.LendNext.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a LendNext message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {ketuk.LendNext & ketuk.LendNext.$Shape} LendNext
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): ketuk.LendNext & ketuk.LendNext.$Shape;
    }

    namespace LendNext {

        /** Properties of a LendNext. */
        interface $Properties {

            /** how long the reader waits for it, at most 60,000; 0 takes the offer back */
            withinMs?: (number|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of LendNext. @internal */
        type $Shape = ketuk.LendNext.$Properties;
    }

    /**
     * Properties of a SetPolicy.
     * @deprecated Use ketuk.SetPolicy.$Properties instead.
     */
    interface ISetPolicy extends ketuk.SetPolicy.$Properties {
    }

    /** Replaces the acceptance policy. Sealed, so that not everybody with a cable can say which cards are accepted. */
    class SetPolicy {

        /**
         * Constructs a new SetPolicy.
         * @param [properties] Properties to set
         */
        constructor(properties?: ketuk.SetPolicy.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** an encoded AcceptancePolicy with a higher version than the present one */
        policy: Uint8Array;

        /** HMAC-SHA256(policy key, policy || 00 00 00 01) */
        mac: Uint8Array;

        /**
         * Creates a new SetPolicy instance using the specified properties.
         * @param [properties] Properties to set
         * @returns SetPolicy instance
         */
        static create(properties: ketuk.SetPolicy.$Shape): ketuk.SetPolicy & ketuk.SetPolicy.$Shape;
        static create(properties?: ketuk.SetPolicy.$Properties): ketuk.SetPolicy;

        /**
         * Encodes the specified SetPolicy message.
         * @param message SetPolicy message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: ketuk.SetPolicy.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a SetPolicy message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {ketuk.SetPolicy & ketuk.SetPolicy.$Shape} SetPolicy
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): ketuk.SetPolicy & ketuk.SetPolicy.$Shape;
    }

    namespace SetPolicy {

        /** Properties of a SetPolicy. */
        interface $Properties {

            /** an encoded AcceptancePolicy with a higher version than the present one */
            policy?: (Uint8Array|null);

            /** HMAC-SHA256(policy key, policy || 00 00 00 01) */
            mac?: (Uint8Array|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of SetPolicy. @internal */
        type $Shape = ketuk.SetPolicy.$Properties;
    }

    /**
     * Properties of a StoreKeys.
     * @deprecated Use ketuk.StoreKeys.$Properties instead.
     */
    interface IStoreKeys extends ketuk.StoreKeys.$Properties {
    }

    /**
     * Gives the reader other keys: an encoded ReaderConfig in pieces, in order. Only a maintainer may, so the pieces travel
     * enciphered under the maintainer's key; the MAC over the whole is under that key, too. The reader restarts with the new
     * configuration when it has the same reader_id, a higher epoch and sound keys; the first record then is a KeyChange.
     */
    class StoreKeys {

        /**
         * Constructs a new StoreKeys.
         * @param [properties] Properties to set
         */
        constructor(properties?: ketuk.StoreKeys.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** of data in the whole; 0 starts anew */
        offset: number;

        /** at most 256 bytes */
        data: Uint8Array;

        /** with the last piece: HMAC-SHA256(role key of the session, "ketuk keys" 00 whole || 00 00 00 01) */
        mac: Uint8Array;

        /**
         * Creates a new StoreKeys instance using the specified properties.
         * @param [properties] Properties to set
         * @returns StoreKeys instance
         */
        static create(properties: ketuk.StoreKeys.$Shape): ketuk.StoreKeys & ketuk.StoreKeys.$Shape;
        static create(properties?: ketuk.StoreKeys.$Properties): ketuk.StoreKeys;

        /**
         * Encodes the specified StoreKeys message.
         * @param message StoreKeys message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: ketuk.StoreKeys.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a StoreKeys message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {ketuk.StoreKeys & ketuk.StoreKeys.$Shape} StoreKeys
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): ketuk.StoreKeys & ketuk.StoreKeys.$Shape;
    }

    namespace StoreKeys {

        /** Properties of a StoreKeys. */
        interface $Properties {

            /** of data in the whole; 0 starts anew */
            offset?: (number|null);

            /** at most 256 bytes */
            data?: (Uint8Array|null);

            /** with the last piece: HMAC-SHA256(role key of the session, "ketuk keys" 00 whole || 00 00 00 01) */
            mac?: (Uint8Array|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of StoreKeys. @internal */
        type $Shape = ketuk.StoreKeys.$Properties;
    }

    /**
     * Properties of a StoreCoupons.
     * @deprecated Use ketuk.StoreCoupons.$Properties instead.
     */
    interface IStoreCoupons extends ketuk.StoreCoupons.$Properties {
    }

    /**
     * Refills signing coupons: one sector of them in pieces, in order, for the counters after those that the reader has. It
     * takes the place of one that is used up. CODE_BUSY: there is none yet.
     */
    class StoreCoupons {

        /**
         * Constructs a new StoreCoupons.
         * @param [properties] Properties to set
         */
        constructor(properties?: ketuk.StoreCoupons.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** Status.coupons_end */
        firstCounter: number;

        /** of data in the sector; 48 starts it, the reader writes the head itself, after the last piece */
        offset: number;

        /** at most 256 bytes */
        data: Uint8Array;

        /**
         * Creates a new StoreCoupons instance using the specified properties.
         * @param [properties] Properties to set
         * @returns StoreCoupons instance
         */
        static create(properties: ketuk.StoreCoupons.$Shape): ketuk.StoreCoupons & ketuk.StoreCoupons.$Shape;
        static create(properties?: ketuk.StoreCoupons.$Properties): ketuk.StoreCoupons;

        /**
         * Encodes the specified StoreCoupons message.
         * @param message StoreCoupons message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: ketuk.StoreCoupons.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a StoreCoupons message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {ketuk.StoreCoupons & ketuk.StoreCoupons.$Shape} StoreCoupons
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): ketuk.StoreCoupons & ketuk.StoreCoupons.$Shape;
    }

    namespace StoreCoupons {

        /** Properties of a StoreCoupons. */
        interface $Properties {

            /** Status.coupons_end */
            firstCounter?: (number|null);

            /** of data in the sector; 48 starts it, the reader writes the head itself, after the last piece */
            offset?: (number|null);

            /** at most 256 bytes */
            data?: (Uint8Array|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of StoreCoupons. @internal */
        type $Shape = ketuk.StoreCoupons.$Properties;
    }

    /**
     * Properties of a StoreMembers.
     * @deprecated Use ketuk.StoreMembers.$Properties instead.
     */
    interface IStoreMembers extends ketuk.StoreMembers.$Properties {
    }

    /**
     * Writes into one bucket of the members that a gate lets through; see "Gates" in protocol/README.md. Writing can only clear
     * bits, as flash does. CODE_FLASH: the bucket does not hold the data afterwards, or the reader has no room for members.
     */
    class StoreMembers {

        /**
         * Constructs a new StoreMembers.
         * @param [properties] Properties to set
         */
        constructor(properties?: ketuk.StoreMembers.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** 0 to 127 */
        bucket: number;

        /** of data in the bucket, 0 to 4,095 */
        offset: number;

        /** at most 400 bytes */
        data: Uint8Array;

        /** sets the bucket to FF before; nobody of it passes until its first four bytes are written */
        erase: boolean;

        /**
         * Creates a new StoreMembers instance using the specified properties.
         * @param [properties] Properties to set
         * @returns StoreMembers instance
         */
        static create(properties: ketuk.StoreMembers.$Shape): ketuk.StoreMembers & ketuk.StoreMembers.$Shape;
        static create(properties?: ketuk.StoreMembers.$Properties): ketuk.StoreMembers;

        /**
         * Encodes the specified StoreMembers message.
         * @param message StoreMembers message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: ketuk.StoreMembers.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a StoreMembers message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {ketuk.StoreMembers & ketuk.StoreMembers.$Shape} StoreMembers
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): ketuk.StoreMembers & ketuk.StoreMembers.$Shape;
    }

    namespace StoreMembers {

        /** Properties of a StoreMembers. */
        interface $Properties {

            /** 0 to 127 */
            bucket?: (number|null);

            /** of data in the bucket, 0 to 4,095 */
            offset?: (number|null);

            /** at most 400 bytes */
            data?: (Uint8Array|null);

            /** sets the bucket to FF before; nobody of it passes until its first four bytes are written */
            erase?: (boolean|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of StoreMembers. @internal */
        type $Shape = ketuk.StoreMembers.$Properties;
    }

    /**
     * Properties of a GetMembers.
     * @deprecated Use ketuk.GetMembers.$Properties instead.
     */
    interface IGetMembers extends ketuk.GetMembers.$Properties {
    }

    /** What do the buckets hold? */
    class GetMembers {

        /**
         * Constructs a new GetMembers.
         * @param [properties] Properties to set
         */
        constructor(properties?: ketuk.GetMembers.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** 0 to 127 */
        firstBucket: number;

        /**
         * Creates a new GetMembers instance using the specified properties.
         * @param [properties] Properties to set
         * @returns GetMembers instance
         */
        static create(properties: ketuk.GetMembers.$Shape): ketuk.GetMembers & ketuk.GetMembers.$Shape;
        static create(properties?: ketuk.GetMembers.$Properties): ketuk.GetMembers;

        /**
         * Encodes the specified GetMembers message.
         * @param message GetMembers message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: ketuk.GetMembers.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a GetMembers message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {ketuk.GetMembers & ketuk.GetMembers.$Shape} GetMembers
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): ketuk.GetMembers & ketuk.GetMembers.$Shape;
    }

    namespace GetMembers {

        /** Properties of a GetMembers. */
        interface $Properties {

            /** 0 to 127 */
            firstBucket?: (number|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of GetMembers. @internal */
        type $Shape = ketuk.GetMembers.$Properties;
    }

    /**
     * Properties of a Members.
     * @deprecated Use ketuk.Members.$Properties instead.
     */
    interface IMembers extends ketuk.Members.$Properties {
    }

    /** Represents a Members. */
    class Members {

        /**
         * Constructs a new Members.
         * @param [properties] Properties to set
         */
        constructor(properties?: ketuk.Members.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** CRC-32 (4 bytes, big endian) over all 4,096 bytes of up to 16 buckets, from first_bucket on */
        digests: Uint8Array;

        /**
         * Creates a new Members instance using the specified properties.
         * @param [properties] Properties to set
         * @returns Members instance
         */
        static create(properties: ketuk.Members.$Shape): ketuk.Members & ketuk.Members.$Shape;
        static create(properties?: ketuk.Members.$Properties): ketuk.Members;

        /**
         * Encodes the specified Members message.
         * @param message Members message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: ketuk.Members.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a Members message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {ketuk.Members & ketuk.Members.$Shape} Members
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): ketuk.Members & ketuk.Members.$Shape;
    }

    namespace Members {

        /** Properties of a Members. */
        interface $Properties {

            /** CRC-32 (4 bytes, big endian) over all 4,096 bytes of up to 16 buckets, from first_bucket on */
            digests?: (Uint8Array|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of Members. @internal */
        type $Shape = ketuk.Members.$Properties;
    }

    /**
     * Properties of a FactoryReset.
     * @deprecated Use ketuk.FactoryReset.$Properties instead.
     */
    interface IFactoryReset extends ketuk.FactoryReset.$Properties {
    }

    /**
     * Takes keys, policy and journal away: back to lab state. Only with BOOT held, so that somebody is there; only with an
     * empty journal unless forced. The last record of the chain says so. The counter goes on: no number is used twice.
     */
    class FactoryReset {

        /**
         * Constructs a new FactoryReset.
         * @param [properties] Properties to set
         */
        constructor(properties?: ketuk.FactoryReset.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** gives up records that nobody has acknowledged */
        force: boolean;

        /**
         * Creates a new FactoryReset instance using the specified properties.
         * @param [properties] Properties to set
         * @returns FactoryReset instance
         */
        static create(properties: ketuk.FactoryReset.$Shape): ketuk.FactoryReset & ketuk.FactoryReset.$Shape;
        static create(properties?: ketuk.FactoryReset.$Properties): ketuk.FactoryReset;

        /**
         * Encodes the specified FactoryReset message.
         * @param message FactoryReset message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: ketuk.FactoryReset.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a FactoryReset message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {ketuk.FactoryReset & ketuk.FactoryReset.$Shape} FactoryReset
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): ketuk.FactoryReset & ketuk.FactoryReset.$Shape;
    }

    namespace FactoryReset {

        /** Properties of a FactoryReset. */
        interface $Properties {

            /** gives up records that nobody has acknowledged */
            force?: (boolean|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of FactoryReset. @internal */
        type $Shape = ketuk.FactoryReset.$Properties;
    }

    /**
     * Properties of an Exchange.
     * @deprecated Use ketuk.Exchange.$Properties instead.
     */
    interface IExchange extends ketuk.Exchange.$Properties {
    }

    /** Sends an APDU to the card that is lent to the host (profile with host_held), at most 250 bytes. */
    class Exchange {

        /**
         * Constructs a new Exchange.
         * @param [properties] Properties to set
         */
        constructor(properties?: ketuk.Exchange.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** Exchange apdu. */
        apdu: Uint8Array;

        /** a frame for a card without ISO 14443-4: sent as it is, CRC_A added and checked by the reader */
        raw: boolean;

        /**
         * Creates a new Exchange instance using the specified properties.
         * @param [properties] Properties to set
         * @returns Exchange instance
         */
        static create(properties: ketuk.Exchange.$Shape): ketuk.Exchange & ketuk.Exchange.$Shape;
        static create(properties?: ketuk.Exchange.$Properties): ketuk.Exchange;

        /**
         * Encodes the specified Exchange message.
         * @param message Exchange message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: ketuk.Exchange.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes an Exchange message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {ketuk.Exchange & ketuk.Exchange.$Shape} Exchange
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): ketuk.Exchange & ketuk.Exchange.$Shape;
    }

    namespace Exchange {

        /** Properties of an Exchange. */
        interface $Properties {

            /** Exchange apdu */
            apdu?: (Uint8Array|null);

            /** a frame for a card without ISO 14443-4: sent as it is, CRC_A added and checked by the reader */
            raw?: (boolean|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of Exchange. @internal */
        type $Shape = ketuk.Exchange.$Properties;
    }

    /**
     * Properties of an Exchanged.
     * @deprecated Use ketuk.Exchanged.$Properties instead.
     */
    interface IExchanged extends ketuk.Exchanged.$Properties {
    }

    /** What the card answered. */
    class Exchanged {

        /**
         * Constructs a new Exchanged.
         * @param [properties] Properties to set
         */
        constructor(properties?: ketuk.Exchanged.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** Exchanged apdu. */
        apdu: Uint8Array;

        /**
         * Creates a new Exchanged instance using the specified properties.
         * @param [properties] Properties to set
         * @returns Exchanged instance
         */
        static create(properties: ketuk.Exchanged.$Shape): ketuk.Exchanged & ketuk.Exchanged.$Shape;
        static create(properties?: ketuk.Exchanged.$Properties): ketuk.Exchanged;

        /**
         * Encodes the specified Exchanged message.
         * @param message Exchanged message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: ketuk.Exchanged.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes an Exchanged message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {ketuk.Exchanged & ketuk.Exchanged.$Shape} Exchanged
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): ketuk.Exchanged & ketuk.Exchanged.$Shape;
    }

    namespace Exchanged {

        /** Properties of an Exchanged. */
        interface $Properties {

            /** Exchanged apdu */
            apdu?: (Uint8Array|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of Exchanged. @internal */
        type $Shape = ketuk.Exchanged.$Properties;
    }

    /**
     * Properties of a Finish.
     * @deprecated Use ketuk.Finish.$Properties instead.
     */
    interface IFinish extends ketuk.Finish.$Properties {
    }

    /** Ends the loan. The reader makes the record and says in it that the host did the proving. */
    class Finish {

        /**
         * Constructs a new Finish.
         * @param [properties] Properties to set
         */
        constructor(properties?: ketuk.Finish.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** Finish accepted. */
        accepted: boolean;

        /** what the host has read, at most 64 bytes; goes into the record as the host's word */
        credential: Uint8Array;

        /**
         * Creates a new Finish instance using the specified properties.
         * @param [properties] Properties to set
         * @returns Finish instance
         */
        static create(properties: ketuk.Finish.$Shape): ketuk.Finish & ketuk.Finish.$Shape;
        static create(properties?: ketuk.Finish.$Properties): ketuk.Finish;

        /**
         * Encodes the specified Finish message.
         * @param message Finish message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: ketuk.Finish.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a Finish message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {ketuk.Finish & ketuk.Finish.$Shape} Finish
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): ketuk.Finish & ketuk.Finish.$Shape;
    }

    namespace Finish {

        /** Properties of a Finish. */
        interface $Properties {

            /** Finish accepted */
            accepted?: (boolean|null);

            /** what the host has read, at most 64 bytes; goes into the record as the host's word */
            credential?: (Uint8Array|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of Finish. @internal */
        type $Shape = ketuk.Finish.$Properties;
    }

    /**
     * Properties of a Status.
     * @deprecated Use ketuk.Status.$Properties instead.
     */
    interface IStatus extends ketuk.Status.$Properties {
    }

    /** Counters since the start and the state of the parts. Every counter only rises. */
    class Status {

        /**
         * Constructs a new Status.
         * @param [properties] Properties to set
         */
        constructor(properties?: ketuk.Status.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** Status uptimeMs. */
        uptimeMs: (number|Long);

        /** Status chipVersion. */
        chipVersion: number;

        /** looks into the field */
        polls: number;

        /** records made for cards */
        taps: number;

        /** cards that left before the reader was done */
        removedEarly: number;

        /** presentations refused because more than one card answered */
        severalCards: number;

        /** exchanges with a card that failed after all retries */
        radioFaults: number;

        /** times the chip had to be set up again */
        chipFaults: number;

        /** good frames from the host */
        framesIn: number;

        /** frames dropped: checksum, length, escape or content */
        framesBad: number;

        /** records not yet acknowledged */
        pending: number;

        /** taps refused because no room was left for their record */
        refusedFull: number;

        /** JsVars free on the board */
        memoryFree: number;

        /** the reader's wall clock; 0 when it does not know the time */
        wallMs: (number|Long);

        /** chip_faults answered by writing the registers anew */
        chipReinits: number;

        /** chip_faults answered by a hard reset */
        chipResets: number;

        /** records made since the start, of all kinds */
        records: number;

        /** refused cards of which no record was made: that many would fill the journal with junk */
        unrecorded: number;

        /** records dropped unacknowledged because the journal was full (OVERFLOW_DROP_OLDEST) */
        dropped: number;

        /** size of the journal in flash */
        journalBytes: (number|Long);

        /** bytes of it that further records can take */
        journalFree: (number|Long);

        /** sectors erased since the start */
        journalErases: number;

        /** sectors that failed and are not used any more */
        journalRetired: number;

        /** requests refused because of the session's role */
        forbidden: number;

        /** Opens with a wrong authenticator, and frames within a session that were not genuine */
        rejected: number;

        /** records that can still be signed; 0 where the reader signs none */
        couponsLeft: number;

        /** records sent without a signature although the reader signs */
        unsignedRecords: number;

        /** first counter for which there is no coupon; StoreCoupons goes on there */
        couponsEnd: number;

        /** Status door. */
        door: ketuk.Door;

        /** bytes free in Storage */
        storageFree: number;

        /** UpdateState.received of an update that waits for its end; 0 for none */
        updateReceived: number;

        /**
         * Creates a new Status instance using the specified properties.
         * @param [properties] Properties to set
         * @returns Status instance
         */
        static create(properties: ketuk.Status.$Shape): ketuk.Status & ketuk.Status.$Shape;
        static create(properties?: ketuk.Status.$Properties): ketuk.Status;

        /**
         * Encodes the specified Status message.
         * @param message Status message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: ketuk.Status.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a Status message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {ketuk.Status & ketuk.Status.$Shape} Status
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): ketuk.Status & ketuk.Status.$Shape;
    }

    namespace Status {

        /** Properties of a Status. */
        interface $Properties {

            /** Status uptimeMs */
            uptimeMs?: (number|Long|null);

            /** Status chipVersion */
            chipVersion?: (number|null);

            /** looks into the field */
            polls?: (number|null);

            /** records made for cards */
            taps?: (number|null);

            /** cards that left before the reader was done */
            removedEarly?: (number|null);

            /** presentations refused because more than one card answered */
            severalCards?: (number|null);

            /** exchanges with a card that failed after all retries */
            radioFaults?: (number|null);

            /** times the chip had to be set up again */
            chipFaults?: (number|null);

            /** good frames from the host */
            framesIn?: (number|null);

            /** frames dropped: checksum, length, escape or content */
            framesBad?: (number|null);

            /** records not yet acknowledged */
            pending?: (number|null);

            /** taps refused because no room was left for their record */
            refusedFull?: (number|null);

            /** JsVars free on the board */
            memoryFree?: (number|null);

            /** the reader's wall clock; 0 when it does not know the time */
            wallMs?: (number|Long|null);

            /** chip_faults answered by writing the registers anew */
            chipReinits?: (number|null);

            /** chip_faults answered by a hard reset */
            chipResets?: (number|null);

            /** records made since the start, of all kinds */
            records?: (number|null);

            /** refused cards of which no record was made: that many would fill the journal with junk */
            unrecorded?: (number|null);

            /** records dropped unacknowledged because the journal was full (OVERFLOW_DROP_OLDEST) */
            dropped?: (number|null);

            /** size of the journal in flash */
            journalBytes?: (number|Long|null);

            /** bytes of it that further records can take */
            journalFree?: (number|Long|null);

            /** sectors erased since the start */
            journalErases?: (number|null);

            /** sectors that failed and are not used any more */
            journalRetired?: (number|null);

            /** requests refused because of the session's role */
            forbidden?: (number|null);

            /** Opens with a wrong authenticator, and frames within a session that were not genuine */
            rejected?: (number|null);

            /** records that can still be signed; 0 where the reader signs none */
            couponsLeft?: (number|null);

            /** records sent without a signature although the reader signs */
            unsignedRecords?: (number|null);

            /** first counter for which there is no coupon; StoreCoupons goes on there */
            couponsEnd?: (number|null);

            /** Status door */
            door?: (ketuk.Door|null);

            /** bytes free in Storage */
            storageFree?: (number|null);

            /** UpdateState.received of an update that waits for its end; 0 for none */
            updateReceived?: (number|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of Status. @internal */
        type $Shape = ketuk.Status.$Properties;
    }

    /** What the door contact says. */
    enum Door {

        /** none is wired */
        DOOR_UNKNOWN = 0,

        /** DOOR_CLOSED value */
        DOOR_CLOSED = 1,

        /** DOOR_OPEN value */
        DOOR_OPEN = 2
    }

    /**
     * Properties of a Notice.
     * @deprecated Use ketuk.Notice.$Properties instead.
     */
    interface INotice extends ketuk.Notice.$Properties {
    }

    /** Something the host may want to know at once. Not sealed, not kept, never a basis for a decision. */
    class Notice {

        /**
         * Constructs a new Notice.
         * @param [properties] Properties to set
         */
        constructor(properties?: ketuk.Notice.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** Notice kind. */
        kind: ketuk.NoticeKind;

        /** with NOTICE_KIND_FAULT */
        fault: ketuk.Fault;

        /** of the chip's faults: VersionReg as read; NOTICE_KIND_CARD_REMOVED: counter of its record or 0 */
        value: number;

        /** 0: not told, as of NOTICE_KIND_CARD_ARRIVED where that was made before the card came */
        uptimeMs: (number|Long);

        /** NOTICE_KIND_CARD_LENT: the card's UID, for the diversification of its key */
        uid: Uint8Array;

        /** NOTICE_KIND_CARD_LENT: 1-based index of the profile */
        profile: number;

        /** with NOTICE_KIND_FAULT: what the reader does about it */
        remedy: ketuk.Remedy;

        /** NOTICE_KIND_CARD_LENT: as in Tap */
        atqa: Uint8Array;

        /** NOTICE_KIND_CARD_LENT */
        sak: number;

        /** NOTICE_KIND_CARD_LENT: empty for cards without ISO 14443-4, which take Exchange.raw only */
        ats: Uint8Array;

        /**
         * Creates a new Notice instance using the specified properties.
         * @param [properties] Properties to set
         * @returns Notice instance
         */
        static create(properties: ketuk.Notice.$Shape): ketuk.Notice & ketuk.Notice.$Shape;
        static create(properties?: ketuk.Notice.$Properties): ketuk.Notice;

        /**
         * Encodes the specified Notice message.
         * @param message Notice message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: ketuk.Notice.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a Notice message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {ketuk.Notice & ketuk.Notice.$Shape} Notice
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): ketuk.Notice & ketuk.Notice.$Shape;
    }

    namespace Notice {

        /** Properties of a Notice. */
        interface $Properties {

            /** Notice kind */
            kind?: (ketuk.NoticeKind|null);

            /** with NOTICE_KIND_FAULT */
            fault?: (ketuk.Fault|null);

            /** of the chip's faults: VersionReg as read; NOTICE_KIND_CARD_REMOVED: counter of its record or 0 */
            value?: (number|null);

            /** 0: not told, as of NOTICE_KIND_CARD_ARRIVED where that was made before the card came */
            uptimeMs?: (number|Long|null);

            /** NOTICE_KIND_CARD_LENT: the card's UID, for the diversification of its key */
            uid?: (Uint8Array|null);

            /** NOTICE_KIND_CARD_LENT: 1-based index of the profile */
            profile?: (number|null);

            /** with NOTICE_KIND_FAULT: what the reader does about it */
            remedy?: (ketuk.Remedy|null);

            /** NOTICE_KIND_CARD_LENT: as in Tap */
            atqa?: (Uint8Array|null);

            /** NOTICE_KIND_CARD_LENT */
            sak?: (number|null);

            /** NOTICE_KIND_CARD_LENT: empty for cards without ISO 14443-4, which take Exchange.raw only */
            ats?: (Uint8Array|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of Notice. @internal */
        type $Shape = ketuk.Notice.$Properties;
    }

    /** NoticeKind enum. */
    enum NoticeKind {

        /** NOTICE_KIND_NONE value */
        NOTICE_KIND_NONE = 0,

        /** NOTICE_KIND_CARD_ARRIVED value */
        NOTICE_KIND_CARD_ARRIVED = 1,

        /** NOTICE_KIND_CARD_REMOVED value */
        NOTICE_KIND_CARD_REMOVED = 2,

        /** the card left before it was read: no record was made */
        NOTICE_KIND_REMOVED_EARLY = 3,

        /** more than one card in the field: no record was made */
        NOTICE_KIND_SEVERAL_CARDS = 4,

        /** NOTICE_KIND_FAULT value */
        NOTICE_KIND_FAULT = 5,

        /** NOTICE_KIND_FAULT_CLEARED value */
        NOTICE_KIND_FAULT_CLEARED = 6,

        /** no room for another record until the host acknowledges */
        NOTICE_KIND_FULL = 7,

        /** a card waits for the host's Exchange; for 2 s after the last one */
        NOTICE_KIND_CARD_LENT = 8,

        /** NOTICE_KIND_DOOR_OPENED value */
        NOTICE_KIND_DOOR_OPENED = 9,

        /** NOTICE_KIND_DOOR_CLOSED value */
        NOTICE_KIND_DOOR_CLOSED = 10,

        /** the door has been open for longer than Board.door_limit_ms */
        NOTICE_KIND_DOOR_HELD = 11
    }

    /** Fault enum. */
    enum Fault {

        /** FAULT_NONE value */
        FAULT_NONE = 0,

        /** the chip reads 00 or FF: no power, wrong wires, RST held low */
        FAULT_CHIP_SILENT = 1,

        /** the chip answers but does not keep its registers: no MFRC522, or a loose wire */
        FAULT_CHIP_FOREIGN = 2,

        /** registers changed by themselves: power dips, long wires */
        FAULT_CHIP_LOST = 3,

        /** counter or journal cannot be stored: no taps are accepted */
        FAULT_FLASH = 4,

        /** the stored configuration is missing or damaged: lab state */
        FAULT_CONFIG = 5,

        /** the interpreter ran out of memory or stack */
        FAULT_INTERPRETER = 6,

        /** a sector of the journal failed and is not used any more; value: sectors left */
        FAULT_FLASH_WORN = 7,

        /** the generator of random numbers fails its test: no session is opened, no card taken */
        FAULT_RANDOM = 8,

        /** signing coupons run low (a fifth, a twentieth) or out; value: how many are left */
        FAULT_COUPONS = 9,

        /** somebody held BOOT: the line belongs to the interpreter's console until the next start */
        FAULT_CONSOLE = 10
    }

    /** What the reader does about a fault of the chip, one step after the other until one helps. */
    enum Remedy {

        /** REMEDY_NONE value */
        REMEDY_NONE = 0,

        /** registers written anew, antenna switched on again */
        REMEDY_REINIT = 1,

        /** reset line pulsed, then the same */
        REMEDY_HARD_RESET = 2,

        /** the board restarts */
        REMEDY_REBOOT = 3
    }

    /**
     * Properties of a SealedRecord.
     * @deprecated Use ketuk.SealedRecord.$Properties instead.
     */
    interface ISealedRecord extends ketuk.SealedRecord.$Properties {
    }

    /** A record, exactly as sealed. Verification uses these bytes and never encodes again. */
    class SealedRecord {

        /**
         * Constructs a new SealedRecord.
         * @param [properties] Properties to set
         */
        constructor(properties?: ketuk.SealedRecord.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** an encoded Record */
        record: Uint8Array;

        /** HMAC-SHA256(tap key, record || 00 00 00 01), 32 bytes; empty in lab state */
        mac: Uint8Array;

        /** Ed25519 over record, 64 bytes; empty where the reader holds no signing coupon for it */
        signature: Uint8Array;

        /**
         * Creates a new SealedRecord instance using the specified properties.
         * @param [properties] Properties to set
         * @returns SealedRecord instance
         */
        static create(properties: ketuk.SealedRecord.$Shape): ketuk.SealedRecord & ketuk.SealedRecord.$Shape;
        static create(properties?: ketuk.SealedRecord.$Properties): ketuk.SealedRecord;

        /**
         * Encodes the specified SealedRecord message.
         * @param message SealedRecord message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: ketuk.SealedRecord.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a SealedRecord message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {ketuk.SealedRecord & ketuk.SealedRecord.$Shape} SealedRecord
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): ketuk.SealedRecord & ketuk.SealedRecord.$Shape;
    }

    namespace SealedRecord {

        /** Properties of a SealedRecord. */
        interface $Properties {

            /** an encoded Record */
            record?: (Uint8Array|null);

            /** HMAC-SHA256(tap key, record || 00 00 00 01), 32 bytes; empty in lab state */
            mac?: (Uint8Array|null);

            /** Ed25519 over record, 64 bytes; empty where the reader holds no signing coupon for it */
            signature?: (Uint8Array|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of SealedRecord. @internal */
        type $Shape = ketuk.SealedRecord.$Properties;
    }

    /**
     * Properties of a Certificate.
     * @deprecated Use ketuk.Certificate.$Properties instead.
     */
    interface ICertificate extends ketuk.Certificate.$Properties {
    }

    /** Says whose key signs records. Made by the fleet, public, no secret in it; see "Signatures" in protocol/README.md. */
    class Certificate {

        /**
         * Constructs a new Certificate.
         * @param [properties] Properties to set
         */
        constructor(properties?: ketuk.Certificate.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** an encoded CertificateBody, exactly as signed */
        body: Uint8Array;

        /** Ed25519 by the fleet's key over "ketuk certificate 1" 00 body, 64 bytes */
        signature: Uint8Array;

        /**
         * Creates a new Certificate instance using the specified properties.
         * @param [properties] Properties to set
         * @returns Certificate instance
         */
        static create(properties: ketuk.Certificate.$Shape): ketuk.Certificate & ketuk.Certificate.$Shape;
        static create(properties?: ketuk.Certificate.$Properties): ketuk.Certificate;

        /**
         * Encodes the specified Certificate message.
         * @param message Certificate message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: ketuk.Certificate.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a Certificate message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {ketuk.Certificate & ketuk.Certificate.$Shape} Certificate
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): ketuk.Certificate & ketuk.Certificate.$Shape;
    }

    namespace Certificate {

        /** Properties of a Certificate. */
        interface $Properties {

            /** an encoded CertificateBody, exactly as signed */
            body?: (Uint8Array|null);

            /** Ed25519 by the fleet's key over "ketuk certificate 1" 00 body, 64 bytes */
            signature?: (Uint8Array|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of Certificate. @internal */
        type $Shape = ketuk.Certificate.$Properties;
    }

    /**
     * Properties of a CertificateBody.
     * @deprecated Use ketuk.CertificateBody.$Properties instead.
     */
    interface ICertificateBody extends ketuk.CertificateBody.$Properties {
    }

    /** Represents a CertificateBody. */
    class CertificateBody {

        /**
         * Constructs a new CertificateBody.
         * @param [properties] Properties to set
         */
        constructor(properties?: ketuk.CertificateBody.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** CertificateBody readerId. */
        readerId: string;

        /** Ed25519, 32 bytes */
        publicKey: Uint8Array;

        /** milliseconds since 1970 UTC */
        notBeforeMs: (number|Long);

        /** CertificateBody notAfterMs. */
        notAfterMs: (number|Long);

        /**
         * Creates a new CertificateBody instance using the specified properties.
         * @param [properties] Properties to set
         * @returns CertificateBody instance
         */
        static create(properties: ketuk.CertificateBody.$Shape): ketuk.CertificateBody & ketuk.CertificateBody.$Shape;
        static create(properties?: ketuk.CertificateBody.$Properties): ketuk.CertificateBody;

        /**
         * Encodes the specified CertificateBody message.
         * @param message CertificateBody message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: ketuk.CertificateBody.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a CertificateBody message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {ketuk.CertificateBody & ketuk.CertificateBody.$Shape} CertificateBody
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): ketuk.CertificateBody & ketuk.CertificateBody.$Shape;
    }

    namespace CertificateBody {

        /** Properties of a CertificateBody. */
        interface $Properties {

            /** CertificateBody readerId */
            readerId?: (string|null);

            /** Ed25519, 32 bytes */
            publicKey?: (Uint8Array|null);

            /** milliseconds since 1970 UTC */
            notBeforeMs?: (number|Long|null);

            /** CertificateBody notAfterMs */
            notAfterMs?: (number|Long|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of CertificateBody. @internal */
        type $Shape = ketuk.CertificateBody.$Properties;
    }

    /**
     * Properties of a Record.
     * @deprecated Use ketuk.Record.$Properties instead.
     */
    interface IRecord extends ketuk.Record.$Properties {
    }

    /** One link of the reader's chain. */
    class Record {

        /**
         * Constructs a new Record.
         * @param [properties] Properties to set
         */
        constructor(properties?: ketuk.Record.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** Record readerId. */
        readerId: string;

        /** Record epoch. */
        epoch: number;

        /** rises by at least 1 with every record, never repeats, survives power loss */
        counter: number;

        /** Record boot. */
        boot: number;

        /** since the start of this boot, monotonic */
        uptimeMs: (number|Long);

        /** 0 when the reader does not know the time */
        wallMs: (number|Long);

        /** Record wallSource. */
        wallSource: ketuk.ClockSource;

        /** SHA-256 of the record before, 32 bytes; empty only in the first record of a journal */
        previous: Uint8Array;

        /** of the tap key that seals this record */
        keyVersion: number;

        /** Record tap. */
        tap?: (ketuk.Tap.$Properties|null);

        /** Record bootRecord. */
        bootRecord?: (ketuk.Boot.$Properties|null);

        /** Record timeSet. */
        timeSet?: (ketuk.TimeSet.$Properties|null);

        /** Record gap. */
        gap?: (ketuk.Gap.$Properties|null);

        /** Record fault. */
        fault?: (ketuk.FaultReport.$Properties|null);

        /** Record keyChange. */
        keyChange?: (ketuk.KeyChange.$Properties|null);

        /** Record forbidden. */
        forbidden?: (ketuk.ForbiddenRequest.$Properties|null);

        /** Record farewell. */
        farewell?: (ketuk.Farewell.$Properties|null);

        /** Record firmwareChange. */
        firmwareChange?: (ketuk.FirmwareChange.$Properties|null);

        /** Record what. */
        what?: ("tap"|"bootRecord"|"timeSet"|"gap"|"fault"|"keyChange"|"forbidden"|"farewell"|"firmwareChange");

        /**
         * Creates a new Record instance using the specified properties.
         * @param [properties] Properties to set
         * @returns Record instance
         */
        static create(properties: ketuk.Record.$Shape): ketuk.Record & ketuk.Record.$Shape;
        static create(properties?: ketuk.Record.$Properties): ketuk.Record;

        /**
         * Encodes the specified Record message.
         * @param message Record message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: ketuk.Record.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a Record message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {ketuk.Record & ketuk.Record.$Shape} Record
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): ketuk.Record & ketuk.Record.$Shape;
    }

    namespace Record {

        /** Properties of a Record. */
        interface $Properties {

            /** Record readerId */
            readerId?: (string|null);

            /** Record epoch */
            epoch?: (number|null);

            /** rises by at least 1 with every record, never repeats, survives power loss */
            counter?: (number|null);

            /** Record boot */
            boot?: (number|null);

            /** since the start of this boot, monotonic */
            uptimeMs?: (number|Long|null);

            /** 0 when the reader does not know the time */
            wallMs?: (number|Long|null);

            /** Record wallSource */
            wallSource?: (ketuk.ClockSource|null);

            /** SHA-256 of the record before, 32 bytes; empty only in the first record of a journal */
            previous?: (Uint8Array|null);

            /** of the tap key that seals this record */
            keyVersion?: (number|null);

            /** Record tap */
            tap?: (ketuk.Tap.$Properties|null);

            /** Record bootRecord */
            bootRecord?: (ketuk.Boot.$Properties|null);

            /** Record timeSet */
            timeSet?: (ketuk.TimeSet.$Properties|null);

            /** Record gap */
            gap?: (ketuk.Gap.$Properties|null);

            /** Record fault */
            fault?: (ketuk.FaultReport.$Properties|null);

            /** Record keyChange */
            keyChange?: (ketuk.KeyChange.$Properties|null);

            /** Record forbidden */
            forbidden?: (ketuk.ForbiddenRequest.$Properties|null);

            /** Record farewell */
            farewell?: (ketuk.Farewell.$Properties|null);

            /** Record firmwareChange */
            firmwareChange?: (ketuk.FirmwareChange.$Properties|null);

            /** Record what */
            what?: ("tap"|"bootRecord"|"timeSet"|"gap"|"fault"|"keyChange"|"forbidden"|"farewell"|"firmwareChange");

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Narrowed shape of Record. @internal */
        type $Shape = {
          readerId?: string|null;
          epoch?: number|null;
          counter?: number|null;
          boot?: number|null;
          uptimeMs?: number|Long|null;
          wallMs?: number|Long|null;
          wallSource?: ketuk.ClockSource|null;
          previous?: Uint8Array|null;
          keyVersion?: number|null;
          tap?: ketuk.Tap.$Shape|null;
          bootRecord?: ketuk.Boot.$Shape|null;
          timeSet?: ketuk.TimeSet.$Shape|null;
          gap?: ketuk.Gap.$Shape|null;
          fault?: ketuk.FaultReport.$Shape|null;
          keyChange?: ketuk.KeyChange.$Shape|null;
          forbidden?: ketuk.ForbiddenRequest.$Shape|null;
          farewell?: ketuk.Farewell.$Shape|null;
          firmwareChange?: ketuk.FirmwareChange.$Shape|null;
          $unknowns?: Uint8Array[];
        } & (
          ({ what?: undefined; tap?: null; bootRecord?: null; timeSet?: null; gap?: null; fault?: null; keyChange?: null; forbidden?: null; farewell?: null; firmwareChange?: null }|{ what?: "tap"; tap: ketuk.Tap.$Shape; bootRecord?: null; timeSet?: null; gap?: null; fault?: null; keyChange?: null; forbidden?: null; farewell?: null; firmwareChange?: null }|{ what?: "bootRecord"; tap?: null; bootRecord: ketuk.Boot.$Shape; timeSet?: null; gap?: null; fault?: null; keyChange?: null; forbidden?: null; farewell?: null; firmwareChange?: null }|{ what?: "timeSet"; tap?: null; bootRecord?: null; timeSet: ketuk.TimeSet.$Shape; gap?: null; fault?: null; keyChange?: null; forbidden?: null; farewell?: null; firmwareChange?: null }|{ what?: "gap"; tap?: null; bootRecord?: null; timeSet?: null; gap: ketuk.Gap.$Shape; fault?: null; keyChange?: null; forbidden?: null; farewell?: null; firmwareChange?: null }|{ what?: "fault"; tap?: null; bootRecord?: null; timeSet?: null; gap?: null; fault: ketuk.FaultReport.$Shape; keyChange?: null; forbidden?: null; farewell?: null; firmwareChange?: null }|{ what?: "keyChange"; tap?: null; bootRecord?: null; timeSet?: null; gap?: null; fault?: null; keyChange: ketuk.KeyChange.$Shape; forbidden?: null; farewell?: null; firmwareChange?: null }|{ what?: "forbidden"; tap?: null; bootRecord?: null; timeSet?: null; gap?: null; fault?: null; keyChange?: null; forbidden: ketuk.ForbiddenRequest.$Shape; farewell?: null; firmwareChange?: null }|{ what?: "farewell"; tap?: null; bootRecord?: null; timeSet?: null; gap?: null; fault?: null; keyChange?: null; forbidden?: null; farewell: ketuk.Farewell.$Shape; firmwareChange?: null }|{ what?: "firmwareChange"; tap?: null; bootRecord?: null; timeSet?: null; gap?: null; fault?: null; keyChange?: null; forbidden?: null; farewell?: null; firmwareChange: ketuk.FirmwareChange.$Shape })
        );
    }

    /** ClockSource enum. */
    enum ClockSource {

        /** CLOCK_SOURCE_NONE value */
        CLOCK_SOURCE_NONE = 0,

        /** set by the host over the session */
        CLOCK_SOURCE_HOST = 1
    }

    /**
     * Properties of a RecordHead.
     * @deprecated Use ketuk.RecordHead.$Properties instead.
     */
    interface IRecordHead extends ketuk.RecordHead.$Properties {
    }

    /** A Record read for its head alone: the same fields under the same numbers, the others skipped. */
    class RecordHead {

        /**
         * Constructs a new RecordHead.
         * @param [properties] Properties to set
         */
        constructor(properties?: ketuk.RecordHead.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** RecordHead readerId. */
        readerId: string;

        /** RecordHead epoch. */
        epoch: number;

        /** RecordHead counter. */
        counter: number;

        /** RecordHead keyVersion. */
        keyVersion: number;

        /** RecordHead tap. */
        tap?: (ketuk.TapHead.$Properties|null);

        /** RecordHead gap. */
        gap?: (ketuk.Gap.$Properties|null);

        /**
         * Creates a new RecordHead instance using the specified properties.
         * @param [properties] Properties to set
         * @returns RecordHead instance
         */
        static create(properties: ketuk.RecordHead.$Shape): ketuk.RecordHead & ketuk.RecordHead.$Shape;
        static create(properties?: ketuk.RecordHead.$Properties): ketuk.RecordHead;

        /**
         * Encodes the specified RecordHead message.
         * @param message RecordHead message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: ketuk.RecordHead.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a RecordHead message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {ketuk.RecordHead & ketuk.RecordHead.$Shape} RecordHead
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): ketuk.RecordHead & ketuk.RecordHead.$Shape;
    }

    namespace RecordHead {

        /** Properties of a RecordHead. */
        interface $Properties {

            /** RecordHead readerId */
            readerId?: (string|null);

            /** RecordHead epoch */
            epoch?: (number|null);

            /** RecordHead counter */
            counter?: (number|null);

            /** RecordHead keyVersion */
            keyVersion?: (number|null);

            /** RecordHead tap */
            tap?: (ketuk.TapHead.$Properties|null);

            /** RecordHead gap */
            gap?: (ketuk.Gap.$Properties|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of RecordHead. @internal */
        type $Shape = ketuk.RecordHead.$Properties;
    }

    /**
     * Properties of a TimeSet.
     * @deprecated Use ketuk.TimeSet.$Properties instead.
     */
    interface ITimeSet extends ketuk.TimeSet.$Properties {
    }

    /**
     * The host has set the clock: for the first time in this boot, or by more than 2 s. The header has the new time; with it
     * and both uptimes, records of this boot that were made before are dated.
     */
    class TimeSet {

        /**
         * Constructs a new TimeSet.
         * @param [properties] Properties to set
         */
        constructor(properties?: ketuk.TimeSet.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** what the reader's clock said; 0 when it did not know the time */
        beforeMs: (number|Long);

        /**
         * Creates a new TimeSet instance using the specified properties.
         * @param [properties] Properties to set
         * @returns TimeSet instance
         */
        static create(properties: ketuk.TimeSet.$Shape): ketuk.TimeSet & ketuk.TimeSet.$Shape;
        static create(properties?: ketuk.TimeSet.$Properties): ketuk.TimeSet;

        /**
         * Encodes the specified TimeSet message.
         * @param message TimeSet message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: ketuk.TimeSet.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a TimeSet message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {ketuk.TimeSet & ketuk.TimeSet.$Shape} TimeSet
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): ketuk.TimeSet & ketuk.TimeSet.$Shape;
    }

    namespace TimeSet {

        /** Properties of a TimeSet. */
        interface $Properties {

            /** what the reader's clock said; 0 when it did not know the time */
            beforeMs?: (number|Long|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of TimeSet. @internal */
        type $Shape = ketuk.TimeSet.$Properties;
    }

    /**
     * Properties of a Gap.
     * @deprecated Use ketuk.Gap.$Properties instead.
     */
    interface IGap extends ketuk.Gap.$Properties {
    }

    /**
     * Records that were never acknowledged had to make room (OVERFLOW_DROP_OLDEST). Where an earlier Gap was among them, this one
     * takes its range over; records within the range that were acknowledged in between are not missing.
     */
    class Gap {

        /**
         * Constructs a new Gap.
         * @param [properties] Properties to set
         */
        constructor(properties?: ketuk.Gap.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** oldest record dropped */
        firstCounter: number;

        /** newest record dropped */
        lastCounter: number;

        /** how many there were */
        records: number;

        /**
         * Creates a new Gap instance using the specified properties.
         * @param [properties] Properties to set
         * @returns Gap instance
         */
        static create(properties: ketuk.Gap.$Shape): ketuk.Gap & ketuk.Gap.$Shape;
        static create(properties?: ketuk.Gap.$Properties): ketuk.Gap;

        /**
         * Encodes the specified Gap message.
         * @param message Gap message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: ketuk.Gap.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a Gap message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {ketuk.Gap & ketuk.Gap.$Shape} Gap
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): ketuk.Gap & ketuk.Gap.$Shape;
    }

    namespace Gap {

        /** Properties of a Gap. */
        interface $Properties {

            /** oldest record dropped */
            firstCounter?: (number|null);

            /** newest record dropped */
            lastCounter?: (number|null);

            /** how many there were */
            records?: (number|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of Gap. @internal */
        type $Shape = ketuk.Gap.$Properties;
    }

    /**
     * Properties of a FaultReport.
     * @deprecated Use ketuk.FaultReport.$Properties instead.
     */
    interface IFaultReport extends ketuk.FaultReport.$Properties {
    }

    /** A part of the reader failed. */
    class FaultReport {

        /**
         * Constructs a new FaultReport.
         * @param [properties] Properties to set
         */
        constructor(properties?: ketuk.FaultReport.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** FaultReport fault. */
        fault: ketuk.Fault;

        /** what the reader did about it */
        remedy: ketuk.Remedy;

        /** as in Notice */
        value: number;

        /** times this happened in this boot, this one included */
        count: number;

        /**
         * Creates a new FaultReport instance using the specified properties.
         * @param [properties] Properties to set
         * @returns FaultReport instance
         */
        static create(properties: ketuk.FaultReport.$Shape): ketuk.FaultReport & ketuk.FaultReport.$Shape;
        static create(properties?: ketuk.FaultReport.$Properties): ketuk.FaultReport;

        /**
         * Encodes the specified FaultReport message.
         * @param message FaultReport message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: ketuk.FaultReport.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a FaultReport message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {ketuk.FaultReport & ketuk.FaultReport.$Shape} FaultReport
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): ketuk.FaultReport & ketuk.FaultReport.$Shape;
    }

    namespace FaultReport {

        /** Properties of a FaultReport. */
        interface $Properties {

            /** FaultReport fault */
            fault?: (ketuk.Fault|null);

            /** what the reader did about it */
            remedy?: (ketuk.Remedy|null);

            /** as in Notice */
            value?: (number|null);

            /** times this happened in this boot, this one included */
            count?: (number|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of FaultReport. @internal */
        type $Shape = ketuk.FaultReport.$Properties;
    }

    /**
     * Properties of a ForbiddenRequest.
     * @deprecated Use ketuk.ForbiddenRequest.$Properties instead.
     */
    interface IForbiddenRequest extends ketuk.ForbiddenRequest.$Properties {
    }

    /** Somebody with the key of a lower role has asked for what only a higher one may. */
    class ForbiddenRequest {

        /**
         * Constructs a new ForbiddenRequest.
         * @param [properties] Properties to set
         */
        constructor(properties?: ketuk.ForbiddenRequest.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** of the session */
        role: ketuk.Role;

        /** field number of the body of Request */
        request: number;

        /** of such requests in this boot, this one included */
        count: number;

        /**
         * Creates a new ForbiddenRequest instance using the specified properties.
         * @param [properties] Properties to set
         * @returns ForbiddenRequest instance
         */
        static create(properties: ketuk.ForbiddenRequest.$Shape): ketuk.ForbiddenRequest & ketuk.ForbiddenRequest.$Shape;
        static create(properties?: ketuk.ForbiddenRequest.$Properties): ketuk.ForbiddenRequest;

        /**
         * Encodes the specified ForbiddenRequest message.
         * @param message ForbiddenRequest message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: ketuk.ForbiddenRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a ForbiddenRequest message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {ketuk.ForbiddenRequest & ketuk.ForbiddenRequest.$Shape} ForbiddenRequest
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): ketuk.ForbiddenRequest & ketuk.ForbiddenRequest.$Shape;
    }

    namespace ForbiddenRequest {

        /** Properties of a ForbiddenRequest. */
        interface $Properties {

            /** of the session */
            role?: (ketuk.Role|null);

            /** field number of the body of Request */
            request?: (number|null);

            /** of such requests in this boot, this one included */
            count?: (number|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of ForbiddenRequest. @internal */
        type $Shape = ketuk.ForbiddenRequest.$Properties;
    }

    /**
     * Properties of a Farewell.
     * @deprecated Use ketuk.Farewell.$Properties instead.
     */
    interface IFarewell extends ketuk.Farewell.$Properties {
    }

    /** The last record of a reader before its keys and its journal are taken away. */
    class Farewell {

        /**
         * Constructs a new Farewell.
         * @param [properties] Properties to set
         */
        constructor(properties?: ketuk.Farewell.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** records that nobody had acknowledged */
        givenUp: number;

        /**
         * Creates a new Farewell instance using the specified properties.
         * @param [properties] Properties to set
         * @returns Farewell instance
         */
        static create(properties: ketuk.Farewell.$Shape): ketuk.Farewell & ketuk.Farewell.$Shape;
        static create(properties?: ketuk.Farewell.$Properties): ketuk.Farewell;

        /**
         * Encodes the specified Farewell message.
         * @param message Farewell message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: ketuk.Farewell.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a Farewell message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {ketuk.Farewell & ketuk.Farewell.$Shape} Farewell
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): ketuk.Farewell & ketuk.Farewell.$Shape;
    }

    namespace Farewell {

        /** Properties of a Farewell. */
        interface $Properties {

            /** records that nobody had acknowledged */
            givenUp?: (number|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of Farewell. @internal */
        type $Shape = ketuk.Farewell.$Properties;
    }

    /**
     * Properties of a FirmwareChange.
     * @deprecated Use ketuk.FirmwareChange.$Properties instead.
     */
    interface IFirmwareChange extends ketuk.FirmwareChange.$Properties {
    }

    /** Another firmware was stored, has proved itself, or was taken back. */
    class FirmwareChange {

        /**
         * Constructs a new FirmwareChange.
         * @param [properties] Properties to set
         */
        constructor(properties?: ketuk.FirmwareChange.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** FirmwareChange step. */
        step: ketuk.FirmwareStep;

        /** ImageManifest.number of the firmware that this is about */
        number: number;

        /** of the one before */
        previousNumber: number;

        /** ImageManifest.digest */
        digest: Uint8Array;

        /**
         * Creates a new FirmwareChange instance using the specified properties.
         * @param [properties] Properties to set
         * @returns FirmwareChange instance
         */
        static create(properties: ketuk.FirmwareChange.$Shape): ketuk.FirmwareChange & ketuk.FirmwareChange.$Shape;
        static create(properties?: ketuk.FirmwareChange.$Properties): ketuk.FirmwareChange;

        /**
         * Encodes the specified FirmwareChange message.
         * @param message FirmwareChange message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: ketuk.FirmwareChange.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a FirmwareChange message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {ketuk.FirmwareChange & ketuk.FirmwareChange.$Shape} FirmwareChange
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): ketuk.FirmwareChange & ketuk.FirmwareChange.$Shape;
    }

    namespace FirmwareChange {

        /** Properties of a FirmwareChange. */
        interface $Properties {

            /** FirmwareChange step */
            step?: (ketuk.FirmwareStep|null);

            /** ImageManifest.number of the firmware that this is about */
            number?: (number|null);

            /** of the one before */
            previousNumber?: (number|null);

            /** ImageManifest.digest */
            digest?: (Uint8Array|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of FirmwareChange. @internal */
        type $Shape = ketuk.FirmwareChange.$Properties;
    }

    /** FirmwareStep enum. */
    enum FirmwareStep {

        /** FIRMWARE_STEP_NONE value */
        FIRMWARE_STEP_NONE = 0,

        /** the last record of the firmware before */
        FIRMWARE_STEP_STORED = 1,

        /** it has found the chip and opened a session */
        FIRMWARE_STEP_CONFIRMED = 2,

        /** it did not: number runs again no more, previous_number does */
        FIRMWARE_STEP_TAKEN_BACK = 3
    }

    /**
     * Properties of a KeyChange.
     * @deprecated Use ketuk.KeyChange.$Properties instead.
     */
    interface IKeyChange extends ketuk.KeyChange.$Properties {
    }

    /** First record after the reader was given other keys; the header has the new epoch and key version. */
    class KeyChange {

        /**
         * Constructs a new KeyChange.
         * @param [properties] Properties to set
         */
        constructor(properties?: ketuk.KeyChange.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** KeyChange previousEpoch. */
        previousEpoch: number;

        /** KeyChange previousKeyVersion. */
        previousKeyVersion: number;

        /**
         * Creates a new KeyChange instance using the specified properties.
         * @param [properties] Properties to set
         * @returns KeyChange instance
         */
        static create(properties: ketuk.KeyChange.$Shape): ketuk.KeyChange & ketuk.KeyChange.$Shape;
        static create(properties?: ketuk.KeyChange.$Properties): ketuk.KeyChange;

        /**
         * Encodes the specified KeyChange message.
         * @param message KeyChange message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: ketuk.KeyChange.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a KeyChange message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {ketuk.KeyChange & ketuk.KeyChange.$Shape} KeyChange
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): ketuk.KeyChange & ketuk.KeyChange.$Shape;
    }

    namespace KeyChange {

        /** Properties of a KeyChange. */
        interface $Properties {

            /** KeyChange previousEpoch */
            previousEpoch?: (number|null);

            /** KeyChange previousKeyVersion */
            previousKeyVersion?: (number|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of KeyChange. @internal */
        type $Shape = ketuk.KeyChange.$Properties;
    }

    /**
     * Properties of a Boot.
     * @deprecated Use ketuk.Boot.$Properties instead.
     */
    interface IBoot extends ketuk.Boot.$Properties {
    }

    /** The first record of every boot that had room for it. */
    class Boot {

        /**
         * Constructs a new Boot.
         * @param [properties] Properties to set
         */
        constructor(properties?: ketuk.Boot.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** Boot resetReason. */
        resetReason: ketuk.ResetReason;

        /** Boot firmwareHash. */
        firmwareHash: Uint8Array;

        /** Boot interpreter. */
        interpreter: string;

        /**
         * Creates a new Boot instance using the specified properties.
         * @param [properties] Properties to set
         * @returns Boot instance
         */
        static create(properties: ketuk.Boot.$Shape): ketuk.Boot & ketuk.Boot.$Shape;
        static create(properties?: ketuk.Boot.$Properties): ketuk.Boot;

        /**
         * Encodes the specified Boot message.
         * @param message Boot message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: ketuk.Boot.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a Boot message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {ketuk.Boot & ketuk.Boot.$Shape} Boot
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): ketuk.Boot & ketuk.Boot.$Shape;
    }

    namespace Boot {

        /** Properties of a Boot. */
        interface $Properties {

            /** Boot resetReason */
            resetReason?: (ketuk.ResetReason|null);

            /** Boot firmwareHash */
            firmwareHash?: (Uint8Array|null);

            /** Boot interpreter */
            interpreter?: (string|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of Boot. @internal */
        type $Shape = ketuk.Boot.$Properties;
    }

    /**
     * Properties of a Tap.
     * @deprecated Use ketuk.Tap.$Properties instead.
     */
    interface ITap extends ketuk.Tap.$Properties {
    }

    /**
     * One presentation of a card, arrival to removal, and what was proved about it.
     * On the wire the reader writes first what it knows first: the order of fields is free in protobuf.
     */
    class Tap {

        /**
         * Constructs a new Tap.
         * @param [properties] Properties to set
         */
        constructor(properties?: ketuk.Tap.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** Tap family. */
        family: ketuk.Family;

        /** 4, 7 or 10 bytes; only as trustworthy as assurance says */
        uid: Uint8Array;

        /** 2 bytes in the order on air, low byte first */
        atqa: Uint8Array;

        /** Tap sak. */
        sak: number;

        /** without its CRC; empty for cards without ISO 14443-4 */
        ats: Uint8Array;

        /** Tap assurance. */
        assurance: ketuk.Assurance;

        /** Tap method. */
        method: ketuk.Method;

        /** REFUSAL_NONE: the reader accepted the card */
        refusal: ketuk.Refusal;

        /** the card key that was used */
        keySlot: number;

        /** Tap keyVersion. */
        keyVersion: number;

        /** what was read from the card under authentication */
        credential: Uint8Array;

        /** durations of the steps on the reader's clock */
        activateUs: number;

        /** Tap authenticateUs. */
        authenticateUs: number;

        /** Tap readUs. */
        readUs: number;

        /** the UID is made anew for every presentation: no identity at all */
        randomUid: boolean;

        /** 1-based index of the profile that matched; 0 for none */
        profile: number;

        /** a step took longer than the policy allows: a hint at a relay, and no more than that */
        slow: boolean;

        /** signature of the card's maker over the UID, where the profile asks for it; checked by the host */
        originality: Uint8Array;

        /** Tap policyVersion. */
        policyVersion: number;

        /** METHOD_HOST: h = SHA-256(h || length (2 bytes, big endian) || APDU) over all APDUs, both ways, from an empty h */
        exchanges: Uint8Array;

        /** bit set of Weakness, values are bit numbers: why the assurance is lower than the method's */
        weakness: number;

        /** one-way counter of an Ultralight EV1 or NTAG 21x, where the profile asks for it */
        cardCounter: number;

        /** what the reader decided by AcceptancePolicy.gate; GATE_NONE where it has no such rules */
        gate: ketuk.Gate;

        /** how long that took */
        gateUs: number;

        /**
         * Creates a new Tap instance using the specified properties.
         * @param [properties] Properties to set
         * @returns Tap instance
         */
        static create(properties: ketuk.Tap.$Shape): ketuk.Tap & ketuk.Tap.$Shape;
        static create(properties?: ketuk.Tap.$Properties): ketuk.Tap;

        /**
         * Encodes the specified Tap message.
         * @param message Tap message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: ketuk.Tap.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a Tap message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {ketuk.Tap & ketuk.Tap.$Shape} Tap
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): ketuk.Tap & ketuk.Tap.$Shape;
    }

    namespace Tap {

        /** Properties of a Tap. */
        interface $Properties {

            /** Tap family */
            family?: (ketuk.Family|null);

            /** 4, 7 or 10 bytes; only as trustworthy as assurance says */
            uid?: (Uint8Array|null);

            /** 2 bytes in the order on air, low byte first */
            atqa?: (Uint8Array|null);

            /** Tap sak */
            sak?: (number|null);

            /** without its CRC; empty for cards without ISO 14443-4 */
            ats?: (Uint8Array|null);

            /** Tap assurance */
            assurance?: (ketuk.Assurance|null);

            /** Tap method */
            method?: (ketuk.Method|null);

            /** REFUSAL_NONE: the reader accepted the card */
            refusal?: (ketuk.Refusal|null);

            /** the card key that was used */
            keySlot?: (number|null);

            /** Tap keyVersion */
            keyVersion?: (number|null);

            /** what was read from the card under authentication */
            credential?: (Uint8Array|null);

            /** durations of the steps on the reader's clock */
            activateUs?: (number|null);

            /** Tap authenticateUs */
            authenticateUs?: (number|null);

            /** Tap readUs */
            readUs?: (number|null);

            /** the UID is made anew for every presentation: no identity at all */
            randomUid?: (boolean|null);

            /** 1-based index of the profile that matched; 0 for none */
            profile?: (number|null);

            /** a step took longer than the policy allows: a hint at a relay, and no more than that */
            slow?: (boolean|null);

            /** signature of the card's maker over the UID, where the profile asks for it; checked by the host */
            originality?: (Uint8Array|null);

            /** Tap policyVersion */
            policyVersion?: (number|null);

            /** METHOD_HOST: h = SHA-256(h || length (2 bytes, big endian) || APDU) over all APDUs, both ways, from an empty h */
            exchanges?: (Uint8Array|null);

            /** bit set of Weakness, values are bit numbers: why the assurance is lower than the method's */
            weakness?: (number|null);

            /** one-way counter of an Ultralight EV1 or NTAG 21x, where the profile asks for it */
            cardCounter?: (number|null);

            /** what the reader decided by AcceptancePolicy.gate; GATE_NONE where it has no such rules */
            gate?: (ketuk.Gate|null);

            /** how long that took */
            gateUs?: (number|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of Tap. @internal */
        type $Shape = ketuk.Tap.$Properties;
    }

    /** What a gate decided about a card that was accepted. With everything but GATE_ADMITTED goes REFUSAL_GATE. */
    enum Gate {

        /** no gate, or the card was refused before */
        GATE_NONE = 0,

        /** a member, and no rule against it: the relay closes once this record is stored */
        GATE_ADMITTED = 1,

        /** GATE_NOT_LISTED value */
        GATE_NOT_LISTED = 2,

        /** was admitted a moment ago */
        GATE_PASSED_BACK = 3,

        /** a member, outside the time windows of its group */
        GATE_WRONG_TIME = 4,

        /** a member of a group with time windows, while the reader does not know the time */
        GATE_NO_CLOCK = 5,

        /** weaker than GateRules.minimum, proved by the host, or with a UID that is not proved */
        GATE_TOO_WEAK = 6
    }

    /**
     * Properties of a TapHead.
     * @deprecated Use ketuk.TapHead.$Properties instead.
     */
    interface ITapHead extends ketuk.TapHead.$Properties {
    }

    /** A Tap read for what a gate remembers after a restart. */
    class TapHead {

        /**
         * Constructs a new TapHead.
         * @param [properties] Properties to set
         */
        constructor(properties?: ketuk.TapHead.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** TapHead uid. */
        uid: Uint8Array;

        /** TapHead gate. */
        gate: ketuk.Gate;

        /**
         * Creates a new TapHead instance using the specified properties.
         * @param [properties] Properties to set
         * @returns TapHead instance
         */
        static create(properties: ketuk.TapHead.$Shape): ketuk.TapHead & ketuk.TapHead.$Shape;
        static create(properties?: ketuk.TapHead.$Properties): ketuk.TapHead;

        /**
         * Encodes the specified TapHead message.
         * @param message TapHead message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: ketuk.TapHead.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a TapHead message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {ketuk.TapHead & ketuk.TapHead.$Shape} TapHead
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): ketuk.TapHead & ketuk.TapHead.$Shape;
    }

    namespace TapHead {

        /** Properties of a TapHead. */
        interface $Properties {

            /** TapHead uid */
            uid?: (Uint8Array|null);

            /** TapHead gate */
            gate?: (ketuk.Gate|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of TapHead. @internal */
        type $Shape = ketuk.TapHead.$Properties;
    }

    /**
     * What was found wrong with a card that was proved all the same. The first two lower the assurance to password, the third
     * to uid.
     */
    enum Weakness {

        /** Ultralight AES: the configuration can still be changed */
        WEAKNESS_OPEN_CONFIGURATION = 0,

        /** Ultralight AES: commands after the authentication carry no MAC */
        WEAKNESS_NO_MESSAGING = 1,

        /** Classic: the card takes a published back-door key */
        WEAKNESS_BACKDOOR = 2,

        /** the key is the same for all cards and the UID was told outside the session */
        WEAKNESS_UID_UNPROVED = 3,

        /** the credential came without a MAC: card and key are proved, these bytes are not */
        WEAKNESS_PLAIN_CREDENTIAL = 4
    }

    /** Family enum. */
    enum Family {

        /** FAMILY_UNKNOWN value */
        FAMILY_UNKNOWN = 0,

        /** FAMILY_DESFIRE value */
        FAMILY_DESFIRE = 1,

        /** FAMILY_NTAG424 value */
        FAMILY_NTAG424 = 2,

        /** FAMILY_ULTRALIGHT_AES value */
        FAMILY_ULTRALIGHT_AES = 3,

        /** Ultralight, Ultralight EV1, NTAG 21x */
        FAMILY_ULTRALIGHT = 4,

        /** FAMILY_CLASSIC value */
        FAMILY_CLASSIC = 5,

        /** ISO 14443-4, nothing more is known: phones, bank cards, foreign DESFire */
        FAMILY_ISODEP = 6
    }

    /** How strongly the card was proved, in rising order. */
    enum Assurance {

        /** nothing, not even the UID: an authentication failed */
        ASSURANCE_NONE = 0,

        /** the card said this UID; anyone can copy it */
        ASSURANCE_UID = 1,

        /** ASSURANCE_PASSWORD value */
        ASSURANCE_PASSWORD = 2,

        /** MIFARE Classic; broken */
        ASSURANCE_CRYPTO1 = 3,

        /** card and reader proved the same AES key to each other */
        ASSURANCE_MUTUAL_AES = 4
    }

    /** Method enum. */
    enum Method {

        /** METHOD_NONE value */
        METHOD_NONE = 0,

        /** METHOD_UID value */
        METHOD_UID = 1,

        /** AuthenticateEV2First, then ReadData under the session */
        METHOD_DESFIRE_EV2 = 2,

        /** AuthenticateAES, then ReadData under the session */
        METHOD_DESFIRE_EV1 = 3,

        /** AuthenticateEV2First, then ReadData under the session */
        METHOD_NTAG424 = 4,

        /** AUTHENTICATE */
        METHOD_ULTRALIGHT_AES = 5,

        /** PWD_AUTH, password in clear on air */
        METHOD_PASSWORD = 6,

        /** MFAuthent, then a block */
        METHOD_CLASSIC = 7,

        /** the host held the keys and did the proving: assurance is its word */
        METHOD_HOST = 8
    }

    /** Refusal enum. */
    enum Refusal {

        /** REFUSAL_NONE value */
        REFUSAL_NONE = 0,

        /** the card has the application but not the key: a copy, or a card of another issuer */
        REFUSAL_WRONG_KEY = 1,

        /** the card answered against the rules, or its answer failed its MAC */
        REFUSAL_CARD_ERROR = 2,

        /** nothing in the reader's configuration accepts such a card */
        REFUSAL_NOT_ACCEPTED = 3,

        /** the card asks for a pause after too many failures (status AD) */
        REFUSAL_DELAYED = 4,

        /** proved, but weaker than the profile asks for */
        REFUSAL_TOO_WEAK = 5,

        /** the host refused it, or did not answer in time */
        REFUSAL_HOST = 6,

        /** proved, but the gate does not let it through; Tap.gate says why */
        REFUSAL_GATE = 7
    }

    /**
     * Properties of a ReaderConfig.
     * @deprecated Use ketuk.ReaderConfig.$Properties instead.
     */
    interface IReaderConfig extends ketuk.ReaderConfig.$Properties {
    }

    /** Represents a ReaderConfig. */
    class ReaderConfig {

        /**
         * Constructs a new ReaderConfig.
         * @param [properties] Properties to set
         */
        constructor(properties?: ketuk.ReaderConfig.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** ReaderConfig readerId. */
        readerId: string;

        /** ReaderConfig epoch. */
        epoch: number;

        /** 32 bytes */
        tapKey: Uint8Array;

        /** ReaderConfig tapKeyVersion. */
        tapKeyVersion: number;

        /** 16 bytes; every random number of the reader comes from it and from counters in flash */
        randomKey: Uint8Array;

        /** ReaderConfig cardKeys. */
        cardKeys: ketuk.CardKey.$Properties[];

        /** ReaderConfig policy. */
        policy?: (ketuk.AcceptancePolicy.$Properties|null);

        /** 32 bytes, checks SetPolicy; empty: the policy cannot be changed over the line */
        policyKey: Uint8Array;

        /** ReaderConfig overflow. */
        overflow: ketuk.Overflow;

        /** ReaderConfig journalArea. */
        journalArea: ketuk.JournalArea;

        /** ReaderConfig roleKeys. */
        roleKeys: ketuk.RoleKey.$Properties[];

        /** ReaderConfig signingKey. */
        signingKey?: (ketuk.SigningKey.$Properties|null);

        /** 512 KB at 0x290000 hold members, which leaves 64 sectors for coupons: at most 5,888 */
        gate: boolean;

        /**
         * Creates a new ReaderConfig instance using the specified properties.
         * @param [properties] Properties to set
         * @returns ReaderConfig instance
         */
        static create(properties: ketuk.ReaderConfig.$Shape): ketuk.ReaderConfig & ketuk.ReaderConfig.$Shape;
        static create(properties?: ketuk.ReaderConfig.$Properties): ketuk.ReaderConfig;

        /**
         * Encodes the specified ReaderConfig message.
         * @param message ReaderConfig message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: ketuk.ReaderConfig.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a ReaderConfig message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {ketuk.ReaderConfig & ketuk.ReaderConfig.$Shape} ReaderConfig
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): ketuk.ReaderConfig & ketuk.ReaderConfig.$Shape;
    }

    namespace ReaderConfig {

        /** Properties of a ReaderConfig. */
        interface $Properties {

            /** ReaderConfig readerId */
            readerId?: (string|null);

            /** ReaderConfig epoch */
            epoch?: (number|null);

            /** 32 bytes */
            tapKey?: (Uint8Array|null);

            /** ReaderConfig tapKeyVersion */
            tapKeyVersion?: (number|null);

            /** 16 bytes; every random number of the reader comes from it and from counters in flash */
            randomKey?: (Uint8Array|null);

            /** ReaderConfig cardKeys */
            cardKeys?: (ketuk.CardKey.$Properties[]|null);

            /** ReaderConfig policy */
            policy?: (ketuk.AcceptancePolicy.$Properties|null);

            /** 32 bytes, checks SetPolicy; empty: the policy cannot be changed over the line */
            policyKey?: (Uint8Array|null);

            /** ReaderConfig overflow */
            overflow?: (ketuk.Overflow|null);

            /** ReaderConfig journalArea */
            journalArea?: (ketuk.JournalArea|null);

            /** ReaderConfig roleKeys */
            roleKeys?: (ketuk.RoleKey.$Properties[]|null);

            /** ReaderConfig signingKey */
            signingKey?: (ketuk.SigningKey.$Properties|null);

            /** 512 KB at 0x290000 hold members, which leaves 64 sectors for coupons: at most 5,888 */
            gate?: (boolean|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of ReaderConfig. @internal */
        type $Shape = ketuk.ReaderConfig.$Properties;
    }

    /**
     * Properties of a Board.
     * @deprecated Use ketuk.Board.$Properties instead.
     */
    interface IBoard extends ketuk.Board.$Properties {
    }

    /** How the reader is wired: written when it is flashed, in Storage, beside the configuration. Without it: an ESP32 devkit. */
    class Board {

        /**
         * Constructs a new Board.
         * @param [properties] Properties to set
         */
        constructor(properties?: ketuk.Board.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** a byte for each BoardPin: its number, 255 where it is not wired. Always first: the boot file reads it */
        pins: Uint8Array;

        /** "devkit", "c3", "s3", or what the integrator calls it */
        name: string;

        /** bit set of BoardPin: lit, sounding or closed while low */
        activeLow: number;

        /** longest pulse of the relay; 0: 5,000 */
        relayLimitMs: number;

        /** a door that is open for longer is told; 0: 30,000 */
        doorLimitMs: number;

        /** 0: 4,000,000 */
        spiHz: number;

        /**
         * Creates a new Board instance using the specified properties.
         * @param [properties] Properties to set
         * @returns Board instance
         */
        static create(properties: ketuk.Board.$Shape): ketuk.Board & ketuk.Board.$Shape;
        static create(properties?: ketuk.Board.$Properties): ketuk.Board;

        /**
         * Encodes the specified Board message.
         * @param message Board message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: ketuk.Board.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a Board message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {ketuk.Board & ketuk.Board.$Shape} Board
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): ketuk.Board & ketuk.Board.$Shape;
    }

    namespace Board {

        /** Properties of a Board. */
        interface $Properties {

            /** a byte for each BoardPin: its number, 255 where it is not wired. Always first: the boot file reads it */
            pins?: (Uint8Array|null);

            /** "devkit", "c3", "s3", or what the integrator calls it */
            name?: (string|null);

            /** bit set of BoardPin: lit, sounding or closed while low */
            activeLow?: (number|null);

            /** longest pulse of the relay; 0: 5,000 */
            relayLimitMs?: (number|null);

            /** a door that is open for longer is told; 0: 30,000 */
            doorLimitMs?: (number|null);

            /** 0: 4,000,000 */
            spiHz?: (number|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of Board. @internal */
        type $Shape = ketuk.Board.$Properties;
    }

    /** What a pin is for; values are places in Board.pins. */
    enum BoardPin {

        /** BOOT, low while pressed */
        BOARD_PIN_BUTTON = 0,

        /** BOARD_PIN_SCK value */
        BOARD_PIN_SCK = 1,

        /** BOARD_PIN_MISO value */
        BOARD_PIN_MISO = 2,

        /** BOARD_PIN_MOSI value */
        BOARD_PIN_MOSI = 3,

        /** BOARD_PIN_CS value */
        BOARD_PIN_CS = 4,

        /** BOARD_PIN_RST value */
        BOARD_PIN_RST = 5,

        /** looked at by Diagnose only */
        BOARD_PIN_IRQ = 6,

        /** light "hold still" */
        BOARD_PIN_HOLD = 7,

        /** light */
        BOARD_PIN_ACCEPTED = 8,

        /** light */
        BOARD_PIN_REFUSED = 9,

        /** BOARD_PIN_BUZZER value */
        BOARD_PIN_BUZZER = 10,

        /** BOARD_PIN_RELAY value */
        BOARD_PIN_RELAY = 11,

        /** contact to ground, pulled up: low while the door is closed */
        BOARD_PIN_DOOR = 12
    }

    /**
     * Properties of a SigningKey.
     * @deprecated Use ketuk.SigningKey.$Properties instead.
     */
    interface ISigningKey extends ketuk.SigningKey.$Properties {
    }

    /** Signs records; see "Signatures" in protocol/README.md. The coupons themselves are in raw flash. */
    class SigningKey {

        /**
         * Constructs a new SigningKey.
         * @param [properties] Properties to set
         */
        constructor(properties?: ketuk.SigningKey.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** 1,024 bytes: the private scalar, ready for the board's multiplication; secret */
        table: Uint8Array;

        /** 32 bytes: nonce of a counter = SHA-512(nonce_seed || counter, 4 bytes, big endian); secret */
        nonceSeed: Uint8Array;

        /** 32 bytes */
        publicKey: Uint8Array;

        /** an encoded Certificate */
        certificate: Uint8Array;

        /** of the record that the first coupon signs */
        firstCounter: number;

        /** how many there are */
        coupons: number;

        /** accept no card when no coupon is left, instead of records with a MAC only */
        required: boolean;

        /**
         * Creates a new SigningKey instance using the specified properties.
         * @param [properties] Properties to set
         * @returns SigningKey instance
         */
        static create(properties: ketuk.SigningKey.$Shape): ketuk.SigningKey & ketuk.SigningKey.$Shape;
        static create(properties?: ketuk.SigningKey.$Properties): ketuk.SigningKey;

        /**
         * Encodes the specified SigningKey message.
         * @param message SigningKey message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: ketuk.SigningKey.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a SigningKey message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {ketuk.SigningKey & ketuk.SigningKey.$Shape} SigningKey
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): ketuk.SigningKey & ketuk.SigningKey.$Shape;
    }

    namespace SigningKey {

        /** Properties of a SigningKey. */
        interface $Properties {

            /** 1,024 bytes: the private scalar, ready for the board's multiplication; secret */
            table?: (Uint8Array|null);

            /** 32 bytes: nonce of a counter = SHA-512(nonce_seed || counter, 4 bytes, big endian); secret */
            nonceSeed?: (Uint8Array|null);

            /** 32 bytes */
            publicKey?: (Uint8Array|null);

            /** an encoded Certificate */
            certificate?: (Uint8Array|null);

            /** of the record that the first coupon signs */
            firstCounter?: (number|null);

            /** how many there are */
            coupons?: (number|null);

            /** accept no card when no coupon is left, instead of records with a MAC only */
            required?: (boolean|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of SigningKey. @internal */
        type $Shape = ketuk.SigningKey.$Properties;
    }

    /**
     * Properties of a RoleKey.
     * @deprecated Use ketuk.RoleKey.$Properties instead.
     */
    interface IRoleKey extends ketuk.RoleKey.$Properties {
    }

    /** Opens sessions. Two versions of a role may be live at once. */
    class RoleKey {

        /**
         * Constructs a new RoleKey.
         * @param [properties] Properties to set
         */
        constructor(properties?: ketuk.RoleKey.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** RoleKey role. */
        role: ketuk.Role;

        /** RoleKey version. */
        version: number;

        /** 32 bytes */
        key: Uint8Array;

        /**
         * Creates a new RoleKey instance using the specified properties.
         * @param [properties] Properties to set
         * @returns RoleKey instance
         */
        static create(properties: ketuk.RoleKey.$Shape): ketuk.RoleKey & ketuk.RoleKey.$Shape;
        static create(properties?: ketuk.RoleKey.$Properties): ketuk.RoleKey;

        /**
         * Encodes the specified RoleKey message.
         * @param message RoleKey message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: ketuk.RoleKey.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a RoleKey message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {ketuk.RoleKey & ketuk.RoleKey.$Shape} RoleKey
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): ketuk.RoleKey & ketuk.RoleKey.$Shape;
    }

    namespace RoleKey {

        /** Properties of a RoleKey. */
        interface $Properties {

            /** RoleKey role */
            role?: (ketuk.Role|null);

            /** RoleKey version */
            version?: (number|null);

            /** 32 bytes */
            key?: (Uint8Array|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of RoleKey. @internal */
        type $Shape = ketuk.RoleKey.$Properties;
    }

    /** What happens when the journal is full of records that nobody has acknowledged. */
    enum Overflow {

        /** no card is accepted until the host acknowledges */
        OVERFLOW_REFUSE = 0,

        /** the oldest records make room, and a sealed Gap says which */
        OVERFLOW_DROP_OLDEST = 1
    }

    /** Where in flash the journal is. */
    enum JournalArea {

        /** 56 KB of the free partition at 0x310000 */
        JOURNAL_AREA_SMALL = 0,

        /** 768 KB of the second application slot at 0x190000, which Espruino does not use */
        JOURNAL_AREA_LARGE = 1
    }

    /**
     * Properties of a CardKey.
     * @deprecated Use ketuk.CardKey.$Properties instead.
     */
    interface ICardKey extends ketuk.CardKey.$Properties {
    }

    /** A key for cards. Several versions of one slot may be live at once: the reader asks the card which one it has. */
    class CardKey {

        /**
         * Constructs a new CardKey.
         * @param [properties] Properties to set
         */
        constructor(properties?: ketuk.CardKey.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** CardKey slot. */
        slot: number;

        /** 0 to 255, as the card tells it */
        version: number;

        /** 16 bytes AES-128; Classic 6 bytes; password cards PWD (4 bytes) and PACK (2 bytes) */
        key: Uint8Array;

        /**
         * Creates a new CardKey instance using the specified properties.
         * @param [properties] Properties to set
         * @returns CardKey instance
         */
        static create(properties: ketuk.CardKey.$Shape): ketuk.CardKey & ketuk.CardKey.$Shape;
        static create(properties?: ketuk.CardKey.$Properties): ketuk.CardKey;

        /**
         * Encodes the specified CardKey message.
         * @param message CardKey message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: ketuk.CardKey.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a CardKey message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {ketuk.CardKey & ketuk.CardKey.$Shape} CardKey
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): ketuk.CardKey & ketuk.CardKey.$Shape;
    }

    namespace CardKey {

        /** Properties of a CardKey. */
        interface $Properties {

            /** CardKey slot */
            slot?: (number|null);

            /** 0 to 255, as the card tells it */
            version?: (number|null);

            /** 16 bytes AES-128; Classic 6 bytes; password cards PWD (4 bytes) and PACK (2 bytes) */
            key?: (Uint8Array|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of CardKey. @internal */
        type $Shape = ketuk.CardKey.$Properties;
    }

    /**
     * Properties of an AcceptancePolicy.
     * @deprecated Use ketuk.AcceptancePolicy.$Properties instead.
     */
    interface IAcceptancePolicy extends ketuk.AcceptancePolicy.$Properties {
    }

    /** Which cards are accepted, and how strong they must be. */
    class AcceptancePolicy {

        /**
         * Constructs a new AcceptancePolicy.
         * @param [properties] Properties to set
         */
        constructor(properties?: ketuk.AcceptancePolicy.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** AcceptancePolicy version. */
        version: number;

        /** tried in order; the first that fits the card decides */
        profiles: ketuk.Profile.$Properties[];

        /** accept cards that match no profile, with assurance uid */
        acceptUid: boolean;

        /** AcceptancePolicy severalCards. */
        severalCards: ketuk.SeveralCards;

        /** a longer authentication or read is marked slow; 0 marks nothing */
        slowUs: number;

        /** who passes; absent: the reader is no gate. Without ReaderConfig.gate nobody passes */
        gate?: (ketuk.GateRules.$Properties|null);

        /**
         * Creates a new AcceptancePolicy instance using the specified properties.
         * @param [properties] Properties to set
         * @returns AcceptancePolicy instance
         */
        static create(properties: ketuk.AcceptancePolicy.$Shape): ketuk.AcceptancePolicy & ketuk.AcceptancePolicy.$Shape;
        static create(properties?: ketuk.AcceptancePolicy.$Properties): ketuk.AcceptancePolicy;

        /**
         * Encodes the specified AcceptancePolicy message.
         * @param message AcceptancePolicy message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: ketuk.AcceptancePolicy.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes an AcceptancePolicy message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {ketuk.AcceptancePolicy & ketuk.AcceptancePolicy.$Shape} AcceptancePolicy
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): ketuk.AcceptancePolicy & ketuk.AcceptancePolicy.$Shape;
    }

    namespace AcceptancePolicy {

        /** Properties of an AcceptancePolicy. */
        interface $Properties {

            /** AcceptancePolicy version */
            version?: (number|null);

            /** tried in order; the first that fits the card decides */
            profiles?: (ketuk.Profile.$Properties[]|null);

            /** accept cards that match no profile, with assurance uid */
            acceptUid?: (boolean|null);

            /** AcceptancePolicy severalCards */
            severalCards?: (ketuk.SeveralCards|null);

            /** a longer authentication or read is marked slow; 0 marks nothing */
            slowUs?: (number|null);

            /** who passes; absent: the reader is no gate. Without ReaderConfig.gate nobody passes */
            gate?: (ketuk.GateRules.$Properties|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of AcceptancePolicy. @internal */
        type $Shape = ketuk.AcceptancePolicy.$Properties;
    }

    /**
     * Properties of a GateRules.
     * @deprecated Use ketuk.GateRules.$Properties instead.
     */
    interface IGateRules extends ketuk.GateRules.$Properties {
    }

    /**
     * What the reader decides by itself, host or no host. A card that was accepted passes when it is a member, was not admitted
     * a moment ago, and comes within a time window of its group.
     */
    class GateRules {

        /**
         * Constructs a new GateRules.
         * @param [properties] Properties to set
         */
        constructor(properties?: ketuk.GateRules.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** pulse of the relay, at most Board.relay_limit_ms; 0 leaves it alone */
        openMs: number;

        /** a card that was admitted is refused for so long; 0: no such rule. The last 128 are remembered */
        passbackMs: number;

        /** a group that none names passes at any time */
        windows: ketuk.TimeWindow.$Properties[];

        /** added to UTC, modulo a week: 420 in Jakarta, 10,080 - 300 in New York */
        zoneMinutes: number;

        /** windows do not hold while the reader does not know the time; else nobody with windows passes */
        openWithoutClock: boolean;

        /** a weaker proof does not pass; ASSURANCE_NONE stands for ASSURANCE_MUTUAL_AES */
        minimum: ketuk.Assurance;

        /**
         * Creates a new GateRules instance using the specified properties.
         * @param [properties] Properties to set
         * @returns GateRules instance
         */
        static create(properties: ketuk.GateRules.$Shape): ketuk.GateRules & ketuk.GateRules.$Shape;
        static create(properties?: ketuk.GateRules.$Properties): ketuk.GateRules;

        /**
         * Encodes the specified GateRules message.
         * @param message GateRules message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: ketuk.GateRules.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a GateRules message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {ketuk.GateRules & ketuk.GateRules.$Shape} GateRules
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): ketuk.GateRules & ketuk.GateRules.$Shape;
    }

    namespace GateRules {

        /** Properties of a GateRules. */
        interface $Properties {

            /** pulse of the relay, at most Board.relay_limit_ms; 0 leaves it alone */
            openMs?: (number|null);

            /** a card that was admitted is refused for so long; 0: no such rule. The last 128 are remembered */
            passbackMs?: (number|null);

            /** a group that none names passes at any time */
            windows?: (ketuk.TimeWindow.$Properties[]|null);

            /** added to UTC, modulo a week: 420 in Jakarta, 10,080 - 300 in New York */
            zoneMinutes?: (number|null);

            /** windows do not hold while the reader does not know the time; else nobody with windows passes */
            openWithoutClock?: (boolean|null);

            /** a weaker proof does not pass; ASSURANCE_NONE stands for ASSURANCE_MUTUAL_AES */
            minimum?: (ketuk.Assurance|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of GateRules. @internal */
        type $Shape = ketuk.GateRules.$Properties;
    }

    /**
     * Properties of a TimeWindow.
     * @deprecated Use ketuk.TimeWindow.$Properties instead.
     */
    interface ITimeWindow extends ketuk.TimeWindow.$Properties {
    }

    /** When the members of a group pass. */
    class TimeWindow {

        /**
         * Constructs a new TimeWindow.
         * @param [properties] Properties to set
         */
        constructor(properties?: ketuk.TimeWindow.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** 0 to 7 */
        group: number;

        /** bit set: 0 Monday to 6 Sunday */
        days: number;

        /** of the day, in the zone of the gate */
        fromMinute: number;

        /** the first minute outside; at most 1,440. Past midnight a second window goes on */
        toMinute: number;

        /**
         * Creates a new TimeWindow instance using the specified properties.
         * @param [properties] Properties to set
         * @returns TimeWindow instance
         */
        static create(properties: ketuk.TimeWindow.$Shape): ketuk.TimeWindow & ketuk.TimeWindow.$Shape;
        static create(properties?: ketuk.TimeWindow.$Properties): ketuk.TimeWindow;

        /**
         * Encodes the specified TimeWindow message.
         * @param message TimeWindow message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: ketuk.TimeWindow.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a TimeWindow message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {ketuk.TimeWindow & ketuk.TimeWindow.$Shape} TimeWindow
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): ketuk.TimeWindow & ketuk.TimeWindow.$Shape;
    }

    namespace TimeWindow {

        /** Properties of a TimeWindow. */
        interface $Properties {

            /** 0 to 7 */
            group?: (number|null);

            /** bit set: 0 Monday to 6 Sunday */
            days?: (number|null);

            /** of the day, in the zone of the gate */
            fromMinute?: (number|null);

            /** the first minute outside; at most 1,440. Past midnight a second window goes on */
            toMinute?: (number|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of TimeWindow. @internal */
        type $Shape = ketuk.TimeWindow.$Properties;
    }

    /** SeveralCards enum. */
    enum SeveralCards {

        /** no tap until all cards have left */
        SEVERAL_CARDS_REJECT = 0,

        /** the card with the strongest proof makes the tap */
        SEVERAL_CARDS_STRONGEST = 1
    }

    /**
     * Properties of a Profile.
     * @deprecated Use ketuk.Profile.$Properties instead.
     */
    interface IProfile extends ketuk.Profile.$Properties {
    }

    /** A kind of card that the reader accepts. */
    class Profile {

        /**
         * Constructs a new Profile.
         * @param [properties] Properties to set
         */
        constructor(properties?: ketuk.Profile.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** Profile family. */
        family: ketuk.Family;

        /** DESFire: 3 bytes as sent, least significant first */
        applicationId: Uint8Array;

        /** of the card */
        keyNumber: number;

        /** of the reader */
        keySlot: number;

        /** Profile file. */
        file: number;

        /** Profile offset. */
        offset: number;

        /** bytes to read, 0 to 40; 0 reads nothing */
        length: number;

        /** of the file */
        mode: ketuk.CommunicationMode;

        /** the key of the card is AN10922(key of the slot, UID || application id || system id); */
        diversified: boolean;

        /** with NTAG 424 the key number, one byte, stands in the place of the application id */
        systemId: Uint8Array;

        /** DESFire: AuthenticateAES and EV1 messaging, for EV1 cards */
        legacyAes: boolean;

        /** DESFire: commands in ISO 7816-4 APDUs instead of native frames */
        wrapped: boolean;

        /** a weaker proof is refused */
        minimum: ketuk.Assurance;

        /** the host holds the key: the reader lends it the card */
        hostHeld: boolean;

        /** DESFire, NTAG 424 with random UID: key that is the same for all cards and tells the UID */
        uidKeySlot: number;

        /** its number on the card; 0 with uid_key_slot 0 means: no such key */
        uidKeyNumber: number;

        /** read the maker's signature as well */
        originality: boolean;

        /** Classic: block to read; Ultralight: first page to read */
        block: number;

        /** Classic: authenticate with key B */
        keyB: boolean;

        /** Ultralight EV1, NTAG 21x: read this counter as well, 1 to 3 (NTAG has the third only) */
        counter: number;

        /**
         * Creates a new Profile instance using the specified properties.
         * @param [properties] Properties to set
         * @returns Profile instance
         */
        static create(properties: ketuk.Profile.$Shape): ketuk.Profile & ketuk.Profile.$Shape;
        static create(properties?: ketuk.Profile.$Properties): ketuk.Profile;

        /**
         * Encodes the specified Profile message.
         * @param message Profile message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: ketuk.Profile.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a Profile message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {ketuk.Profile & ketuk.Profile.$Shape} Profile
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): ketuk.Profile & ketuk.Profile.$Shape;
    }

    namespace Profile {

        /** Properties of a Profile. */
        interface $Properties {

            /** Profile family */
            family?: (ketuk.Family|null);

            /** DESFire: 3 bytes as sent, least significant first */
            applicationId?: (Uint8Array|null);

            /** of the card */
            keyNumber?: (number|null);

            /** of the reader */
            keySlot?: (number|null);

            /** Profile file */
            file?: (number|null);

            /** Profile offset */
            offset?: (number|null);

            /** bytes to read, 0 to 40; 0 reads nothing */
            length?: (number|null);

            /** of the file */
            mode?: (ketuk.CommunicationMode|null);

            /** the key of the card is AN10922(key of the slot, UID || application id || system id); */
            diversified?: (boolean|null);

            /** with NTAG 424 the key number, one byte, stands in the place of the application id */
            systemId?: (Uint8Array|null);

            /** DESFire: AuthenticateAES and EV1 messaging, for EV1 cards */
            legacyAes?: (boolean|null);

            /** DESFire: commands in ISO 7816-4 APDUs instead of native frames */
            wrapped?: (boolean|null);

            /** a weaker proof is refused */
            minimum?: (ketuk.Assurance|null);

            /** the host holds the key: the reader lends it the card */
            hostHeld?: (boolean|null);

            /** DESFire, NTAG 424 with random UID: key that is the same for all cards and tells the UID */
            uidKeySlot?: (number|null);

            /** its number on the card; 0 with uid_key_slot 0 means: no such key */
            uidKeyNumber?: (number|null);

            /** read the maker's signature as well */
            originality?: (boolean|null);

            /** Classic: block to read; Ultralight: first page to read */
            block?: (number|null);

            /** Classic: authenticate with key B */
            keyB?: (boolean|null);

            /** Ultralight EV1, NTAG 21x: read this counter as well, 1 to 3 (NTAG has the third only) */
            counter?: (number|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of Profile. @internal */
        type $Shape = ketuk.Profile.$Properties;
    }

    /** CommunicationMode enum. */
    enum CommunicationMode {

        /** COMMUNICATION_MODE_PLAIN value */
        COMMUNICATION_MODE_PLAIN = 0,

        /** COMMUNICATION_MODE_MAC value */
        COMMUNICATION_MODE_MAC = 1,

        /** COMMUNICATION_MODE_FULL value */
        COMMUNICATION_MODE_FULL = 3
    }
}
