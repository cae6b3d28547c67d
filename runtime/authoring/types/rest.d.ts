/** `rest`: npm restler 3.4.0, as docs/restler.md of mws has it. */
declare const rest: Rest;

/** What becomes of a request, by the name of its event: what its handlers are called with. */
interface RestEvents {
  /** After any answer and any error: the last word on a request. Not after `timeout`. */
  complete: [data: RestResult, response: RestResponse | null];
  /** The status is below 400. A 3xx that is not followed is a success. */
  success: [data: RestData, response: RestResponse];
  /** The status is 400 or more. */
  fail: [data: RestData, response: RestResponse];
  /** There is no answer (`response` is null then), or it couldn't be read. `complete` follows. */
  error: [error: RestError, response: RestResponse | null];
  /** `request.abort(reason)` was called: the reason as an error, or null. */
  abort: [error: RestError | null];
  /** The head of the answer wasn't there in time. No other event follows, `complete` neither. */
  timeout: [milliseconds: number];
  /** The head of an answer has arrived; its body has not. */
  response: [response: RestResponse];
  '1XX': [data: RestData, response: RestResponse];
  '2XX': [data: RestData, response: RestResponse];
  /** Only where redirects are not followed. */
  '3XX': [data: RestData, response: RestResponse];
  '4XX': [data: RestData, response: RestResponse];
  '5XX': [data: RestData, response: RestResponse];
  /** One status: `'404'`. */
  [status: `${number}`]: [data: RestData, response: RestResponse];
  [status: number]: [data: RestData, response: RestResponse];
  newListener: [event: string | symbol, listener: Function];
  removeListener: [event: string | symbol, listener: Function];
  [own: symbol]: any[];
}

/**
 * What `complete` is told. Ask before you read: `data instanceof Error` means that there was no answer, or none that could
 * be read. `null` comes of an empty JSON body and of `abort()`; it is left out of the type, as every field would have to be
 * asked for then. `mws check` looks for it.
 */
type RestResult = RestData | RestError;

/** The body of an answer: parsed if its content type is one of JSON, XML and YAML, else text. An empty JSON body is `null`. */
type RestData = RestRecord | RestText;

/** A parsed body. Its fields are the service's: they may be read, and nothing is known of them. */
interface RestRecord {
  [field: string]: any;
}

/** A body that was not parsed. */
type RestText = string & RestRecord;

/** Why there is no answer: Node's error, or one that says which parser failed. */
interface RestError extends Error {
  /** `ECONNREFUSED`, `ECONNRESET`, `ENOTFOUND`, `ETIMEDOUT`, `HPE_...`, `Z_...`, or TLS's own. */
  code?: string;
  /** `'abort'` after `request.abort(reason)`. */
  type?: 'abort';
  errno?: number;
  syscall?: string;
  address?: string;
  port?: number;
  hostname?: string;
  [field: string]: any;
}

/** The answer to a request: Node's IncomingMessage, and what restler adds. It can't be put into the context: it is circular. */
interface RestResponse extends RestEmitter {
  statusCode: number;
  statusMessage: string;
  /** By lower-case name. Several of a name are joined by a comma; only cookies stay a list. */
  headers: RestResponseHeaders;
  /** Names and values in turn, as they came. */
  rawHeaders: string[];
  headersDistinct: { [name: string]: string[] | undefined };
  trailers: { [name: string]: string | undefined };
  rawTrailers: string[];
  trailersDistinct: { [name: string]: string[] | undefined };
  httpVersion: string;
  httpVersionMajor: number;
  httpVersionMinor: number;
  complete: boolean;
  aborted: boolean;
  url: string;
  method: null;
  upgrade: boolean;
  joinDuplicateHeaders?: boolean;
  /** restler's: the body's bytes, decompressed. Not there yet in `response`. */
  raw?: RestBuffer;
  /** restler's: the body as it came, a character for each byte. Not there yet in `response`. */
  rawEncoded?: string;
  /** Node's request. */
  req: any;
  socket: any;
  connection: any;
  client: any;
  setEncoding(encoding?: RestEncoding): this;
  read(size?: number): any;
  pipe<T>(destination: T, options?: { end?: boolean }): T;
  unpipe(destination?: any): this;
  pause(): this;
  resume(): this;
  isPaused(): boolean;
  destroy(error?: Error): this;
  setTimeout(milliseconds: number, callback?: () => void): this;
  on(event: string | symbol, listener: (...values: any[]) => void): this;
  once(event: string | symbol, listener: (...values: any[]) => void): this;
}

