/** @deprecated MyWorkspace documents no console. Here it prints, and each use is reported. */
declare const console: {
  log(...values: any[]): void;
  info(...values: any[]): void;
  warn(...values: any[]): void;
  error(...values: any[]): void;
  debug(...values: any[]): void;
  trace(...values: any[]): void;
  dir(...values: any[]): void;
  table(...values: any[]): void;
  group(...values: any[]): void;
  groupCollapsed(...values: any[]): void;
  groupEnd(...values: any[]): void;
  count(...values: any[]): void;
  time(...values: any[]): void;
  timeLog(...values: any[]): void;
  timeEnd(...values: any[]): void;
};
