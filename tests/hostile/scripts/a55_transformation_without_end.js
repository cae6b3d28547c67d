// KIND: a transformation that puts an accessor in the place of its context [kind: transformation] [context: @transformation] [expects: done threw]
Object.defineProperty(globalThis, "context", { get() { for (;;); }, configurable: true });