interface RestResponseHeaders {
  'set-cookie'?: string[];
  'content-type'?: string;
  location?: string;
  'retry-after'?: string;
  [name: string]: string | string[] | undefined;
}

/** Node's Buffer, as far as scripts meet one. There is no global of that name. */
interface RestBuffer extends Uint8Array {
  toString(encoding?: RestEncoding, start?: number, end?: number): string;
  toJSON(): { type: 'Buffer'; data: number[] };
  equals(other: Uint8Array): boolean;
}

type RestEncoding =
  | 'utf8' | 'utf-8' | 'latin1' | 'binary' | 'ascii' | 'base64' | 'base64url' | 'hex' | 'ucs2' | 'ucs-2' | 'utf16le' | 'utf-16le';

/** What Node's EventEmitter has, beside `on` and `once`. */
interface RestEmitter {
  emit(event: string | symbol | number, ...values: any[]): boolean;
  removeListener(event: string | symbol | number, listener: Function): this;
  off(event: string | symbol | number, listener: Function): this;
  removeAllListeners(event?: string | symbol | number): this;
  setMaxListeners(most: number): this;
  getMaxListeners(): number;
  listeners(event: string | symbol | number): Function[];
  rawListeners(event: string | symbol | number): Function[];
  listenerCount(event: string | symbol | number, listener?: Function): number;
  eventNames(): (string | symbol)[];
}

/** What is called when an event happens. In a `function`, `this` is the request. */
type RestHandler<E extends keyof RestEvents> = (this: RestRequest, ...values: RestEvents[E]) => void;

/**
 * A request on its way. It is no promise and has no data: what comes of it is told to those who listen.
 *
 *     rest.get(url).on('complete', function (data, response) { ... });
 */
interface RestRequest extends RestEmitter {
  /** Listen to an event: each time it happens. */
  on<E extends keyof RestEvents>(event: E, handler: RestHandler<E>): this;
  addListener<E extends keyof RestEvents>(event: E, handler: RestHandler<E>): this;
  prependListener<E extends keyof RestEvents>(event: E, handler: RestHandler<E>): this;
  /** Listen to an event: the first time it happens. */
  once<E extends keyof RestEvents>(event: E, handler: RestHandler<E>): this;
  prependOnceListener<E extends keyof RestEvents>(event: E, handler: RestHandler<E>): this;
  /** Send it again, at once or after that many milliseconds. In `complete`: no other event is held back by it. */
  retry(milliseconds?: number | string): this;
  /** Give it up. `abort` is told at once, then `complete` with null and null; with a reason `error` and `complete`. */
  abort(reason?: string | Error): this;
  /** Send it. `rest.get` and its kin do that by themselves; for `new rest.Request(...)`. */
  run(): this;
  url: { href: string; [part: string]: any };
  options: RestOptions;
  headers: { [name: string]: any };
  /** Node's ClientRequest. */
  request: any;
  aborted?: boolean;
  timedout?: boolean;
}

