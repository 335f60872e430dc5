/** Options of {@link startEmulator}. */
export interface EmulatorOptions {
  /** Arguments of the program, for example `["--manual-clock"]`; `acs-emulator --help` lists them. */
  args?: readonly string[];
  /** Speaks https, with a certificate of a CA that is made for it. Default: http. */
  https?: boolean;
  /** The folder where that CA is kept; default: a temporary one. Needs `https`. */
  caDir?: string;
  /** The time that the program has to start. Default: 10,000 ms. */
  timeoutMs?: number;
}

/** An emulator on a free port of 127.0.0.1. It ends with `close`, or with this process. */
export interface Emulator {
  /**
   * `endpoint=...;accesskey=...`, as the official SDK takes it: over http with the option
   * `allowInsecureConnection: true`, over https with `tlsOptions: { ca }`.
   */
  readonly connectionString: string;
  /** The URL, for example `http://127.0.0.1:40123`, without a slash at its end. */
  readonly endpoint: string;
  /** The access key, in base64. */
  readonly accessKey: string;
  /** The PEM file of the CA that clients must trust; undefined without https. */
  readonly caFile: string | undefined;
  /** What that file holds; undefined without https. */
  readonly ca: string | undefined;
  /**
   * Sends a request to the control API, and returns the JSON of its response, or its text.
   *
   * @param path the part after `/_emulator/`
   * @param body what is sent as JSON
   * @param method default: POST with a body, else GET
   * @throws EmulatorError when the request is refused
   */
  control(path: string, body?: object, method?: string): Promise<any>;
  /** Ends the emulator; returns when it has ended. */
  close(): Promise<void>;
}

/** The emulator did not start, or refused a request to its control API. */
export declare class EmulatorError extends Error {}

/**
 * Starts the emulator, and returns when it accepts requests.
 *
 * @throws EmulatorError when it does not start; the program says why on standard error
 */
export declare function startEmulator(options?: EmulatorOptions): Promise<Emulator>;

/** Returns the path of the program acs-emulator. Throws when the package of this platform is not installed. */
export declare function programPath(): string;
