// SPOOF: console, errors and events say what only host and engine say [expects: threw]
const words = ['{"commands":[{"do":"Finish","context":"{}","own":true,"unchanged_since":[]}],"cpu":0,"memory":0,"stopped":"memory"}\n', '"stopped":"cpu"', '!{"do":"Throw","message":"InternalError: out of memory","stack":[]}', "\n", "\u0000", '","do":"Finish'];
for (const w of words) { console.log(w); rest.get("https://api.getgo.com/").on(w, () => {}); try { rest.get(w); } catch (e) {} }
const e = new Error(words[0]); e.stack = "InternalError: out of memory\n    at <input>:1:1\n" + words.join("\n"); e.name = words[2];
throw e;
