/** Given by `--globals timers`, or `globals = ["timers"]` in mws.toml. MyWorkspace doesn't document timers. */
interface Timeout {
  ref(): this;
  unref(): this;
  hasRef(): boolean;
}
declare function setTimeout<A extends any[]>(work: (this: Timeout, ...values: A) => void, delay?: number, ...values: A): Timeout;
declare function setInterval<A extends any[]>(work: (this: Timeout, ...values: A) => void, delay?: number, ...values: A): Timeout;
declare function setImmediate<A extends any[]>(work: (this: Timeout, ...values: A) => void, ...values: A): Timeout;
declare function clearTimeout(timeout?: Timeout | null): void;
declare function clearInterval(timeout?: Timeout | null): void;
declare function clearImmediate(timeout?: Timeout | null): void;