/** How a request is sent. restler writes into this object: make a new one for each request. */
interface RestOptions {
  /** Only for `rest.request` and `rest.service`: elsewhere the function's name is the method. */
  method?: string;
  /** The body: text as it is, an object as a form, whatever the content type says. `rest.postJson` sends JSON. */
  data?: any;
  headers?: { [name: string]: string | number | boolean | null | ReadonlyArray<string | number> } | null;
  /** For the address's query; only if the address has none. */
  query?: string | { [name: string]: any } | null;
  /** With `password`: `Authorization: Basic`. */
  username?: string | null;
  password?: string | null;
  /** `Authorization: Bearer`, if there is no user name. It replaces such a header of yours. */
  accessToken?: string | null;
  /** `data` as multipart/form-data: an object of texts, numbers and `rest.data(...)`. */
  multipart?: boolean;
  /** What makes `data` of a body's text; null for the text itself. */
  parser?: RestParser | null | false;
  /** In what a text body is sent. */
  encoding?: RestEncoding;
  /** What the answer's text is read as, or `'buffer'` for its bytes. */
  decoding?: RestEncoding | 'buffer';
  /** Milliseconds until the head of the answer must be there. Then `timeout` is told, and nothing else: `done` there, too. */
  timeout?: number | string;
  /** `false` leaves 301, 302, 303 and 307 to the script. */
  followRedirects?: boolean;
  /** `false` takes any TLS certificate. */
  rejectUnauthorized?: boolean;
  /** Options of xml2js 0.4.0. The last call's hold for every answer. */
  xml2js?: { [option: string]: any };
  /** `false`: a connection of its own. */
  agent?: false;
  /** restler writes its timer here. */
  timeoutFn?: any;
}

/** Makes data of a body's text, and calls back once. `this` is the response. */
type RestParser = (this: RestResponse, text: string, callback: (error: Error | null, data?: any) => void) => void;

interface RestParsers {
  /** By content type. */
  auto: RestParser & { matchers: { [contentType: string]: RestParser } };
  json: RestParser;
  xml: RestParser & { options?: { [option: string]: any } };
  yaml: RestParser;
}

/** A part of a multipart body. */
interface RestPart {
  filename: string;
  contentType: string;
}

/** What `rest.service` makes: a client with a base address, and options that hold for all its requests. */
interface RestService {
  baseURL?: string;
  defaults: RestOptions;
  request(path: string, options?: RestOptions): RestRequest;
  get(path: string, options?: RestOptions): RestRequest;
  patch(path: string, options?: RestOptions): RestRequest;
  put(path: string, options?: RestOptions): RestRequest;
  post(path: string, options?: RestOptions): RestRequest;
  json(method: string, path: string, data?: any, options?: RestOptions): RestRequest;
  del(path: string, options?: RestOptions): RestRequest;
}

/** npm restler 3.4.0. There is no `rest.delete` (it is `del`) and no `rest.options`. */
interface Rest {
  Request: { new (url: string, options: RestOptions): RestRequest };
  Service: { new (defaults: RestOptions & { baseURL?: string }): RestService };
  /** What `options.method` says. Nothing is parsed unless `options.parser` says so. */
  request(url: string, options: RestOptions): RestRequest;
  /** A constructor of clients that have these methods beside `get` and its kin. */
  service<A extends any[], M extends { [name: string]: any } = {}>(
    constructor: (this: RestService & M, ...values: A) => void,
    defaults?: RestOptions & { baseURL?: string },
    methods?: M & ThisType<RestService & M>,
  ): { new (...values: A): RestService & M };
  get(url: string, options?: RestOptions | null): RestRequest;
  patch(url: string, options?: RestOptions | null): RestRequest;
  post(url: string, options?: RestOptions | null): RestRequest;
  put(url: string, options?: RestOptions | null): RestRequest;
  /** DELETE. */
  del(url: string, options?: RestOptions | null): RestRequest;
  head(url: string, options?: RestOptions | null): RestRequest;
  /** `data` as JSON: by GET, unless `method` says otherwise. */
  json(url: string, data?: any, options?: RestOptions | null, method?: string): RestRequest;
  postJson(url: string, data?: any, options?: RestOptions | null): RestRequest;
  putJson(url: string, data?: any, options?: RestOptions | null): RestRequest;
  patchJson(url: string, data?: any, options?: RestOptions | null): RestRequest;
  parsers: RestParsers;
  /** @deprecated A workflow script has no files: sending it throws. `rest.data` sends what is in memory. */
  file(path: string, filename?: string | null, size?: number, encoding?: string, type?: string): RestPart;
  /** A file's part of a multipart body. */
  data(filename: string, type?: string | null, content?: string | Uint8Array): RestPart;
}
