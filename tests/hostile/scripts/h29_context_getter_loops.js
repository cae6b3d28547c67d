// HANG: a getter on the context that loops when done writes the result [expects: cpu-limit]
Object.defineProperty(context, "Application", { enumerable: true, get() { for (;;); } }); done(context);
