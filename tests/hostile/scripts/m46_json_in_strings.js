// SIZE: JSON in strings in JSON in strings, and strings that only begin like JSON [expects: done limit memory-limit threw]
let s = '{"access_token":"abcdefgh"}'; for (let i = 0; i < 18; i++) s = JSON.stringify([s]); context.OAuth2ProtocolConfiguration = s; context.list = Array(20000).fill("[".repeat(100)); context.more = Array(2000).fill('{"a":"[1,2,{\\"password\\":\\"x\\"'); done(context);
