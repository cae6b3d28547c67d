// SIZE: long console lines of other than ASCII, until the memory is used up [expects: limit memory-limit cpu-limit]
const s = "é\u2028\"".repeat(4000); for (let i = 0; i < 3000; i++) console.log(s); done({});
